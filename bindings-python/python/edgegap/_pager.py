"""Lists that page by themselves. One page is in memory at a time; which page comes next, and when the list ends, the core knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, SupportsIndex, TypeVar

from ._iteration import AsyncItems, AsyncPages, Items, Pages
from ._options import call_options
from ._reply import Meta, meta_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from . import _native
    from ._caller import AsyncCaller, Caller, Parts

T = TypeVar("T")


class Page(Generic[T]):
    """One page of a list."""

    __slots__ = ("_cursor", "_meta", "items", "number", "total")

    def __init__(self, items: list[T], number: int, total: int | None, cursor: str | None, meta: _native.Meta | Meta) -> None:
        self.items = items
        """The items of this page."""
        self.number = number
        """Number of this page, from 1."""
        self.total = total
        """Items on all pages, where the service says so."""
        self._meta = meta
        self._cursor = cursor

    @property
    def meta(self) -> Meta:
        """How it came about."""
        if not isinstance(self._meta, Meta):
            self._meta = meta_of(self._meta)
        return self._meta

    @property
    def has_next(self) -> bool:
        """Whether there is another page behind it."""
        return self._cursor is not None

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        # What is read from here on can be copied and sent.
        _ = self.meta
        return super().__reduce_ex__(protocol)

    def __repr__(self) -> str:
        return f"Page(number={self.number}, items={len(self.items)}, total={self.total}, has_next={self.has_next})"


class _Request(Generic[T]):
    """What both kinds of list ask for."""

    __slots__ = ("_caller", "_first", "_operation", "_options", "_path", "_query", "_read_all", "_seen", "_total")

    def __init__(
        self,
        caller: Any,
        read_all: Callable[[list[dict[str, Any]]], list[T]],
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any],
        options: Mapping[str, Any],
    ) -> None:
        # A misspelt option is an error here, not when the first item is asked for.
        call_options(operation, options)
        self._caller = caller
        self._read_all = read_all
        self._operation = operation
        self._path = path
        self._query = query
        self._options = options
        # The first page, if only its total was asked for so far.
        self._first: Page[T] | None = None
        self._seen = False
        self._total: int | None = None

    def _page(self, parts: Parts) -> Page[T]:
        value, page, meta = parts
        number, total, cursor = page or (1, None, None)
        self._seen, self._total = True, self._total if total is None else total
        return Page(self._read_all(value), number, total, cursor, meta)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._operation}>"


class Pager(_Request[T]):
    """A list of a `Client`: iterate over it, or over its `pages()`. Every iteration asks anew.

    Deleting while iterating moves the items behind to earlier pages, so some are never seen. Collect first:

    Example:
        >>> for version in list(client.versions.list("my-game")):
        ...     client.versions.delete("my-game", version.name)
    """

    __slots__ = ()
    _caller: Caller

    def __iter__(self) -> Iterator[T]:
        items: Items[T] = Items(self)
        return items

    def pages(self) -> Iterator[Page[T]]:
        """The pages, each with its items, its number and how it came about. After an error, `next` asks for the same page again.

        Raises:
            EdgegapError: as the operation does, at whichever page has to be read.
        """
        pages: Pages[T] = Pages(self)
        return pages

    def total(self) -> int | None:
        """How many items there are on all pages, as the service said last; None where it does not say.

        If no page was read yet the first one is, and the next iteration begins with it.

        Raises:
            EdgegapError: as the operation does.
        """
        if not self._seen:
            self._first = self._ask(None)
        return self._total

    def _ask(self, cursor: str | None) -> Page[T]:
        return self._page(self._caller.call(self._operation, self._path, self._query, None, self._options, cursor))


class AsyncPager(_Request[T]):
    """A list of an `AsyncClient`: iterate over it with `async for`, or over its `pages()`. Every iteration asks anew.

    Deleting while iterating moves the items behind to earlier pages, so some are never seen. Collect first:

    Example:
        >>> for version in [version async for version in client.versions.list("my-game")]:
        ...     await client.versions.delete("my-game", version.name)
    """

    __slots__ = ()
    _caller: AsyncCaller

    def __aiter__(self) -> AsyncIterator[T]:
        items: AsyncItems[T] = AsyncItems(self)
        return items

    def pages(self) -> AsyncIterator[Page[T]]:
        """The pages, each with its items, its number and how it came about. After an error, `anext` asks for the same page again.

        Raises:
            EdgegapError: as the operation does, at whichever page has to be read.
        """
        pages: AsyncPages[T] = AsyncPages(self)
        return pages

    async def total(self) -> int | None:
        """How many items there are on all pages, as the service said last; None where it does not say.

        If no page was read yet the first one is, and the next iteration begins with it.

        Raises:
            EdgegapError: as the operation does.
        """
        if not self._seen:
            self._first = await self._ask(None)
        return self._total

    async def _ask(self, cursor: str | None) -> Page[T]:
        return self._page(await self._caller.call(self._operation, self._path, self._query, None, self._options, cursor))
