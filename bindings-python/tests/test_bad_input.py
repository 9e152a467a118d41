"""Mistakes of users, and the messages about them."""

from __future__ import annotations

import asyncio
import collections
import decimal
import math
from pathlib import Path
from typing import Any, cast

import pytest

import edgegap
from samples import VERSION


def paths(error: edgegap.ValidationError) -> list[tuple[str, str]]:
    return [(violation.path, violation.code) for violation in error.violations]


def test_all_violations_are_reported_at_once(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    body = {**VERSION, "req_cpu": "many", "docker_repository": "https://docker.io", "max_duration": 5000}
    with pytest.raises(edgegap.ValidationError) as caught:
        client.versions.create(
            "",
            **body,
            ports=[
                {"port": 70000, "protocol": "UDP"},
                edgegap.Port(port=1, protocol="TCP", tls_upgrade=True),
                {"prot": 1},
            ],  # type: ignore[list-item]
            envs={"KEY": "value"},  # type: ignore[arg-type]
        )
    error = caught.value
    assert paths(error) == [
        ("app", "too_short"),
        ("docker_repository", "pattern"),
        ("req_cpu", "wrong_type"),
        ("max_duration", "out_of_range"),
        ("ports[0].port", "out_of_range"),
        ("ports[1].tls_upgrade", "conflict"),
        ("ports[2].port", "missing"),
        ("ports[2].protocol", "missing"),
        ("ports[2].prot", "unknown"),
        ("envs", "wrong_type"),
    ]
    assert "did you mean `port`" in str(error)
    assert error.violations[3].limit == 1440
    assert str(error).startswith("versions.create: 10 violations\n")
    assert emulator.requests == []


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (math.nan, "NaN"),
        (math.inf, "Infinity"),
        ({1, 2}, "a set"),
        (b"bytes", "bytes"),
        (decimal.Decimal(1), "a value of type Decimal"),
        (10**30, "a number beyond 64 bits"),
        ("half a pair \ud800", "a string with half a surrogate pair"),
        (object, "a value of type type"),
    ],
)
def test_values_without_json_form(client: edgegap.Client, value: Any, name: str) -> None:
    with pytest.raises(edgegap.ValidationError) as caught:
        client.versions.create("my-game", **{**VERSION, "req_cpu": value}, extra_body={"deep": [{"er": value}]})
    assert paths(caught.value) == [("req_cpu", "wrong_type"), ("$extra.deep[0].er", "wrong_type")]
    assert all(violation.message.endswith(f"not {name}") for violation in caught.value.violations)


def test_cycles_are_refused(client: edgegap.Client) -> None:
    cycle: list[Any] = []
    cycle.append(cycle)
    with pytest.raises(edgegap.ValidationError, match="nested deeper"):
        client.versions.create("my-game", **VERSION, extra_body={"cycle": cycle})


def test_other_mappings_and_numbers_are_accepted(client: edgegap.Client) -> None:
    class Index:
        def __index__(self) -> int:
            return 7777

    client.applications.create(name="my-game", is_active=True, image="")
    ports: Any = (
        {"port": Index(), "protocol": "UDP"},
        collections.OrderedDict(port=2, protocol="TCP"),
        collections.UserDict(port=3, protocol="WS"),
    )
    version = client.versions.create("my-game", **VERSION, ports=ports)
    assert version.ports is not None and [port.port for port in version.ports] == [7777, 2, 3]


def test_unknown_keywords_are_type_errors(client: edgegap.Client) -> None:
    wrong: Any = client
    for call, message in [
        (
            lambda: wrong.versions.create("a", **VERSION, prots=[]),
            r"versions.create\(\) got an unexpected .*'prots'; did you mean 'ports'\?",
        ),
        (lambda: wrong.versions.list("a", timout=1), r"'timout'; did you mean 'timeout'\?"),
        (lambda: wrong.with_options(max_retry=1), r"'max_retry'; did you mean 'max_retries'\?"),
        (lambda: cast("Any", edgegap.Client)("t", ca_flie="x"), r"Client\(\) .*'ca_flie'; did you mean 'ca_file'\?"),
        (lambda: edgegap.Port(port=1, protocol="UDP", nmae="x"), "Port has no field 'nmae'"),
        (lambda: wrong.applications.create(name="x"), "missing 2 required keyword-only arguments"),
        (lambda: wrong.applications.get("x", timeout="5"), "timeout must be a number of seconds, not str"),
        (lambda: wrong.with_options(backoff=1), "backoff must be"),
        (lambda: edgegap.reply_of(wrong.versions.list, "a"), "reply_of takes a method that makes a call"),
    ]:
        with pytest.raises(TypeError, match=message):
            call()


def test_invalid_options(client: edgegap.Client) -> None:
    for options, path in [
        ({"timeout": 0}, "timeout.total"),
        ({"timeout": math.nan}, "timeout.total"),
        ({"timeout": 1e306}, "timeout.total"),
        ({"timeout": edgegap.Timeout(connect=-1)}, "timeout.connect"),
        ({"headers": {"X-Name": "é"}}, "headers.X-Name"),
        ({"max_retries": 101}, "max_retries"),
        ({"headers": {"a\nb": "c"}}, "headers"),
        ({"headers": {"Authorization": "token x"}}, "headers.Authorization"),
        ({"extra_body": {"a": 1}}, ""),
    ]:
        with pytest.raises(edgegap.ValidationError) as caught:
            client.applications.get("my-game", **options)  # type: ignore[arg-type]
        assert [path for path, _ in paths(caught.value)] == [path]
    with pytest.raises(edgegap.ValidationError):
        client.with_options(max_retries=-1)


def test_invalid_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings: Any
    for settings, message in [
        ({}, "EDGEGAP_TOKEN"),
        ({"token": "tökén"}, "token"),
        ({"token": "a\r\nb"}, "token"),
        ({"token": 5}, "token must be a string"),
        ({"token": "t", "base_url": "ftp://x"}, "base_url"),
        ({"token": "t", "base_url": "http://example.com"}, "plain http to another machine"),
        ({"token": "t", "ca_file": tmp_path / "none.pem"}, "none.pem"),
        ({"token": "t", "max_concurrency": 0}, "max_concurrency"),
        ({"token": "t", "max_retries": 1000}, "max_retries"),
        ({"token": "t", "user_agent": "é\n"}, "user_agent"),
        ({"token": "t", "proxy": "nonsense://"}, "proxy"),
    ]:
        for kind in (edgegap.Client, edgegap.AsyncClient):
            with pytest.raises(edgegap.ConfigurationError, match=message) as caught:
                kind(**settings)
            assert "tökén" not in str(caught.value)
    monkeypatch.setenv("EDGEGAP_TOKEN", "token from-the-environment")
    monkeypatch.setenv("EDGEGAP_BASE_URL", "http://127.0.0.1:1/")
    assert edgegap.Client().base_url == "http://127.0.0.1:1"


def test_missing_files(client: edgegap.Client, tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path):
        with pytest.raises(edgegap.ValidationError) as caught:
            client.applications.create(name="my-game", is_active=True, image=path)
        assert paths(caught.value) == [("image", "not_allowed")]
        assert str(path) in str(caught.value)


def test_use_after_close(emulator: edgegap.Emulator) -> None:
    client = emulator.client()
    with client.with_options(max_retries=0) as view:
        view.applications.list().total()
    # Closing the view alone has no effect.
    client.applications.list().total()
    client.close()
    for closed in (client, view):
        with pytest.raises(edgegap.ClosedError, match="was closed"):
            closed.applications.get("my-game")

    async def main() -> None:
        client = emulator.async_client()
        await client.applications.list().total()
        await client.close()
        with pytest.raises(edgegap.ClosedError, match="was closed"):
            await client.applications.get("my-game")

    asyncio.run(main())
    emulator.stop()
    with pytest.raises(edgegap.ClosedError, match="was stopped"):
        emulator.client()
    with pytest.raises(edgegap.ClosedError, match="was stopped"), emulator:
        pass
    assert "stopped" in repr(emulator)
    with pytest.raises(edgegap.ConnectionFailedError):
        edgegap.Client("emulator-token", client.base_url, max_retries=0).applications.get("my-game")


def test_masked_secret_is_refused_in_an_update(client: edgegap.Client) -> None:
    client.applications.create(name="my-game", is_active=True, image="")
    version = client.versions.create("my-game", **VERSION, envs=[{"key": "A", "value": "canary", "is_hidden": True}])
    assert version.envs is not None
    with pytest.raises(edgegap.ValidationError) as caught:
        client.versions.update("my-game", "1", envs=version.envs)
    assert paths(caught.value) == [("envs[0].value", "masked")]


def test_mapping_that_changes_during_conversion(client: edgegap.Client) -> None:
    body: dict[str, Any] = {}

    class Changing(collections.UserDict[str, Any]):
        def keys(self) -> Any:
            body["more"] = 1
            return super().keys()

    body["changing"] = Changing(a=1)
    with pytest.raises((edgegap.InternalError, edgegap.NotFoundError)):
        client.versions.create("my-game", **VERSION, extra_body=body)


def test_views_keep_attributes_of_subclasses(emulator: edgegap.Emulator) -> None:
    class Studio(edgegap.Client):
        def __init__(self, studio: str) -> None:
            super().__init__(emulator.token, emulator.url)
            self.studio = studio

    view = Studio("mine").with_options(timeout=5)
    assert (view.studio, view.applications.list().total()) == ("mine", 0)


def test_an_empty_update_is_refused(client: edgegap.Client) -> None:
    with pytest.raises(edgegap.ValidationError, match="at least one field"):
        client.versions.update("my-game", "1", name=edgegap.UNSET)
