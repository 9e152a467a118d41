"""Iterators over lists.

They are not generators. A generator ends at the first error, so a program that continued after it
would take the error for the end of the list. These iterators continue with the page that could not
be read, be it for an error, a signal or a cancelled task.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar

from ._page import AsyncListRequest, ListRequest, Page
from ._typing import Self

T = TypeVar("T")


class _Position(Generic[T]):
    """Position of an iterator: before the first page, at a cursor, or at the end."""

    __slots__ = ("_cursor", "_has_ended", "_has_started", "_items", "_list", "_turn")

    def __init__(self, request: Any) -> None:
        self._list = request
        self._cursor: str | None = None
        self._has_started = False
        self._has_ended = False
        # Remaining items of the current page.
        self._items: Iterator[T] = iter(())
        # Released by `finally` and not by a context manager: a signal at the start of an `__exit__`
        # would leave it locked.
        self._turn = allocate_lock()

    def _take_turn(self) -> None:
        # Two readers at the same time would read the same page twice.
        if not self._turn.acquire(blocking=False):
            raise RuntimeError("another thread or task is reading from this iterator: take turns, or use one for each")

    def _first(self) -> Page[T] | None:
        first: Page[T] | None = None if self._has_started else self._list._take_first()
        return first

    def _advance(self, page: Page[T]) -> Page[T]:
        self._has_started = True
        self._cursor = page._cursor
        self._has_ended = page._cursor is None
        return page

    def __reduce__(self) -> NoReturn:
        raise TypeError("an iterator cannot be copied or sent to another process: start another one")


class _Sync(_Position[T]):
    __slots__ = ()
    _list: ListRequest[T]

    def __iter__(self) -> Self:
        return self

    def _read(self) -> Page[T]:
        if self._has_ended:
            raise StopIteration
        return self._advance(self._first() or self._list._fetch(self._cursor))


class Pages(_Sync[T]):
    """Iterator over the pages of a `Pager`."""

    __slots__ = ()

    def __next__(self) -> Page[T]:
        self._take_turn()
        try:
            return self._read()
        finally:
            self._turn.release()


class Items(_Sync[T]):
    """Iterator over the items of a `Pager`."""

    __slots__ = ()

    def __next__(self) -> T:
        for item in self._items:
            return item
        self._take_turn()
        try:
            while True:
                # Another thread may have read a page meanwhile.
                for item in self._items:
                    return item
                self._items = iter(self._read().items)
        finally:
            self._turn.release()


class _Async(_Position[T]):
    __slots__ = ()
    _list: AsyncListRequest[T]

    def __aiter__(self) -> Self:
        return self

    if not TYPE_CHECKING:

        def __iter__(self) -> NoReturn:
            raise TypeError("a list of an AsyncClient is read by `async for`; one of a Client by `for`")

    async def _read(self) -> Page[T]:
        if self._has_ended:
            raise StopAsyncIteration
        return self._advance(self._first() or await self._list._fetch(self._cursor))


class AsyncPages(_Async[T]):
    """Iterator over the pages of an `AsyncPager`."""

    __slots__ = ()

    async def __anext__(self) -> Page[T]:
        self._take_turn()
        try:
            return await self._read()
        finally:
            self._turn.release()


class AsyncItems(_Async[T]):
    """Iterator over the items of an `AsyncPager`."""

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
