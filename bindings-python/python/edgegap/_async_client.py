"""The client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _native
from ._base import ClientBase
from ._caller import AsyncCaller
from ._generated.async_resources import AsyncResources

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self


class AsyncClient(ClientBase[_native.AsyncClient], AsyncResources):
    """The way into the API for asyncio. Any number of event loops may share a client; cancelling a task closes its connection.

    A process that was forked needs a client of its own: using an inherited one is a `ClosedError`.

    Example:
        >>> async with edgegap.AsyncClient() as client:  # EDGEGAP_TOKEN
        ...     names = ["my-game", "your-game"]
        ...     applications = await asyncio.gather(*(client.applications.get(name) for name in names))
    """

    _kind = _native.AsyncClient

    def _adopt(self, native: _native.AsyncClient) -> None:
        super()._adopt(native)
        self._set_resources(AsyncCaller(native))

    async def close(self) -> None:
        """Ends the client and its views: calls under way end as `ClosedError`, later ones too."""
        self._native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        await self.close()
