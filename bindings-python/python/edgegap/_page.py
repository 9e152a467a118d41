"""Pages of lists, and the requests that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, SupportsIndex, TypeVar

from ._reply import Meta, meta_from

if TYPE_CHECKING:
    from collections.abc import Callable

    from . import _native
    from ._caller import AsyncCaller, Caller

T = TypeVar("T")


class Page(Generic[T]):
    """One page of a list."""

    __slots__ = ("_cursor", "_meta", "items", "number", "total")

    def __init__(
        self, items: list[T], number: int, total: int | None, cursor: str | None, meta: _native.Meta | Meta
    ) -> None:
        self.items = items
        """The items of this page."""
        self.number = number
        """Number of this page, starting at 1."""
        self.total = total
        """Number of items on all pages; None if the service does not report it."""
        self._meta = meta
        self._cursor = cursor

    @property
    def meta(self) -> Meta:
        """Response metadata."""
        if not isinstance(self._meta, Meta):
            self._meta = meta_from(self._meta)
        return self._meta

    @property
    def has_next(self) -> bool:
        """True if there is a next page."""
        return self._cursor is not None

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        # Native metadata cannot be pickled; the property replaces it.
        _ = self.meta
        return super().__reduce_ex__(protocol)

    def __repr__(self) -> str:
        return f"Page(number={self.number}, items={len(self.items)}, total={self.total}, has_next={self.has_next})"


class _ListRequest(Generic[T]):
    __slots__ = ("_caller", "_first", "_operation", "_options", "_path", "_query", "_read_all", "_total", "_was_read")

    def __init__(
        self,
        caller: Any,
        read_all: Callable[[list[dict[str, Any]]], list[T]],
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any],
        options: dict[str, Any] | None,
    ) -> None:
        self._caller = caller
        self._read_all = read_all
        self._operation = operation
        self._path = path
        self._query = query
        self._options = options
        # The first page, if `total()` has read it and no iteration has used it yet.
        self._first: Page[T] | None = None
        self._was_read = False
        self._total: int | None = None

    def _page(self, parts: _native._Parts) -> Page[T]:
        value, page, meta = parts
        number, total, cursor = page or (1, None, None)
        self._was_read, self._total = True, self._total if total is None else total
        return Page(self._read_all(value), number, total, cursor, meta)

    def _take_first(self) -> Page[T] | None:
        first, self._first = self._first, None
        return first

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation}>"


class ListRequest(_ListRequest[T]):
    """Reads the pages of one list with a `Caller`."""

    __slots__ = ()
    _caller: Caller

    def _fetch(self, cursor: str | None) -> Page[T]:
        return self._page(self._caller.call(self._operation, self._path, self._query, None, self._options, cursor))


class AsyncListRequest(_ListRequest[T]):
    """Reads the pages of one list with an `AsyncCaller`."""

    __slots__ = ()
    _caller: AsyncCaller

    async def _fetch(self, cursor: str | None) -> Page[T]:
        parts = await self._caller.call(self._operation, self._path, self._query, None, self._options, cursor)
        return self._page(parts)
