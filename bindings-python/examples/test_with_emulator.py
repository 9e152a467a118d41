"""Tests of `publish.py` with an in-process emulator and an injected fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import edgegap
import pytest
from publish import publish

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def emulator() -> Iterator[edgegap.Emulator]:
    """An emulator for one test."""
    with edgegap.Emulator() as emulator:
        yield emulator


def test_publishing_again_updates_the_version(emulator: edgegap.Emulator) -> None:
    with emulator.client() as client:
        for tag in ("b42", "b43"):
            publish(client, "my-game", "1.4.2", "docker.io", "studio/my-game", tag)
        assert [version.docker_tag for version in client.versions.list("my-game")] == ["b43"]


def test_lost_response_creates_one_version(emulator: edgegap.Emulator) -> None:
    emulator.inject("versions.create", "reset", when="after", times=1)
    with emulator.client(backoff=(0.01, 0.02)) as client:
        version = publish(client, "my-game", "1.4.2", "docker.io", "studio/my-game", "b42")
        assert version.docker_tag == "b42"
        assert client.versions.list("my-game").total() == 1
