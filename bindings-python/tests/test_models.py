"""Models and errors as Python objects."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import traceback
import weakref
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

import edgegap
from edgegap._errors import error_from

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
    "$extra": {"new_field": [1], "last_updated": "yesterday", "private_token": "canary"},
}


def version() -> edgegap.Version:
    return edgegap.Version._from_reply(json.loads(json.dumps(REPLY)))


def test_fields_are_attributes() -> None:
    got = version()
    assert got.create_time == datetime(2026, 4, 22, 20, 30, 52, 283949, tzinfo=timezone.utc)
    assert got.last_updated is None
    assert got.extra == {"new_field": [1], "last_updated": "yesterday", "private_token": "canary"}
    assert got.restart_policy is None
    assert got.ports is not None and got.ports[0].protocol == "QUIC"
    with pytest.raises(AttributeError):
        _ = got.colour  # type: ignore[attr-defined]


def test_repr_redacts_secrets() -> None:
    shown = f"{version()} {version()!r} {[version()]}"
    assert "canary" not in shown
    assert "value='shown'" in shown and "private_token=***" in shown and "docker_tag='b42'" in shown


def test_to_dict() -> None:
    data = version().to_dict()
    assert data["create_time"] == REPLY["create_time"]
    assert data["new_field"] == [1] and data["last_updated"] == "yesterday"
    assert data["ports"] == REPLY["ports"]
    json.dumps(data)


def test_equality_and_copies() -> None:
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


def test_errors_name_the_public_module() -> None:
    errors = [value for value in vars(edgegap).values() if isinstance(value, type) and issubclass(value, Exception)]
    assert len(errors) == 18
    assert {error.__module__ for error in errors} == {"edgegap"}


def test_errors_keep_their_details_through_pickle() -> None:
    error = error_from(ENVELOPE)
    for got in (error, pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert isinstance(got, edgegap.RateLimitedError)
        assert str(got) == "too many"
        assert (got.status, got.request_id, got.retryable, got.elapsed, got.retry_after) == (
            429,
            "r-1",
            True,
            0.812,
            90.0,
        )
        assert got.attempts[1] == edgegap.Attempt("429", 0.5)
        assert got.violations == (edgegap.Violation("a", "missing", "m"),)
        assert got.to_dict() == ENVELOPE
        assert repr(got) == "RateLimitedError('too many', operation='versions.get', status=429, request_id='r-1')"


class Own(edgegap.NotFoundError):
    """An error of a program, with another constructor."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not there", status=404, operation="versions.get")
        self.name = name


def test_copies_of_errors_keep_notes_and_attributes() -> None:
    error = error_from(ENVELOPE)
    error.note = ["seen"]  # type: ignore[attr-defined]
    if hasattr(error, "add_note"):
        error.add_note("while the build was published")
    for kept in (error, Own("1.0.0")):
        for got in (pickle.loads(pickle.dumps(kept)), copy.copy(kept), copy.deepcopy(kept)):
            assert type(got) is type(kept) and vars(got) == vars(kept) and got.args == kept.args
            assert (str(got), repr(got), got.to_dict()) == (str(kept), repr(kept), kept.to_dict())
    assert pickle.loads(pickle.dumps(Own("1.0.0"))).name == "1.0.0"


def test_every_kind_has_a_class() -> None:
    from vectors import ROOT

    described = json.loads((ROOT / "tests/contract/api.json").read_text())["error_kinds"]
    kinds = [kind["name"] for kind in described]
    classes = {error.kind: error for error in edgegap.EdgegapError.__subclasses__()}
    assert sorted(classes) == sorted(kinds)
    for kind, error in classes.items():
        assert getattr(edgegap, error.__name__) is error
        assert isinstance(error_from({"kind": kind, "message": "m"}), error)
    assert type(error_from({"kind": "from_the_future", "message": "m"})) is edgegap.EdgegapError


def test_objects_made_by_programs() -> None:
    made = edgegap.Version(
        name="1",
        envs=({"key": "A", "value": "canary", "is_hidden": True},),
        create_time=datetime(2026, 4, 22, 12, tzinfo=timezone(timedelta(hours=5))),
    )
    assert "canary" not in repr(made)
    assert made.to_dict()["envs"] == [{"key": "A", "value": "canary", "is_hidden": True}]
    assert made.to_dict()["create_time"] == "2026-04-22T07:00:00.000000Z"
    with pytest.raises(TypeError, match="missing 2 required keyword-only arguments: 'key' and 'value'"):
        edgegap.Version(name="1", envs=[{"kee": "A"}])

    class Own(edgegap.Version):
        pass

    assert Own(name="1").name == "1"


def test_errors_keep_their_context(client: edgegap.Client) -> None:
    client.applications.create(name="my-game", is_active=True, image="")
    with pytest.raises(edgegap.ConflictError) as caught:
        try:
            client.applications.get("none")
        except edgegap.NotFoundError:
            client.applications.create(name="my-game", is_active=True, image="")
    assert isinstance(caught.value.__context__, edgegap.NotFoundError)
    assert caught.value.__context__.__context__ is None
    shown = "".join(traceback.format_exception(caught.value))
    assert "During handling" in shown and "Failure" not in shown


def test_repr_of_a_client_with_invalid_settings() -> None:
    for kind in (edgegap.Client, edgegap.AsyncClient, edgegap.Emulator):
        settings: dict[str, Any] = {"port": -1} if kind is edgegap.Emulator else {"base_url": "zz", "token": "t"}
        with pytest.raises(edgegap.ConfigurationError) as caught:
            kind(**settings)
        shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        assert kind.__name__ in "".join(shown.format())


def test_clients_and_emulators_cannot_be_pickled(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    for owned in (emulator, client, emulator.async_client()):
        with pytest.raises(TypeError, match="process"):
            pickle.dumps(owned)
        with pytest.raises(TypeError, match="process"):
            copy.copy(owned)


def test_subclasses_are_freed() -> None:
    class Tagged:
        tag = ""

        def __init_subclass__(cls, tag: str = "", **arguments: Any) -> None:
            super().__init_subclass__(**arguments)
            cls.tag = tag

    class Mine(edgegap.Version, Tagged, tag="mine"):
        pass

    assert Mine.tag == "mine" and Mine(name="a").name == "a"
    ended = weakref.ref(Mine)
    del Mine
    gc.collect()
    assert ended() is None


def test_copies_of_pages(client: edgegap.Client) -> None:
    for page in (next(client.applications.list().pages()), next(client.applications.list().pages())):
        for other in (copy.copy(page), copy.deepcopy(page), pickle.loads(pickle.dumps(page))):
            assert other.meta == page.meta and other.meta.status == 200
            assert (other.items, other.number, other.total, other.has_next) == (
                page.items,
                page.number,
                page.total,
                page.has_next,
            )


def test_timestamp_of_the_first_year() -> None:
    """Go writes its zero time so: the year has four digits."""
    read = edgegap.Version._from_reply({**json.loads(json.dumps(REPLY)), "create_time": "0001-01-01T00:00:00.000000Z"})
    assert read.to_dict()["create_time"] == "0001-01-01T00:00:00.000000Z"
