"""The pending calls of event loops. Loaded when the first `AsyncClient` is made.

No thread of the core ever takes the GIL. A descriptor tells the loop that calls have completed, and
one callback settles all of them. A loop that cannot watch a descriptor (Windows' Proactor) has a
thread that waits instead.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import threading
import weakref
from typing import TYPE_CHECKING, Any

from . import _native
from ._errors import call_native
from ._sealed import Sealed

if TYPE_CHECKING:
    Future = asyncio.Future[Sealed]

# Seconds between two checks of a waiting thread that its loop still exists.
_CHECK_INTERVAL = 1.0


class PendingCalls:
    """The pending calls of one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._queue = queue = call_native(_native.Queue)
        self._futures: dict[int, Future] = {}
        if not self._watch(loop, queue.descriptor):
            arguments = (queue, self, weakref.ref(loop))
            thread = threading.Thread(target=_wait, args=arguments, name="edgegap-calls", daemon=True)
            thread.start()
            _threads[thread] = queue
        # Without its loop, nothing awaits these calls. At exit a loop may still run in a daemon
        # thread; closing its queue then would make all of its calls fail and print so.
        weakref.finalize(self, queue.close).atexit = False

    def _watch(self, loop: asyncio.AbstractEventLoop, descriptor: int | None) -> bool:
        if descriptor is None:
            return False
        try:
            loop.add_reader(descriptor, self._settle_completed)
        except NotImplementedError:
            return False
        return True

    def submit(self, client: _native.AsyncClient, operation: str, *arguments: Any) -> tuple[int, Future]:
        """Starts a call; returns its ticket and its future."""
        ticket = self._queue.submit(client, operation, *arguments)
        future = self._futures[ticket] = asyncio.get_running_loop().create_future()
        return ticket, future

    def cancel(self, ticket: int) -> None:
        """Cancels a call that is no longer awaited, and closes its connection."""
        if self._futures.pop(ticket, None) is not None:
            self._queue.cancel(ticket)

    def _settle_completed(self) -> None:
        self.settle(self._queue.drain())

    def settle(self, completions: list[tuple[int, _native._Parts | None, Exception | None]]) -> None:
        """Settles the futures of completed calls. Calls whose task was cancelled are skipped."""
        for ticket, parts, error in completions:
            future = self._futures.pop(ticket, None)
            if future is None or future.done():
                continue
            if error is not None:
                future.set_exception(error)
            elif parts is not None:
                # asyncio's debug mode prints the results of futures.
                future.set_result(Sealed(parts))


# Weak references: the futures refer to the loop, which could then never be freed. The loop's own
# list of descriptors, or the thread, keeps the calls alive.
_calls: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, weakref.ref[PendingCalls]] = weakref.WeakKeyDictionary()
_threads: weakref.WeakKeyDictionary[threading.Thread, _native.Queue] = weakref.WeakKeyDictionary()


def pending_calls() -> PendingCalls:
    """Returns the pending calls of the loop that runs in this thread."""
    loop = _running_loop()
    known = _calls.get(loop)
    calls = None if known is None else known()
    if calls is None:
        calls = PendingCalls(loop)
        _calls[loop] = weakref.ref(calls)
    return calls


def _running_loop() -> asyncio.AbstractEventLoop:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        raise RuntimeError(
            "no running event loop: an AsyncClient needs asyncio (or uvloop). Elsewhere, such as in trio, run the "
            "calls of a Client in a thread: `await trio.to_thread.run_sync(client.versions.get, app, version)`"
        ) from None


def _wait(queue: _native.Queue, calls: PendingCalls, reference: weakref.ref[asyncio.AbstractEventLoop]) -> None:
    while not queue.is_closed:
        completions = queue.next(_CHECK_INTERVAL)
        loop = reference()
        if loop is None or loop.is_closed():
            queue.close()
        elif completions:
            try:
                loop.call_soon_threadsafe(calls.settle, completions)
            except RuntimeError:
                # The loop was closed after the check above.
                queue.close()
        del loop


@atexit.register
def _end_threads() -> None:
    # A thread that returns from native code during finalization would end the process.
    for thread, queue in list(_threads.items()):
        queue.close()
        thread.join(5)


def _forget() -> None:
    # In a forked child: loops and threads belong to the parent.
    _calls.clear()
    _threads.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
