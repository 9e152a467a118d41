"""The calls of one event loop. Imported when the first one is made, so that programs without asyncio do not load it.

No thread of the core ever takes the GIL: a descriptor tells the loop that calls are over, and one callback settles all of them. A loop that cannot
watch a descriptor (Windows' Proactor) has a thread that waits instead.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
import weakref
from typing import TYPE_CHECKING, Any

from . import _native
from ._errors import asked

if TYPE_CHECKING:
    from ._caller import Parts

# How often a thread that waits looks whether its loop is still there. Seconds.
_LOOK = 1.0


class Calls:
    """The calls of one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._queue = queue = asked(_native.Queue)
        self._futures: dict[int, asyncio.Future[Parts]] = {}
        if not self._watch(loop, queue.descriptor):
            arguments = (queue, self, weakref.ref(loop))
            thread = threading.Thread(target=_wait, args=arguments, name="edgegap-calls", daemon=True)
            thread.start()
            _threads[thread] = queue
        # With the loop gone, nobody is left to hear of its calls. A loop that still runs in a daemon thread when the interpreter ends is left alone:
        # its calls would all fail, and the thread write so.
        weakref.finalize(self, queue.close).atexit = False

    def _watch(self, loop: asyncio.AbstractEventLoop, descriptor: int | None) -> bool:
        if descriptor is None:
            return False
        try:
            loop.add_reader(descriptor, self._settle_all)
        except NotImplementedError:
            return False
        return True

    def begin(self, client: _native.AsyncClient, operation: str, *arguments: Any) -> tuple[int, asyncio.Future[Parts]]:
        """Begins a call; gives its ticket, and the future that ends with it."""
        ticket = self._queue.submit(client, operation, *arguments)
        future = self._futures[ticket] = asyncio.get_running_loop().create_future()
        return ticket, future

    def abandon(self, ticket: int) -> None:
        """Closes the connection of a call that nobody waits for any more."""
        if self._futures.pop(ticket, None) is not None:
            self._queue.cancel(ticket)

    def _settle_all(self) -> None:
        self.settle(self._queue.drain())

    def settle(self, done: list[tuple[int, Parts | None, Exception | None]]) -> None:
        """Ends the calls that are over. One whose task was cancelled meanwhile has nobody to end it for."""
        for ticket, parts, error in done:
            future = self._futures.pop(ticket, None)
            if future is None or future.done():
                continue
            if error is not None:
                future.set_exception(error)
            elif parts is not None:
                future.set_result(parts)


# Not the calls themselves: their futures know the loop, which then could never go. What keeps them is the loop's own list of descriptors, or the
# thread.
_calls: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, weakref.ref[Calls]] = weakref.WeakKeyDictionary()
_threads: weakref.WeakKeyDictionary[threading.Thread, _native.Queue] = weakref.WeakKeyDictionary()


def calls_of_running_loop() -> Calls:
    """The calls of the loop that runs in this thread."""
    loop = asyncio.get_running_loop()
    known = _calls.get(loop)
    calls = None if known is None else known()
    if calls is None:
        calls = Calls(loop)
        _calls[loop] = weakref.ref(calls)
    return calls


def forget() -> None:
    """Leaves everything to the process that this one was forked from."""
    _calls.clear()
    _threads.clear()


def _wait(queue: _native.Queue, calls: Calls, loop: weakref.ref[asyncio.AbstractEventLoop]) -> None:
    while not queue.is_closed:
        done = queue.next(_LOOK)
        there = loop()
        if there is None or there.is_closed():
            queue.close()
        elif done:
            try:
                there.call_soon_threadsafe(calls.settle, done)
            except RuntimeError:
                # It was closed between the question and the call.
                queue.close()
        del there


@atexit.register
def _end_threads() -> None:
    """A thread that comes back from the core while the interpreter goes away would end the process."""
    for thread, queue in list(_threads.items()):
        queue.close()
        thread.join(5)
