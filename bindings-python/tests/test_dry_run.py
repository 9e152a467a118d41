"""Dry runs, what an `ensure` did, and guard rails."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import edgegap

VERSION: dict[str, Any] = {
    "name": "dev",
    "docker_repository": "docker.io",
    "docker_image": "me/game",
    "docker_tag": "b42",
    "req_cpu": 1024,
    "req_memory": 2048,
}


@pytest.fixture
def client(emulator: edgegap.Emulator) -> edgegap.Client:
    client = emulator.client()
    client.applications.create(name="my-game", is_active=True, image="")
    emulator.clear_requests()
    return client


def test_ensure_says_what_it_did(client: edgegap.Client) -> None:
    def ensured(**fields: Any) -> edgegap.Change | None:
        return edgegap.reply_of(client.versions.ensure, "my-game", **{**VERSION, **fields}).meta.change

    assert ensured() == ("created", (), ())
    assert ensured() == ("unchanged", (), ())
    assert ensured(docker_tag="b43") == ("updated", ("docker_tag",), ())
    assert ensured(docker_tag="b43", private_username="u", private_token="t") == (
        "updated",
        ("private_username", "private_token"),
        (),
    )
    unchanged = ensured(docker_tag="b43", private_username="u", private_token="t")
    assert unchanged == ("unchanged", (), ("private_username", "private_token"))
    assert edgegap.reply_of(client.versions.get, "my-game", "dev").meta.change is None


def test_a_dry_run_sends_nothing(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    run = edgegap.dry_run(client.versions.create, "my-game", **VERSION, private_token="canary")
    (request,) = run.requests
    assert (request.method, run.change) == ("POST", None)
    assert request.url == f"{emulator.url}/v1/app/my-game/version"
    assert request.body == {**VERSION, "private_token": "***"}
    assert request.headers["authorization"] == "token ***"
    assert request.curl.startswith("curl -X POST ")
    assert "canary" not in repr(run)
    assert edgegap.dry_run(client.versions.delete, "my-game", "dev").requests[0].body is None
    assert emulator.requests == []


def test_a_dry_run_of_an_ensure_reads(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    run = edgegap.dry_run(client.versions.ensure, "my-game", **VERSION)
    assert run.change is not None
    assert (run.change.action, len(run.requests)) == ("created", 1)
    assert {request.method for request in emulator.requests} == {"GET"}


def test_a_dry_run_ends_with_its_call(client: edgegap.Client) -> None:
    edgegap.dry_run(client.versions.create, "my-game", **VERSION)
    assert client.versions.create("my-game", **VERSION).name == "dev"
    with pytest.raises(edgegap.ValidationError):
        edgegap.dry_run(client.versions.update, "my-game", "dev", docker_tag="")
    client.versions.delete("my-game", "dev")


def test_a_dry_run_with_asyncio(emulator: edgegap.Emulator) -> None:
    async def main() -> tuple[edgegap.DryRun, edgegap.Application]:
        async with emulator.async_client() as client:
            run, created = await asyncio.gather(
                edgegap.dry_run(client.applications.delete, "my-game"),
                client.applications.create(name="other", is_active=True, image=""),
            )
            return run, created

    run, created = asyncio.run(main())
    assert (run.requests[0].method, created.name) == ("DELETE", "other")


def test_a_dry_run_needs_a_call() -> None:
    with pytest.raises(TypeError, match="takes a method that makes a call"):
        edgegap.dry_run(len, [])


def test_guard_rails(emulator: edgegap.Emulator) -> None:
    client = edgegap.Client(emulator.token, emulator.url, read_only=True, allow_apps=["my-game"])
    with pytest.raises(edgegap.PermissionDeniedError, match="read_only"):
        client.applications.delete("my-game")
    with pytest.raises(edgegap.PermissionDeniedError, match="allow_apps"):
        client.applications.get("other")
    assert emulator.requests == []
    with pytest.raises(edgegap.ConfigurationError, match="allow_apps must be a list of names"):
        edgegap.Client(emulator.token, emulator.url, allow_apps="my-game")
