"""Tests of `promote.py` with an in-process emulator and an injected fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import edgegap
import pytest
from promote import promote

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def emulator() -> Iterator[edgegap.Emulator]:
    """An emulator for one test, with a tested version and a live one."""
    with edgegap.Emulator() as emulator, emulator.client() as client:
        client.applications.create(name="my-game", is_active=True, image="")
        for name, tag in (("dev", "b43"), ("live", "b42")):
            client.versions.create(
                "my-game",
                name=name,
                docker_repository="docker.io",
                docker_image="studio/my-game",
                docker_tag=tag,
                req_cpu=1024,
                req_memory=2048,
            )
        yield emulator


def test_the_live_version_gets_the_tested_image(emulator: edgegap.Emulator) -> None:
    with emulator.client() as client:
        assert promote(client, "my-game", "dev", "live").docker_tag == "b43"


def test_a_busy_service_is_asked_again(emulator: edgegap.Emulator) -> None:
    emulator.inject("versions.update", "status", code=503, times=1)
    with emulator.client(backoff=(0.01, 0.02)) as client:
        assert promote(client, "my-game", "dev", "live").docker_tag == "b43"
