"""No frame of this package holds a secret: debuggers, loggers and test runners print variables."""

from __future__ import annotations

import asyncio
import signal
import traceback
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
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
    return [
        *calls,
        lambda: wrong.Emulator(tokens=[SECRET], port=-1),
        lambda: wrong.Emulator.attach("zz", SECRET),
        lambda: wrong.Emulator.attach("http://127.0.0.1:1", token=SECRET),
        lambda: wrong.Emulator().set_tokens([SECRET, ""]),
    ]


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
    ("versions.create", ("none",), {**VERSION, "privat_token": SECRET}),
    ("versions.create", ("none",), {**VERSION, "extra_body": {1: SECRET}}),
    ("versions.get", ("none", "1"), {"headers": {"X-Key": SECRET}, "timeout": "1"}),
    ("versions.get", ("none", "1"), {"headers": {"X-Key": SECRET}, "max_retries": -1}),
    ("versions.delete", ("none", "1"), {"headers": {"X-Key": SECRET}}),
    ("container_registry.delete_tags", ("none",), {"tags": ["a"], "extra_body": {"key": SECRET}, "timout": 1}),
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


class Broken:
    """Its text can be had the second time: the test itself shows it."""

    has_failed = False

    def __repr__(self) -> str:
        if not self.has_failed:
            self.has_failed = True
            raise ValueError("this object has no text")
        return "Broken()"


class BrokenEnv(edgegap.Env):
    def as_new(self, **_: Any) -> Any:
        raise ValueError("this object cannot be sent")


HIDDEN: dict[str, Any] = {"key": "A", "value": SECRET, "is_hidden": True}


def version(**fields: Any) -> Any:
    return edgegap.Version(name="1", private_token=SECRET, envs=[edgegap.Env(**HIDDEN)], **fields)


@pytest.mark.parametrize(
    "use",
    [
        lambda: edgegap.Env(**HIDDEN, values=SECRET),
        lambda: version(private_tokn=SECRET),
        lambda: edgegap.Version(name="1", envs=[{**HIDDEN, "kee": "B"}]),
        lambda: edgegap.Version(name="1", envs=[HIDDEN, {"value": SECRET}]),
        lambda: edgegap.Version(name="1", envs=HIDDEN, nmae=1),
        lambda: setattr(version(), "private_tokn", SECRET),
        lambda: setattr(version(), "envs", [{**HIDDEN, "kee": "B"}]),
        lambda: version().__replace__(private_token=SECRET, nmae="2"),
        lambda: repr(version(command=Broken())),
        lambda: list(version(command=Broken()).__rich_repr__()),
        lambda: version().to_dict() and version(create_time=SimpleNamespace()).as_new(envs=[BrokenEnv(**HIDDEN)]),
        lambda: edgegap.Env._from_data(edgegap._sealed.Sealed({**HIDDEN, 1: SECRET})).as_new(values=SECRET),
    ],
)
def test_models(use: Callable[[], Any]) -> None:
    with pytest.raises((TypeError, AttributeError, ValueError)) as caught:
        use()
    shown = [str(caught.value), "".join(traceback.format_exception_only(caught.type, caught.value))]
    try:
        shown.append(variables(caught.value))
    except AssertionError:
        # Python refused the arguments before a function of the package began.
        assert "unexpected keyword argument" in str(caught.value)
    assert SECRET not in "".join(shown)


@pytest.mark.parametrize("method", ["__iter__", "first", "collect", "total", "pages"])
def test_lists(method: str, emulator: edgegap.Emulator) -> None:
    for options in ({"max_retries": -1}, {"extra_query": {"a": 1}}):
        wrong: Any = {"headers": {"X-Key": SECRET}, **options}

        def read(method: str = method, wrong: Any = wrong) -> None:
            got: Any = getattr(emulator.client().versions.list("none", **wrong), method)()
            list(got)

        async def read_async(method: str = method, wrong: Any = wrong) -> None:
            method = method.replace("__iter__", "__aiter__")
            got: Any = getattr(emulator.async_client().versions.list("none", **wrong), method)()
            if hasattr(got, "__await__"):
                await got
            else:
                [item async for item in got]

        for call in (read, lambda: asyncio.run(read_async())):
            with pytest.raises(edgegap.ValidationError) as caught:
                call()
            assert SECRET not in variables(caught.value)
    with pytest.raises(TypeError) as refused:
        emulator.client().versions.list("none", headers={"X-Key": SECRET}, timout=1)  # type: ignore[call-arg]
    assert SECRET not in variables(refused.value)


class Alarm(Exception):  # noqa: N818  # a signal is no error
    """Raised by a signal handler."""


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the platform has no timers")
def test_a_signal_during_a_call(emulator: edgegap.Emulator) -> None:
    def handle(*_: object) -> None:
        raise Alarm

    emulator.inject("*", "stall")
    client = emulator.client()
    replaced = signal.signal(signal.SIGALRM, handle)
    try:
        for call in (
            lambda: client.versions.create("none", **VERSION, headers={"X-Key": SECRET}),
            lambda: client.versions.list("none", headers={"X-Key": SECRET}).first(),
        ):
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            with pytest.raises(Alarm) as caught:
                call()
            assert SECRET not in variables(caught.value)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, replaced)


def test_replies_in_futures(emulator: edgegap.Emulator) -> None:
    """asyncio prints the results of futures in debug mode."""
    from edgegap import _loop

    class Printed(asyncio.SelectorEventLoop):
        def create_future(self) -> Any:
            future = super().create_future()
            future.add_done_callback(lambda future: results.append(repr(future)))
            return future

    results: list[str] = []

    async def main() -> None:
        client = emulator.async_client()
        await client.applications.create(name=SECRET, is_active=True, image="")
        assert (await client.applications.get(SECRET)).name == SECRET
        assert not _loop.pending_calls()._futures

    loop = Printed()
    loop.run_until_complete(main())
    loop.close()
    assert any("***" in result for result in results)
    assert all(SECRET not in result for result in results)
