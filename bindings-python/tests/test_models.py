"""Models and errors as Python objects."""

from __future__ import annotations

import asyncio
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


@pytest.mark.parametrize("made", [version, lambda: edgegap.Version(name="1.0.0"), lambda: edgegap.Version()])
def test_misspelt_fields_are_refused(made: Any) -> None:
    got = made()
    with pytest.raises(AttributeError, match=r"Version has no field 'nmae'; did you mean 'name'\?"):
        got.nmae = "1.0.1"
    with pytest.raises(AttributeError, match=r"Version has no field 'colour'$"):
        got.colour = "red"
    got.name = "1.0.1"
    got.command = None
    assert got.to_dict()["name"] == "1.0.1" and "nmae" not in vars(got)
    # As the constructor does, so that hidden values stay hidden.
    got.envs = [{"key": "A", "value": "canary", "is_hidden": True}]
    assert isinstance(got.envs[0], edgegap.Env) and "canary" not in repr(got)

    class Own(edgegap.Version):
        pass

    own: Any = Own(name="1")
    own.note = "mine"
    assert own.note == "mine"


def test_missing_attributes_say_why() -> None:
    got: Any = version()
    for name, message in [
        ("nmae", r"'Version' object has no attribute 'nmae'; did you mean 'name'\?"),
        ("new_field", r"'new_field' is not a field that this SDK models: read extra\['new_field'\]"),
    ]:
        with pytest.raises(AttributeError, match=message):
            getattr(got, name)
    with pytest.raises(AttributeError, match="this Version was made without 'docker_tag'"):
        _ = edgegap.Version(name="1").docker_tag
    assert not hasattr(got, "_repr_html_") and getattr(got, "colour", 1) == 1


def test_fields_are_no_items() -> None:
    got: Any = version()
    for key, message in [
        ("name", r"a field of Version is an attribute: use `\.name` instead of `\['name'\]`"),
        ("new_field", r"Version has 'new_field' in `extra`: use `\.extra\['new_field'\]`"),
        ("nmae", r"it has none named 'nmae'; did you mean 'name'\?"),
        (0, r"Version has no items; .* `to_dict\(\)` has them as a dict"),
    ]:
        with pytest.raises(TypeError, match=message):
            got[key]
    with pytest.raises(TypeError, match="no items"):
        [*got]


def test_repr_cuts_long_values() -> None:
    image, start = "A" * 80_123, "A" * 100
    application = edgegap.Application(name="my-game", image=image, is_active=True)
    shown = repr(application)
    assert shown == f"Application(name='my-game', image='{start}...' (80123 characters), is_active=True)"
    assert "A" * 200 in repr(edgegap.Application(image="A" * 200))
    data = {**json.loads(json.dumps(REPLY)), "$extra": {"notes": [{"text": image}], "private_token": image}}
    shown = repr(edgegap.Version._from_reply(data))
    assert f"extra={{'notes': [{{'text': '{start}...' (80123 characters)}}], 'private_token': ***}}" in shown
    assert len(shown) < 1500
    cycle: list[Any] = []
    cycle.append(cycle)
    assert "[...]" in repr(edgegap.Version(command=cycle))
    assert "(300 bytes)" in repr(edgegap.Application(image=b"x" * 300))


def test_what_rich_shows() -> None:
    application = edgegap.Application(name="my-game", image="A" * 80_123)
    assert [(name, repr(value)) for name, value in application.__rich_repr__()] == [
        ("name", "'my-game'"),
        ("image", f"'{'A' * 100}...' (80123 characters)"),
    ]
    shown = {name: repr(value) for name, value in version().__rich_repr__()}
    assert shown["private_token"] == "***" and "'private_token': ***" in shown["extra"]
    assert "canary" not in str(shown) and isinstance(dict(version().__rich_repr__())["ports"], list)


def test_json_says_what_to_call(client: edgegap.Client) -> None:
    client.applications.create(name="my-game", is_active=True, image="")
    got = version()
    for given, hint in [
        (got, r"Object of type Version is not JSON serializable: use `to_dict\(\)`"),
        ([{"a": edgegap.Port(port=1, protocol="UDP")}], r"type Port .*`to_dict\(\)`"),
        (error_from(ENVELOPE), r"type RateLimitedError .*`to_dict\(\)`"),
        (edgegap.reply_of(client.applications.get, "my-game"), "type Reply .*`value`"),
        (next(client.applications.list().pages()), "type Page .*`items`"),
    ]:
        for settings in ({}, {"indent": 2}):
            with pytest.raises(TypeError, match=hint):
                json.dumps(given, **settings)
    expected = got.to_dict()
    assert json.loads(json.dumps(got, default=lambda given: given.to_dict())) == expected
    assert json.loads(json.dumps(got, indent=2, default=lambda given: given.to_dict())) == expected

    class Encoder(json.JSONEncoder):
        def default(self, o: Any) -> Any:
            return o.to_dict() if isinstance(o, edgegap.Version) else super().default(o)

    assert json.loads(json.dumps({"versions": [got]}, cls=Encoder)) == {"versions": [expected]}
    assert got.__class__ is edgegap.Version and isinstance(got, edgegap.Version) and not isinstance(got, dict)


def test_replacing_fields() -> None:
    got = version()
    replaced = copy.replace(got, name="2") if hasattr(copy, "replace") else got.__replace__(name="2")
    assert (replaced.name, replaced.docker_tag, replaced.extra) == ("2", "b42", got.extra)
    assert got.name == "1.0.0" and type(replaced) is edgegap.Version
    assert got.__replace__(envs=None).envs is None
    with pytest.raises(TypeError, match="Version has no field 'nmae'; did you mean 'name'"):
        got.__replace__(nmae="2")


def test_attributes_of_clients_are_settled(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    for owner in (client, emulator.async_client()):
        got: Any = owner
        for name, message in [
            ("timeout", r"cannot be changed: use client\.with_options\(timeout=\.\.\.\)"),
            ("proxy", r"cannot be changed: make one with proxy=\.\.\."),
            ("version", "a client has no attribute 'version'; did you mean 'versions'"),
        ]:
            with pytest.raises(AttributeError, match=message):
                setattr(got, name, 5)


def test_tests_replace_methods(client: edgegap.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from unittest import mock

    fake = edgegap.Application(name="fake")
    with mock.patch.object(client.applications, "get", return_value=fake) as get:
        assert client.applications.get("my-game").name == "fake"
    get.assert_called_once_with("my-game")
    monkeypatch.setattr(client.applications, "list", lambda: [fake])
    assert [application.name for application in client.applications.list()] == ["fake"]
    monkeypatch.setattr(client, "versions", mock.create_autospec(client.versions, instance=True))
    client.versions.get.return_value = edgegap.Version(name="1")  # type: ignore[attr-defined]
    assert client.versions.get("my-game", "1").name == "1"
    with pytest.raises(TypeError, match="missing a required argument: 'version'"):
        client.versions.get("my-game")  # type: ignore[call-arg]
    monkeypatch.undo()
    assert client.applications.list().total() == 0
    mocked = mock.create_autospec(edgegap.Client, instance=True)
    mocked.versions.get.return_value = edgegap.Version(name="1")
    assert mocked.versions.get("my-game", "1").name == "1"
    for wrong in (lambda: mocked.versions.get("my-game"), lambda: mocked.versions.create("my-game", nmae="1")):
        with pytest.raises(TypeError, match="argument"):
            wrong()
    with pytest.raises(AttributeError):
        _ = mocked.version
    with mock.patch("edgegap.AsyncClient", autospec=True) as kind:
        kind.return_value.applications.get.return_value = fake
        assert asyncio.run(edgegap.AsyncClient("t").applications.get("my-game")) is fake
    fake.name = "still the same"
    with mock.patch.object(fake, "to_dict", return_value={}):
        assert fake.to_dict() == {}
    assert fake.to_dict() == {"name": "still the same"}


def test_resources_of_the_class_have_no_client() -> None:
    client: Any = edgegap.Client
    for call in (lambda: client.versions.get("my-game", "1"), lambda: list(client.versions.list("my-game"))):
        with pytest.raises(TypeError, match=r"is of the class: make a client first, `client = edgegap.Client\(\)`"):
            call()
    with pytest.raises(TypeError, match=r"make a client first, `client = edgegap.AsyncClient\(\)`"):
        asyncio.run(edgegap.AsyncClient.versions.get("my-game", "1"))


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

    described = json.loads((ROOT / "tests/contract/api.json").read_text(encoding="utf-8"))["error_kinds"]
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
