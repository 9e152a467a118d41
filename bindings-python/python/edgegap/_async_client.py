"""The client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from . import _native
from ._async_publish import AsyncPublish
from ._base import ClientBase
from ._caller import NO_ASYNC_CLIENT, AsyncCaller
from ._generated.async_resources import AsyncResources
from ._typing import Self


class AsyncClient(ClientBase[_native.AsyncClient], AsyncResources):
    """A client of the API for asyncio.

    Event loops may share a client. Cancelling a task closes the connection of its call. A forked
    process must make a client of its own; an inherited one raises `ClosedError`.

    Example:
        >>> async with edgegap.AsyncClient() as client:  # EDGEGAP_TOKEN
        ...     calls = [client.applications.get(name) for name in ("my-game", "your-game")]
        ...     applications = await asyncio.gather(*calls)
    """

    _kind = _native.AsyncClient
    publish: AsyncPublish = AsyncPublish(NO_ASYNC_CLIENT)
    """Publishes what a manifest asks for: plan, apply, prune."""

    def _adopt(self, native: _native.AsyncClient) -> None:
        super()._adopt(native)
        caller = AsyncCaller(native, self._emulator)
        self._set_resources(caller)
        vars(self).update(publish=AsyncPublish(caller))

    async def close(self) -> None:
        """Closes the client, its views and their connections.

        Pending calls and later calls raise `ClosedError`.
        """
        self._native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    if not TYPE_CHECKING:

        def __enter__(self) -> NoReturn:
            raise TypeError("an AsyncClient is used by `async with`; a Client by `with`")

        def __exit__(self, *_: object) -> None: ...
