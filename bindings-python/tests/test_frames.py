"""No frame of this package holds a secret: debuggers, loggers and test runners print variables."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import edgegap
import samples

PACKAGE = Path(edgegap.__file__).parent
SECRET = "canary-5d1f"
VERSION: dict[str, Any] = {
    **samples.VERSION,
    "private_username": "robot",
    "private_token": SECRET,
    "envs": [{"key": "A", "value": SECRET, "is_hidden": True}],
}
STORAGE = {**samples.STORAGE, "secret_access_key": SECRET}


def variables(error: BaseException) -> str:
    """Returns the local variables of all frames of the package, as a debugger shows them."""
    shown, frames = "", 0
    while error is not None:
        captured = traceback.TracebackException.from_exception(error, capture_locals=True)
        for frame in captured.stack:
            if Path(frame.filename).is_relative_to(PACKAGE):
                frames += 1
                shown += f"{frame.filename}:{frame.lineno} {frame.name}: {frame.locals}\n"
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    assert frames, "no frame of the package"
    return shown


def invalid_settings() -> list[Callable[[], Any]]:
    wrong: Any = edgegap
    proxy = f"http://user:{SECRET}@127.0.0.1:1"
    calls: list[Callable[[], Any]] = []
    for kind in (wrong.Client, wrong.AsyncClient):
        calls += [
            lambda kind=kind: kind(SECRET, "zz"),
            lambda kind=kind: kind(SECRET + "é"),
            lambda kind=kind: kind(token=SECRET, proxyy=proxy),
            lambda kind=kind: kind(token=SECRET, timeout="1", headers={"X-Key": SECRET}),
            lambda kind=kind: kind(token=SECRET, proxy=proxy, backoff=1),
            lambda kind=kind: kind(token=SECRET, proxy=proxy, max_concurrency=0),
            lambda kind=kind: kind("t").with_options(headers={"X-Key": SECRET}, max_retries=-1),
            lambda kind=kind: kind("t").with_options(headers={"X-Key": SECRET}, timeout="1"),
        ]
    return [*calls, lambda: wrong.Emulator(tokens=[SECRET], port=-1)]


@pytest.mark.parametrize("call", invalid_settings())
def test_invalid_settings(call: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment may contain secrets too."""
    monkeypatch.setenv("SOME_PASSWORD", SECRET)
    with pytest.raises((edgegap.EdgegapError, TypeError)) as caught:
        call()
    assert SECRET not in variables(caught.value)


def test_stopped_emulator() -> None:
    emulator = edgegap.Emulator(tokens=[SECRET])
    for call in (
        lambda: emulator.client(token=SECRET, max_retries=-1),
        lambda: emulator.async_client(token=SECRET, timout=1),
    ):  # type: ignore[call-arg]
        with pytest.raises((edgegap.ConfigurationError, TypeError)) as caught:
            call()
        assert SECRET not in variables(caught.value)
    emulator.stop()
    with pytest.raises(edgegap.ClosedError) as caught:
        emulator.client(token=SECRET)
    assert SECRET not in variables(caught.value)


CALLS: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("versions.create", ("none",), VERSION),
    ("versions.create", ("none",), {**VERSION, "req_cpu": "many"}),
    ("versions.create", ("none",), {**VERSION, "timeout": "1"}),
    ("versions.create", ("none",), {**VERSION, "prots": []}),
    ("versions.update", ("none", "1"), {"private_token": SECRET, "envs": VERSION["envs"]}),
    ("endpoint_storages.create", (), {**STORAGE, "bucket": ""}),
    ("endpoint_storages.update", ("none",), {"secret_access_key": SECRET}),
]


@pytest.mark.parametrize(("operation", "names", "body"), CALLS)
def test_failed_calls(operation: str, names: tuple[str, ...], body: dict[str, Any], emulator: edgegap.Emulator) -> None:
    resource, method = operation.split(".")
    bound = getattr(getattr(emulator.client(max_retries=0), resource), method)
    for call in (lambda: bound(*names, **body), lambda: edgegap.reply_of(bound, *names, **body)):
        with pytest.raises((edgegap.EdgegapError, TypeError)) as caught:
            call()
        assert SECRET not in variables(caught.value)

    async def main() -> None:
        bound = getattr(getattr(emulator.async_client(max_retries=0), resource), method)
        for call in (lambda: bound(*names, **body), lambda: edgegap.reply_of(bound, *names, **body)):
            with pytest.raises((edgegap.EdgegapError, TypeError)) as caught:
                await call()
            assert SECRET not in variables(caught.value)
        emulator.inject("*", "stall")
        task = asyncio.ensure_future(bound(*names, **body))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises((asyncio.CancelledError, edgegap.EdgegapError, TypeError)) as caught:
            await task
        assert SECRET not in variables(caught.value)

    asyncio.run(main())
