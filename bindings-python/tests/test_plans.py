"""The vectors of `tests/plans`: each manifest is planned and applied on an emulator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import edgegap

FOLDER = Path(__file__).parents[2] / "tests" / "plans"
SECRETS = ("REGISTRY_USER", "REGISTRY_TOKEN", "MATCH_KEY", "S3_KEY", "S3_KEY_2", "S3_SECRET")
FILES = [json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))]
VECTORS = [vector for file in FILES for vector in file["vectors"]]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # Paths in a manifest are relative to its folder.
    monkeypatch.chdir(FOLDER)
    for name in SECRETS:
        monkeypatch.setenv(name, f"canary-{name}")
    yield


def manifest(lines: list[str]) -> edgegap.ManifestText:
    return edgegap.ManifestText("\n".join(lines))


def seed(client: edgegap.Client, call: dict[str, Any]) -> None:
    resource, _, method = call["operation"].partition(".")
    getattr(getattr(client, resource), method)(*call.get("path", {}).values(), **call.get("body", {}))


def actions(plan: edgegap.Plan) -> list[list[Any]]:
    found = []
    for action in plan.to_dict()["actions"]:
        sent = [field["name"] for field in action.get("fields", []) if field.get("sent")]
        entry = [action["object"], action["name"], action["action"]]
        found.append([*entry, sent] if action["action"] == "update" else entry)
    return found


def writes(emulator: edgegap.Emulator) -> list[list[Any]]:
    """The requests that change something. The emulator shows secrets as `***`."""
    changing = (request for request in emulator.requests if request.method != "GET")
    return [[request.method, request.path, *([request.body] if request.body else [])] for request in changing]


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("vector", VECTORS, ids=[vector["name"] for vector in VECTORS])
def test_vector(vector: dict[str, Any], client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    given = vector.get("set", {})
    options = vector.get("options", {})
    if "before" in vector:
        list(client.publish.apply(client.publish.plan(manifest(vector["before"]), set=given)))
    for call in vector.get("seed", []):
        seed(client, call)
    emulator.clear_requests()
    if "error" in vector:
        with pytest.raises(edgegap.EdgegapError) as raised:
            client.publish.plan(manifest(vector["manifest"]), set=given, **options)
        assert vector["error"]["message"] in str(raised.value)
        return
    plan = client.publish.plan(manifest(vector["manifest"]), set=given, **options)
    assert writes(emulator) == []
    assert str(plan).splitlines()[2:] == vector["plan"]
    assert actions(plan) == vector["actions"]
    assert "canary" not in f"{plan!r}{plan}{json.dumps(plan.to_dict())}"
    steps = [str(step) for step in client.publish.apply(plan)]
    assert "canary" not in "".join(steps)
    assert writes(emulator) == vector.get("requests", [])
    again = {name: value for name, value in options.items() if name == "recreate"}
    assert client.publish.plan(manifest(vector["manifest"]), set=given, **again).is_empty
