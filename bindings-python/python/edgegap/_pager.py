"""Lists that read page by page. One page is in memory at a time."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from ._iteration import AsyncItems, AsyncPages, Items, Pages
from ._page import AsyncListRequest, ListRequest, Page

T = TypeVar("T")


class Pager(ListRequest[T]):
    """A list of a `Client`. Iterate over its items, or over its `pages()`.

    The order of the items is that of the service, which documents none. Each iteration reads anew.
    Deleting while iterating moves later items to earlier pages, so some are skipped. Collect first.

    For `await` and `async for`, which are for lists of an `AsyncClient`, Python raises `TypeError`:
    "object Pager can't be used in 'await' expression".

    Example:
        >>> for version in client.versions.list("my-game").collect():
        ...     client.versions.delete("my-game", version.name)
    """

    __slots__ = ()
    _hidden = frozenset(("__len__", "__bool__", "__getitem__", "__contains__"))
    _collect = "collect()"
    _words = {  # noqa: RUF012  # a ClassVar of the base class
        "total": "use `total()` for the number of items, or `len(<list>.collect())`",
        "first": "use `first() is None` to find out if it is empty",
        "item": "use `first()`, or `collect(limit=10)[9]`",
        "contains": 'use `any(v.name == "v1" for v in <list>)`',
        "await": "read it with `for` or `collect()`. With an AsyncClient use `async for` or `await <list>.collect()`.",
    }

    def __iter__(self) -> Iterator[T]:
        items: Items[T] = Items(self)
        return items

    def first(self) -> T | None:
        """Returns the first item, or None if the list is empty. Reads a page of one item.

        Raises:
            EdgegapError: as the operation.
        """
        return next(iter(self._with_page_size(1)), None)

    def collect(self, limit: int | None = None) -> list[T]:
        """Returns all items, or the first ones, as a list.

        Args:
            limit: Maximum number of items, 0 or more. No further page is read then.

        Raises:
            EdgegapError: as the operation.
            ValueError: `limit` is negative.
            TypeError: `limit` is not an integer.
        """
        limit = self._checked(limit)
        # `islice` takes no larger numbers, and no list has as many items.
        stop = None if limit is None else min(limit, sys.maxsize)
        return [*islice(self._with_page_size(limit), stop)]

    def pages(self) -> Iterator[Page[T]]:
        """Returns an iterator over the pages. After an error, `next` reads the same page again.

        Raises:
            EdgegapError: while iterating, as the operation.
        """
        pages: Pages[T] = Pages(self)
        return pages

    def total(self) -> int | None:
        """Returns the number of items on all pages; None if the service does not report it.

        Reads the first page unless a page was read before. The next iteration reuses that page.

        Raises:
            EdgegapError: as the operation.
        """
        if not self._was_read:
            self._first = self._fetch(None)
        return self._total


class AsyncPager(AsyncListRequest[T]):
    """A list of an `AsyncClient`. Iterate with `async for` over its items, or over its `pages()`.

    The order of the items is that of the service, which documents none. Each iteration reads anew.
    Deleting while iterating moves later items to earlier pages, so some are skipped. Collect first.

    Example:
        >>> for version in await client.versions.list("my-game").collect():
        ...     await client.versions.delete("my-game", version.name)
    """

    __slots__ = ()
    _hidden = frozenset(("__len__", "__bool__", "__getitem__", "__contains__", "__await__", "__iter__"))
    _collect = "await <list>.collect()"
    _words = {  # noqa: RUF012  # a ClassVar of the base class
        "total": "use `await <list>.total()` for the number of items, or `len(await <list>.collect())`",
        "first": "use `await <list>.first() is None` to find out if it is empty",
        "item": "use `await <list>.first()`, or `(await <list>.collect(limit=10))[9]`",
        "contains": 'use `any(v.name == "v1" for v in await <list>.collect())`',
        "await": "use `async for`, or `await <list>.collect()`",
    }

    def __aiter__(self) -> AsyncIterator[T]:
        items: AsyncItems[T] = AsyncItems(self)
        return items

    async def first(self) -> T | None:
        """Returns the first item, or None if the list is empty. Reads a page of one item.

        Raises:
            EdgegapError: as the operation.
        """
        async for item in self._with_page_size(1):
            return item
        return None

    async def collect(self, limit: int | None = None) -> list[T]:
        """Returns all items, or the first ones, as a list.

        Args:
            limit: Maximum number of items, 0 or more. No further page is read then.

        Raises:
            EdgegapError: as the operation.
            ValueError: `limit` is negative.
            TypeError: `limit` is not an integer.
        """
        limit = self._checked(limit)
        collected: list[T] = []
        if limit == 0:
            return collected
        async for item in self._with_page_size(limit):
            collected.append(item)
            if len(collected) == limit:
                break
        return collected

    def pages(self) -> AsyncIterator[Page[T]]:
        """Returns an iterator over the pages. After an error, `anext` reads the same page again.

        Raises:
            EdgegapError: while iterating, as the operation.
        """
        pages: AsyncPages[T] = AsyncPages(self)
        return pages

    async def total(self) -> int | None:
        """Returns the number of items on all pages; None if the service does not report it.

        Reads the first page unless a page was read before. The next iteration reuses that page.

        Raises:
            EdgegapError: as the operation.
        """
        if not self._was_read:
            self._first = await self._fetch(None)
        return self._total

    if not TYPE_CHECKING:
        # A `Pager` has no counterparts of these. Web frameworks, template engines and others await
        # every object that has `__await__`, and prefer `__aiter__` to `__iter__`.

        def __await__(self) -> Iterator[Any]:
            asker = sys._getframe().f_back
            # Asynchronous templates await every result that has this method.
            if asker is None or asker.f_globals.get("__name__") != "jinja2.async_utils":
                raise self._not_awaitable()
            return self
            yield

        def __iter__(self) -> NoReturn:
            raise TypeError("a list of an AsyncClient is read by `async for`; one of a Client by `for`")
