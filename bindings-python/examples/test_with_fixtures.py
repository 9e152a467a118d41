"""Tests of `promote.py` with the fixtures of the pytest plugin, which the package brings along."""

from __future__ import annotations

import edgegap
import pytest
from promote import promote


@pytest.fixture
def versions(edgegap_client: edgegap.Client) -> None:
    """A tested version and a live one."""
    edgegap_client.applications.create(name="my-game", is_active=True, image="")
    for name, tag in (("dev", "b43"), ("live", "b42")):
        edgegap_client.versions.create(
            "my-game",
            name=name,
            docker_repository="docker.io",
            docker_image="studio/my-game",
            docker_tag=tag,
            req_cpu=1024,
            req_memory=2048,
        )


@pytest.mark.usefixtures("versions")
def test_the_live_version_gets_the_tested_image(edgegap_client: edgegap.Client) -> None:
    assert promote(edgegap_client, "my-game", "dev", "live").docker_tag == "b43"


@pytest.mark.usefixtures("versions", "edgegap_environment")
def test_a_client_of_the_environment_calls_the_emulator(edgegap_emulator: edgegap.Emulator) -> None:
    with edgegap.Client() as client:
        promote(client, "my-game", "dev", "live")
    assert "versions.update" in [request.operation for request in edgegap_emulator.requests]
