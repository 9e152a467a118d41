"""Models and errors as Python objects."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import datetime, timezone
from typing import Any

import pytest

import edgegap
from edgegap._errors import error_of

REPLY = {
    "name": "1.0.0",
    "docker_repository": "docker.io",
    "docker_image": "me/game",
    "docker_tag": "b42",
    "req_cpu": 1024,
    "req_memory": 2048,
    "private_token": "canary",
    "max_duration": None,
    "ports": [{"port": 7777, "protocol": "QUIC"}],
    "envs": [{"key": "A", "value": "canary", "is_hidden": True}, {"key": "B", "value": "shown", "is_hidden": False}],
    "create_time": "2026-04-22T20:30:52.283949Z",
    "last_updated": None,
    "$extra": {"new_member": [1], "last_updated": "yesterday", "private_token": "canary"},
}


def version() -> edgegap.Version:
    return edgegap.Version._read(json.loads(json.dumps(REPLY)))


def test_members_are_attributes() -> None:
    got = version()
    assert got.create_time == datetime(2026, 4, 22, 20, 30, 52, 283949, tzinfo=timezone.utc)
    assert got.last_updated is None
    assert got.extra == {"new_member": [1], "last_updated": "yesterday", "private_token": "canary"}
    assert got.restart_policy is None
    assert got.ports is not None and got.ports[0].protocol == "QUIC"
    with pytest.raises(AttributeError):
        _ = got.colour  # type: ignore[attr-defined]


def test_no_secret_is_shown() -> None:
    shown = f"{version()} {version()!r} {[version()]}"
    assert "canary" not in shown
    assert "value='shown'" in shown and "private_token=***" in shown and "docker_tag='b42'" in shown


def test_they_are_plain_data_again() -> None:
    data = version().to_dict()
    assert data["create_time"] == REPLY["create_time"]
    assert data["new_member"] == [1] and data["last_updated"] == "yesterday"
    assert data["ports"] == REPLY["ports"]
    json.dumps(data)


def test_they_are_equal_by_value_and_survive_copies() -> None:
    got = version()
    assert got == version()
    assert got != edgegap.Version(name="1.0.0", docker_repository="docker.io")
    assert got != "1.0.0"
    for other in (copy.copy(got), copy.deepcopy(got), pickle.loads(pickle.dumps(got))):
        assert other == got and other.extra == got.extra and repr(other) == repr(got)
    with pytest.raises(TypeError):
        hash(got)


def test_unset_is_one_object() -> None:
    assert not edgegap.UNSET
    assert repr(edgegap.UNSET) == "UNSET"
    for other in (copy.copy(edgegap.UNSET), copy.deepcopy(edgegap.UNSET), pickle.loads(pickle.dumps(edgegap.UNSET))):
        assert other is edgegap.UNSET


ENVELOPE: dict[str, Any] = {
    "kind": "rate_limited",
    "message": "too many",
    "operation": "versions.get",
    "status": 429,
    "request_id": "r-1",
    "retryable": True,
    "maybe_applied": False,
    "attempts": [{"outcome": "429", "waited_ms": 0}, {"outcome": "429", "waited_ms": 500}],
    "elapsed_ms": 812,
    "retry_after_ms": 90000,
    "violations": [{"path": "a", "code": "missing", "message": "m"}],
    "extra": {"errors": {}},
}


def test_errors_carry_their_evidence_through_pickle() -> None:
    error = error_of(ENVELOPE)
    for got in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert isinstance(got, edgegap.RateLimitedError)
        assert str(got) == "too many"
        assert (got.status, got.request_id, got.retryable, got.elapsed, got.retry_after) == (429, "r-1", True, 0.812, 90.0)
        assert got.attempts[1] == edgegap.Attempt("429", 0.5)
        assert got.violations == (edgegap.Violation("a", "missing", "m"),)
        assert got.to_dict() == ENVELOPE
        assert repr(got) == "RateLimitedError('too many', operation='versions.get', status=429, request_id='r-1')"


def test_every_kind_has_a_class() -> None:
    from vectors import ROOT

    kinds = json.loads((ROOT / "tests/contract/api.json").read_text())["error_kinds"]
    classes = {error.kind: error for error in edgegap.EdgegapError.__subclasses__()}
    assert sorted(classes) == sorted(kinds)
    for kind, error in classes.items():
        assert getattr(edgegap, error.__name__) is error
        assert isinstance(error_of({"kind": kind, "message": "m"}), error)
    assert type(error_of({"kind": "from_the_future", "message": "m"})) is edgegap.EdgegapError
