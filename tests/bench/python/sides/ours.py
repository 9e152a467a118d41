"""The SDK."""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import edgegap

from . import APP, BODY, PAGE, Calls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


@contextmanager
def sync(url: str, token: str) -> Iterator[Calls]:
    """Calls that block."""
    with edgegap.Client(token, url) as client:
        yield Calls(
            get=lambda: client.applications.get(APP),
            create=lambda: client.versions.create(APP, **BODY),
            list=lambda: next(client.versions.list(APP, limit=PAGE).pages()).items,
            all=lambda: client.versions.list(APP),
        )


@asynccontextmanager
async def asynchronous(url: str, token: str) -> AsyncIterator[Calls]:
    """Calls that are awaited."""
    async with edgegap.AsyncClient(token, url) as client:

        async def page() -> list[Any]:
            async for page in client.versions.list(APP, limit=PAGE).pages():
                return page.items
            return []

        yield Calls(
            get=lambda: client.applications.get(APP),
            create=lambda: client.versions.create(APP, **BODY),
            list=page,
        )
