"""The pytest plugin of the SDK: fixtures with an emulator, for tests without an account.

pytest loads it by its entry point wherever the SDK is installed, also for tests that do not use it.
So it is not a part of the package `edgegap`, which loads its native library when it is imported:
that happens in the first test that uses a fixture.

Fixtures: `edgegap_emulator`, `edgegap_client`, `edgegap_async_client` and `edgegap_environment`.
The marker `edgegap_scene` and the setting `edgegap_scene` name what is in the emulator before a
test.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

if TYPE_CHECKING:
    import edgegap

# Variables that would change where a client calls, or what it is allowed to call.
_REMOVED = ("EDGEGAP_API_URL", "EDGEGAP_API_TOKEN", "EDGEGAP_API_KEY", "EDGEGAP_READ_ONLY", "EDGEGAP_APP_ALLOWLIST")

_SHOWN_REQUESTS = 50
_SHOWN_CHARACTERS = 300


class _Shared:
    """The emulator of a session, which is reset between tests: that is faster than starting one."""

    def __init__(self) -> None:
        self._emulator: edgegap.Emulator | None = None
        self._process = os.getpid()

    def get(self) -> edgegap.Emulator:
        # A plugin may run each test in a forked process, where the parent's emulator is closed.
        if self._emulator is None or self._process != os.getpid():
            import edgegap

            self._emulator, self._process = edgegap.Emulator(), os.getpid()
        return self._emulator

    def reset(self) -> None:
        import edgegap

        emulator, self._emulator = self._emulator, None
        # A test may have stopped it: the next one gets another.
        with suppress(edgegap.ClosedError):
            if emulator is not None:
                emulator.reset()
                self._emulator = emulator

    def stop(self) -> None:
        if self._emulator is not None and self._process == os.getpid():
            self._emulator.stop()


_EMULATOR = pytest.StashKey["edgegap.Emulator"]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the setting `edgegap_scene`."""
    parser.addini(
        "edgegap_scene",
        "scene that is in the emulator before each test without a marker edgegap_scene: a JSON file, relative to "
        "the configuration file, or the name of a scene of the emulator",
        default="",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Registers the marker `edgegap_scene`."""
    config.addinivalue_line(
        "markers",
        "edgegap_scene(scene): what is in the emulator before the test: a JSON file, relative to the file of the "
        "test, the name of a scene of the emulator, a dict, or None for nothing.",
    )


@pytest.fixture(scope="session")
def _edgegap_shared() -> Iterator[_Shared]:  # pyright: ignore[reportUnusedFunction]
    shared = _Shared()
    yield shared
    shared.stop()


@pytest.fixture
def edgegap_emulator(request: pytest.FixtureRequest, _edgegap_shared: _Shared) -> Iterator[edgegap.Emulator]:
    """An emulator of the Edgegap API, an `edgegap.Emulator`, in the initial state.

    It is empty, or has the scene of the marker or the setting `edgegap_scene`. Tests of a session
    share it, and it is reset after each of them. If a test fails, its report has the requests.
    """
    emulator = _edgegap_shared.get()
    node = cast("pytest.Item", request.node)
    try:
        _load(emulator, request)
        node.stash[_EMULATOR] = emulator
        yield emulator
    finally:
        if _EMULATOR in node.stash:
            del node.stash[_EMULATOR]
        _edgegap_shared.reset()


@pytest.fixture
def edgegap_client(edgegap_emulator: edgegap.Emulator) -> Iterator[edgegap.Client]:
    """An `edgegap.Client` of the emulator, which is closed after the test."""
    with edgegap_emulator.client() as client:
        yield client


@pytest.fixture
def edgegap_async_client(edgegap_emulator: edgegap.Emulator) -> Iterator[edgegap.AsyncClient]:
    """An `edgegap.AsyncClient` of the emulator, which is closed after the test.

    It works with every plugin that runs asynchronous tests, and with `asyncio.run`.
    """
    client = edgegap_emulator.async_client()
    yield client
    # Without an event loop: that of the test may have ended.
    client._native.close()


@pytest.fixture
def edgegap_environment(edgegap_emulator: edgegap.Emulator, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Makes code that reads the environment call the emulator, and never the live service.

    During the test `EDGEGAP_BASE_URL` and `EDGEGAP_TOKEN` are those of the emulator, and other
    variables with a URL, a token or limits of a client are not set. Returns the two variables.
    """
    for name in _REMOVED:
        monkeypatch.delenv(name, raising=False)
    variables = {"EDGEGAP_BASE_URL": edgegap_emulator.url, "EDGEGAP_TOKEN": edgegap_emulator.token}
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return variables


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, None]:
    """Adds the requests that the emulator has received to the report of a failed test."""
    outcome = yield
    report: pytest.TestReport = outcome.get_result()
    emulator = item.stash.get(_EMULATOR, None)
    if emulator is not None and report.failed:
        import edgegap

        # The test may have stopped it.
        with suppress(edgegap.EdgegapError):
            report.sections.append(("Requests to the Edgegap emulator", _show(emulator.requests)))


def _load(emulator: edgegap.Emulator, request: pytest.FixtureRequest) -> None:
    given, folder, place = _find(request)
    if given is None:
        return
    scene: Any = given
    if isinstance(given, os.PathLike) or (isinstance(given, str) and given.endswith(".json")):
        scene = _read(folder / cast("str", given), place)
    elif not isinstance(given, (str, Mapping)):
        pytest.fail(f"{place} must be a path, a name or a dict, not {type(given).__name__}", pytrace=False)
    import edgegap

    try:
        emulator.load(scene)
    except edgegap.ValidationError as error:
        pytest.fail(f"the scene of {place} is not valid: {error}", pytrace=False)


def _find(request: pytest.FixtureRequest) -> tuple[object, Path, str]:
    """Returns the scene, the folder to which it is relative, and where it was given."""
    node, config = cast("pytest.Item", request.node), request.config
    marker = node.get_closest_marker("edgegap_scene")
    if marker is None:
        folder = config.rootpath if config.inipath is None else config.inipath.parent
        return config.getini("edgegap_scene") or None, folder, "the setting edgegap_scene"
    if len(marker.args) != 1 or marker.kwargs:
        pytest.fail('the marker edgegap_scene needs one argument: edgegap_scene("scene.json")', pytrace=False)
    return marker.args[0], node.path.parent, "the marker edgegap_scene"


def _read(path: Path, place: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        pytest.fail(f"{place} names {path}, which cannot be read: {error.strerror}", pytrace=False)
    except ValueError as error:
        pytest.fail(f"{place} names {path}, which is not JSON: {error}", pytrace=False)


def _show(requests: list[edgegap.RecordedRequest]) -> str:
    hidden = len(requests) - _SHOWN_REQUESTS
    lines = [f"... {hidden} earlier requests"] if hidden > 0 else []
    lines.extend(_line(request) for request in requests[-_SHOWN_REQUESTS:])
    return "\n".join(lines or ["none"])


def _line(request: edgegap.RecordedRequest) -> str:
    target = request.path if request.query is None else f"{request.path}?{request.query}"
    status = "no response" if request.status is None else request.status
    fault = "" if request.fault is None else f", fault {request.fault}"
    line = f"{request.method} {target} {status}, {request.operation}, {request.microseconds / 1000:.1f} ms{fault}"
    if request.status is None or request.status < 400 or request.response_body is None:
        return line
    body = json.dumps(request.response_body)
    return f"{line}\n    {body[:_SHOWN_CHARACTERS]}{'...' if len(body) > _SHOWN_CHARACTERS else ''}"
