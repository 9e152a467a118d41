"""The callers: objects that make calls for resources and pagers.

Resources and pagers hold a caller and never the client, so that a client is freed when its last
reference goes.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any, NoReturn

from . import _dry_run, _log, _native, _reply
from ._errors import error_from
from ._sealed import Sealed

NOT_PICKLABLE = "a client has connections, which cannot be copied or sent: make one in each process"
"""Message of the `TypeError` that clients, resources and pagers raise when they are pickled."""


class Caller:
    """Makes blocking calls. It keeps the emulator of its client running."""

    __slots__ = ("_emulator", "_native")

    def __init__(self, native: _native.Client, emulator: object) -> None:
        self._native = native
        self._emulator = emulator

    def call(
        self,
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any] | None,
        body: Sealed | None,
        options: Sealed | None,
        cursor: str | None = None,
    ) -> Sealed:
        """Makes a call; returns its value, its page and its metadata, as `_native._Parts`."""
        start = perf_counter()
        try:
            options = _dry_run.with_dry_run(options)
            parts = Sealed(self._native.call(operation, path, query, body, options, cursor))
        except _native.Failure as failure:
            envelope = failure.args[0]
        except BaseException as error:
            _log_interruption(error, operation, start)
            raise
        else:
            return _record(operation, parts, start)
        # Raised here so that the context of the error is the program's own, and not the failure.
        # The error has no name here: a frame that holds an error whose traceback holds the frame
        # would keep the native client until the garbage collector runs.
        raise _log.failed(operation, error_from(envelope))

    def __reduce__(self) -> NoReturn:
        raise TypeError(NOT_PICKLABLE)


class AsyncCaller:
    """Makes calls for asyncio. It keeps the emulator of its client running."""

    __slots__ = ("_emulator", "_native", "_pending_calls")

    def __init__(self, native: _native.AsyncClient, emulator: object) -> None:
        # Programs without asyncio do not load it.
        from ._loop import pending_calls

        self._native = native
        self._emulator = emulator
        self._pending_calls = pending_calls

    async def call(
        self,
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any] | None,
        body: Sealed | None,
        options: Sealed | None,
        cursor: str | None = None,
    ) -> Sealed:
        """Makes a call; returns its value, its page and its metadata, as `_native._Parts`."""
        pending, ticket, start = self._pending_calls(), 0, perf_counter()
        try:
            options = _dry_run.with_dry_run(options)
            ticket, future = pending.submit(self._native, operation, path, query, body, options, cursor)
            parts = await future
        except _native.Failure as failure:
            # The future holds the failure, whose traceback would hold this frame and the future.
            failure.__traceback__ = None
            envelope = failure.args[0]
        except BaseException as error:
            # The task was cancelled, or the coroutine closed.
            pending.cancel(ticket)
            _log_interruption(error, operation, start)
            raise
        else:
            return _record(operation, parts, start)
        # Raised here, and without a name, as in `Caller.call`.
        raise _log.failed(operation, error_from(envelope))

    def __reduce__(self) -> NoReturn:
        raise TypeError(NOT_PICKLABLE)


class _NoClient(Caller):
    __slots__ = ()

    def __init__(self) -> None: ...

    def call(self, operation: str, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(_no_client(operation, "Client"))


class _NoAsyncClient(AsyncCaller):
    __slots__ = ()

    def __init__(self) -> None: ...

    async def call(self, operation: str, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(_no_client(operation, "AsyncClient"))


def _no_client(operation: str, kind: str) -> str:
    return f"{kind}.{operation} is of the class: make a client first, `client = edgegap.{kind}()`"


NO_CLIENT, NO_ASYNC_CLIENT = _NoClient(), _NoAsyncClient()
"""The callers of the resources of the classes."""


def _log_interruption(error: BaseException, operation: str, start: float) -> None:
    # Other exceptions are about arguments, such as a mapping whose names are not strings.
    if not isinstance(error, Exception):
        _log.cancelled(operation, start)


def _record(operation: str, parts: Sealed, start: float) -> Sealed:
    _dry_run.check(parts)
    _reply.record(parts.value[2])
    _log.succeeded(operation, parts.value[2], start)
    return parts
