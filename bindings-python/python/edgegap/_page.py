"""Pages of lists, and the requests that read them."""

from __future__ import annotations

from collections.abc import Callable
from operator import index
from typing import Any, Generic, SupportsIndex, TypeVar

from . import _native
from ._caller import AsyncCaller, Caller
from ._mistakes import NotJson, UnreadList
from ._native import UNSET
from ._reply import Meta, meta_from
from ._sealed import Sealed
from ._typing import Self

T = TypeVar("T")

# Items of a page if the program does not say.
_USUAL_SIZE = 100


class Page(NotJson, Generic[T]):
    """One page of a list."""

    __slots__ = ("_cursor", "_meta", "items", "number", "total")
    _json_hint = "its `items` have `to_dict()`"

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


class _ListRequest(UnreadList, Generic[T]):
    __slots__ = ("_caller", "_first", "_operation", "_options", "_path", "_query", "_read_all", "_total", "_was_read")
    _json_hint = "use `[item.to_dict() for item in <list>]`"

    def __init__(
        self,
        caller: Any,
        read_all: Callable[[list[dict[str, Any]]], list[T]],
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any],
        options: Sealed | None,
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

    def _page(self, parts: Sealed) -> Page[T]:
        number, total, cursor = parts.value[1] or (1, None, None)
        self._was_read, self._total = True, self._total if total is None else total
        return Page(self._read_all(parts.value[0]), number, total, cursor, parts.value[2])

    def _take_first(self) -> Page[T] | None:
        first, self._first = self._first, None
        return first

    def _with_page_size(self, size: int | None) -> Self:
        """Returns a list with pages of this size, or this list if its own pages fit better."""
        is_given = any(self._query.get(name, UNSET) is not UNSET for name in ("page", "limit"))
        if size is None or not 0 < size < _USUAL_SIZE or is_given or self._first is not None:
            return self
        query = {**self._query, "limit": size}
        return type(self)(self._caller, self._read_all, self._operation, self._path, query, self._options)

    def _checked(self, limit: int | None) -> int | None:
        if limit is None:
            return None
        if isinstance(limit, bool) or not hasattr(limit, "__index__"):
            raise TypeError(f"collect: limit must be an integer or None, not {type(limit).__name__}")
        number = index(limit)
        if number < 0:
            # Python refuses to print integers of thousands of digits.
            shown = number if number.bit_length() <= 64 else "a number beyond 64 bits"
            raise ValueError(f"collect: limit must be 0 or more, got {shown}")
        return number

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation}, read by iterating or by {self._collect}>"


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
