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
    from typing_extensions import Self


class AsyncClient(ClientBase[_native.AsyncClient]):
    """A client of the API for asyncio.

    Event loops may share a client. Cancelling a task closes the connection of its call. A forked
    process must make a client of its own; an inherited one raises `ClosedError`.

    Example:
        >>> async with edgegap.AsyncClient() as client:  # EDGEGAP_TOKEN
        ...     calls = [client.applications.get(name) for name in ("my-game", "your-game")]
        ...     applications = await asyncio.gather(*calls)
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
        """Closes the client, its views and their connections.

        Pending calls and later calls raise `ClosedError`.
        """
        self._native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
