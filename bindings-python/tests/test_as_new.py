"""Objects that were read, as the arguments of a create."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

import edgegap
from samples import APPLICATION, PROFILE, STORAGE, VERSION
from vectors import ROOT

PORTS = [{"port": 7777, "protocol": "UDP", "name": "game"}, {"port": 80, "protocol": "HTTP", "tls_upgrade": True}]
FULL: dict[str, Any] = {
    **VERSION,
    "is_active": False,
    "command": "/game",
    "max_duration": 60,
    "ports": PORTS,
    "envs": [{"key": "A", "value": "1"}],
    "restart_policy": "never",
}
SET_BY_THE_SERVICE = ("create_time", "last_updated")


def without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in (*names, *SET_BY_THE_SERVICE)}


def test_every_object_comes_back(client: edgegap.Client) -> None:
    """Read, as_new, another name, create: the copies differ in their names alone."""
    client.applications.create(**APPLICATION)
    client.versions.create("my-game", **FULL)
    client.endpoint_storages.create(**STORAGE)
    client.pull_profiles.create("logs", **PROFILE)

    application = client.applications.get("my-game")
    other = client.applications.create(**application.as_new(name="copy"))
    assert without(other.to_dict(), "name") == without(application.to_dict(), "name") and other.name == "copy"

    version = client.versions.get("my-game", "1")
    new = version.as_new(name="copy")
    copied = client.versions.create("my-game", **new)
    assert without(copied.to_dict(), "name") == without(version.to_dict(), "name") and copied.name == "copy"
    assert new["ports"][1] == {"port": 80, "protocol": "HTTP", "to_check": True, "tls_upgrade": True}
    assert json.loads(json.dumps(new)) == new and not any(name in new for name in SET_BY_THE_SERVICE)

    storage = client.endpoint_storages.get("logs")
    made = client.endpoint_storages.create(**storage.as_new(name="copy", secret_access_key="another"))
    assert without(made.to_dict(), "name") == without(storage.to_dict(), "name")
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'secret_access_key'"):
        storage.as_new()  # type: ignore[call-arg]

    profile = client.pull_profiles.get("logs", "maps")
    created = client.pull_profiles.create("copy", **profile.as_new())
    assert without(created.to_dict()) == without(profile.to_dict())

    async def main(url: str, token: str) -> None:
        async with edgegap.AsyncClient(token, url) as other:
            read = await other.versions.get("my-game", "1")
            again = await other.versions.create("my-game", **read.as_new(name="third"))
            assert again.ports == version.ports

    asyncio.run(main(client.base_url, "emulator-token"))


def test_changes(client: edgegap.Client) -> None:
    client.applications.create(**APPLICATION)
    version = client.versions.create("my-game", **FULL)
    assert version.ports is not None
    new = version.as_new(command=None, max_duration=30, ports=[version.ports[0], {"port": 1, "protocol": "TCP"}])
    assert "command" not in new and new["max_duration"] == 30
    assert new["ports"] == [{**PORTS[0], "to_check": True, "tls_upgrade": False}, {"port": 1, "protocol": "TCP"}]
    assert version.max_duration == 60
    with pytest.raises(TypeError, match="unexpected keyword argument 'nmae'"):
        version.as_new(nmae="x")  # type: ignore[call-arg]
    port = version.ports[0]
    assert port.as_new(name=None, port=5) == {"port": 5, "protocol": "UDP", "to_check": True, "tls_upgrade": False}
    client.versions.update("my-game", "1", ports=[one.as_new(to_check=False) for one in version.ports])


def test_hidden_values_are_named(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    client.applications.create(**APPLICATION)
    secrets: dict[str, Any] = {
        "private_username": "robot",
        "private_token": "secret",
        "envs": [{"key": "A", "value": "secret", "is_hidden": True}, {"key": "B", "value": "2"}],
    }
    version = client.versions.create("my-game", **VERSION, **secrets)
    emulator.clear_requests()
    with pytest.raises(edgegap.ValidationError, match="set the real value, or remove") as caught:
        client.versions.create("my-game", **version.as_new(name="2"))
    masked = [(violation.path, violation.code) for violation in caught.value.violations]
    assert masked == [(path, "masked") for path in ("private_username", "private_token", "envs[0].value")]
    assert emulator.requests == []
    kept = version.as_new(name="2", private_username=None, private_token=None)
    kept["envs"] = [env.as_new(value="secret") if env.is_hidden else env for env in version.envs or []]
    assert client.versions.create("my-game", **kept).envs == version.envs
    assert client.versions.create("my-game", **version.as_new(name="3", **secrets)).envs == version.envs


@pytest.mark.parametrize(
    "case", json.loads((ROOT / "tests/as_new.json").read_text(encoding="utf-8")), ids=lambda case: case["name"]
)
def test_cases_of_all_languages(case: dict[str, Any], client: edgegap.Client) -> None:
    read = getattr(edgegap, case["model"])._from_reply(case["read"])
    assert read.as_new() == case["new"]
    if "masked" in case:
        with pytest.raises(edgegap.ValidationError) as caught:
            client.versions.create("my-game", **read.as_new())
        assert [violation.path for violation in caught.value.violations] == case["masked"]


def test_what_no_create_has_is_left_out() -> None:
    read = edgegap.Version._from_reply(
        {
            **VERSION,
            "max_duration": None,
            "ports": [{"port": 1, "protocol": "QUIC", "to_check": None, "$extra": {"link": "x"}}],
            "create_time": "2026-04-22T20:30:52.283949Z",
            "$extra": {"new_field": [1], "last_updated": "yesterday"},
        }
    )
    assert read.as_new() == {**VERSION, "ports": [{"port": 1, "protocol": "QUIC"}]}
    assert edgegap.Env._from_reply({}).as_new() == {}
