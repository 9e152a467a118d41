"""Lists that read page by page. One page is in memory at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ._iteration import AsyncItems, AsyncPages, Items, Pages
from ._page import AsyncListRequest, ListRequest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from ._page import Page

T = TypeVar("T")


class Pager(ListRequest[T]):
    """A list of a `Client`. Iterate over its items, or over its `pages()`.

    Each iteration reads anew. Deleting while iterating moves later items to earlier pages, so some
    are skipped. Collect first.

    Example:
        >>> for version in list(client.versions.list("my-game")):
        ...     client.versions.delete("my-game", version.name)
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[T]:
        items: Items[T] = Items(self)
        return items

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

    Each iteration reads anew. Deleting while iterating moves later items to earlier pages, so some
    are skipped. Collect first.

    Example:
        >>> for version in [version async for version in client.versions.list("my-game")]:
        ...     await client.versions.delete("my-game", version.name)
    """

    __slots__ = ()

    def __aiter__(self) -> AsyncIterator[T]:
        items: AsyncItems[T] = AsyncItems(self)
        return items

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
