"""Iterations over lists.

They are no generators. A generator ends at the first error, and whoever goes on after it would take that for the end of the list; these go on with
the page that could not be read, be it for an error, a signal or a task that was cancelled.
"""

from __future__ import annotations

from _thread import allocate_lock
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typing_extensions import Self

    from ._pager import AsyncPager, Page, Pager

T = TypeVar("T")


class _Place(Generic[T]):
    """Where an iteration is: before the first page, at a cursor, or at the end."""

    __slots__ = ("_cursor", "_has_begun", "_is_over", "_items", "_pager", "_turn")

    def __init__(self, pager: Any) -> None:
        self._pager = pager
        self._cursor: str | None = None
        self._has_begun = False
        self._is_over = False
        # Items of the page that was read last.
        self._items: Iterator[T] = iter(())
        self._turn = allocate_lock()

    def _take_turn(self) -> None:
        """Keeps others from asking for the same page at the same time."""
        if not self._turn.acquire(blocking=False):
            raise RuntimeError("another thread or task reads from this iteration just now: take turns, or begin one for each")

    def _first(self) -> Page[T] | None:
        """The first page, if it was read before this iteration began."""
        first: Page[T] | None = None
        if not self._has_begun:
            first, self._pager._first = self._pager._first, None
        return first

    def _move(self, page: Page[T]) -> Page[T]:
        self._has_begun = True
        self._cursor = page._cursor
        self._is_over = page._cursor is None
        return page

    def __reduce__(self) -> NoReturn:
        raise TypeError("an iteration cannot be copied or sent to another process: begin another one")


class _Sync(_Place[T]):
    __slots__ = ()
    _pager: Pager[T]

    def __iter__(self) -> Self:
        return self

    def _read(self) -> Page[T]:
        if self._is_over:
            raise StopIteration
        return self._move(self._first() or self._pager._ask(self._cursor))


class Pages(_Sync[T]):
    """The pages of a `Pager`."""

    __slots__ = ()

    def __next__(self) -> Page[T]:
        self._take_turn()
        try:
            return self._read()
        finally:
            self._turn.release()


class Items(_Sync[T]):
    """The items of a `Pager`."""

    __slots__ = ()

    def __next__(self) -> T:
        for item in self._items:
            return item
        self._take_turn()
        try:
            while True:
                # Another thread may have read a page before this one got its turn.
                for item in self._items:
                    return item
                self._items = iter(self._read().items)
        finally:
            self._turn.release()


class _Async(_Place[T]):
    __slots__ = ()
    _pager: AsyncPager[T]

    def __aiter__(self) -> Self:
        return self

    async def _read(self) -> Page[T]:
        if self._is_over:
            raise StopAsyncIteration
        return self._move(self._first() or await self._pager._ask(self._cursor))


class AsyncPages(_Async[T]):
    """The pages of an `AsyncPager`."""

    __slots__ = ()

    async def __anext__(self) -> Page[T]:
        self._take_turn()
        try:
            return await self._read()
        finally:
            self._turn.release()


class AsyncItems(_Async[T]):
    """The items of an `AsyncPager`."""

    __slots__ = ()

    async def __anext__(self) -> T:
        for item in self._items:
            return item
        self._take_turn()
        try:
            while True:
                for item in self._items:
                    return item
                self._items = iter((await self._read()).items)
        finally:
            self._turn.release()
