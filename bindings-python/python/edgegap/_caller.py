"""Makes calls. Resources, pagers and lists hold a caller and never the client, so that a client is freed when its last reference goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from . import _log, _native, _reply
from ._errors import error_of
from ._options import call_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._loop import Calls
    from ._sealed import Sealed

    Parts = tuple[Any, tuple[int, int | None, str | None] | None, _native.Meta]


class Caller:
    """Makes calls that block."""

    __slots__ = ("_native",)

    def __init__(self, native: _native.Client) -> None:
        self._native = native

    def call(
        self,
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any] | None,
        body: Sealed | None,
        options: Mapping[str, Any],
        cursor: str | None = None,
    ) -> Parts:
        """Makes a call: its value, its page and how it came about."""
        given = call_options(operation, options) if options else None
        try:
            parts = self._native.call(operation, path, query, None if body is None else body.value, given, cursor)
        except _native.Failure as failure:
            envelope = failure.args[0]
        else:
            _reply.note(parts[2])
            _log.succeeded(operation, parts[2])
            return parts
        # Out here, so that what led to the call is the context of the error, and the failure is not. The error has no name here: a frame that
        # holds the error whose traceback holds the frame would keep the native client until the garbage collector runs.
        raise _log.failed(operation, error_of(envelope))

    def __reduce__(self) -> NoReturn:
        raise TypeError(NOT_SENT)


class AsyncCaller:
    """Makes calls of an event loop."""

    __slots__ = ("_native",)

    def __init__(self, native: _native.AsyncClient) -> None:
        self._native = native

    async def call(
        self,
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any] | None,
        body: Sealed | None,
        options: Mapping[str, Any],
        cursor: str | None = None,
    ) -> Parts:
        """Makes a call: its value, its page and how it came about."""
        given = call_options(operation, options) if options else None
        calls, ticket = _calls(), 0
        try:
            ticket, future = calls.begin(self._native, operation, path, query, None if body is None else body.value, given, cursor)
            parts = await future
        except _native.Failure as failure:
            # The future holds the failure, whose traceback would hold this frame, which holds the future.
            failure.__traceback__ = None
            envelope = failure.args[0]
        except BaseException:
            # Cancelled, or closed by whoever drives the coroutine.
            calls.abandon(ticket)
            raise
        else:
            _reply.note(parts[2])
            _log.succeeded(operation, parts[2])
            return parts
        # Out here, and without a name, as in `Caller.call`.
        raise _log.failed(operation, error_of(envelope))

    def __reduce__(self) -> NoReturn:
        raise TypeError(NOT_SENT)


NOT_SENT = "a client has connections, which cannot be copied or sent: make one in each process"
"""What a client answers to pickle, and what a list or a resource answers for it."""

_running: Callable[[], Calls] | None = None


def _calls() -> Calls:
    """The calls of the loop that runs in this thread. Programs without asyncio do not load what is behind it."""
    global _running
    if _running is None:
        from ._loop import calls_of_running_loop

        _running = calls_of_running_loop
    return _running()
