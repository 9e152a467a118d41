"""The client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _native
from ._base import ClientBase
from ._caller import AsyncCaller
from ._generated.async_applications import AsyncApplications
from ._generated.async_container_registry import AsyncContainerRegistry
from ._generated.async_endpoint_storages import AsyncEndpointStorages
from ._generated.async_pull_profiles import AsyncPullProfiles
from ._generated.async_versions import AsyncVersions

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self


class AsyncClient(ClientBase[_native.AsyncClient]):
    """The way into the API for asyncio. Any number of event loops may share a client; cancelling a task closes its connection.

    A process that was forked needs a client of its own: using an inherited one is a `ClosedError`.

    Example:
        >>> async with edgegap.AsyncClient() as client:  # EDGEGAP_TOKEN
        ...     names = ["my-game", "your-game"]
        ...     applications = await asyncio.gather(*(client.applications.get(name) for name in names))
    """

    applications: AsyncApplications
    """Applications: the names under which the versions of a game server are kept."""
    versions: AsyncVersions
    """Versions: the builds of an application."""
    container_registry: AsyncContainerRegistry
    """Tags of images in Edgegap's container registry."""
    endpoint_storages: AsyncEndpointStorages
    """Endpoint storages: S3 buckets that take logs, and that pull profiles copy from."""
    pull_profiles: AsyncPullProfiles
    """Pull profiles: what is copied from an endpoint storage into a container when it boots."""

    _kind = _native.AsyncClient

    def _adopt(self, native: _native.AsyncClient) -> None:
        super()._adopt(native)
        caller = AsyncCaller(native)
        self.applications = AsyncApplications(caller)
        self.versions = AsyncVersions(caller)
        self.container_registry = AsyncContainerRegistry(caller)
        self.endpoint_storages = AsyncEndpointStorages(caller)
        self.pull_profiles = AsyncPullProfiles(caller)

    async def close(self) -> None:
        """Ends the client and its views: calls under way end as `ClosedError`, later ones too."""
        self._native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        await self.close()
