"""The client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _log, _native, _reply
from ._base import ClientBase
from ._errors import error_of
from ._generated.async_applications import AsyncApplications
from ._generated.async_container_registry import AsyncContainerRegistry
from ._generated.async_endpoint_storages import AsyncEndpointStorages
from ._generated.async_pull_profiles import AsyncPullProfiles
from ._generated.async_versions import AsyncVersions
from ._options import call_options

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    from typing_extensions import Self

    from ._client import Parts
    from ._loop import Calls


_running: Callable[[], Calls] | None = None


def _calls() -> Calls:
    """The calls of the loop that runs in this thread. Programs without asyncio do not load what is behind it."""
    global _running
    if _running is None:
        from ._loop import calls_of_running_loop

        _running = calls_of_running_loop
    return _running()


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
        self.applications = AsyncApplications(self)
        self.versions = AsyncVersions(self)
        self.container_registry = AsyncContainerRegistry(self)
        self.endpoint_storages = AsyncEndpointStorages(self)
        self.pull_profiles = AsyncPullProfiles(self)

    async def close(self) -> None:
        """Ends the client and its views: calls under way end as `ClosedError`, later ones too."""
        self._native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        await self.close()

    async def _call(
        self,
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any] | None,
        body: dict[str, Any] | None,
        options: Mapping[str, Any],
        cursor: str | None = None,
    ) -> Parts:
        given = call_options(operation, options) if options else None
        calls, ticket = _calls(), 0
        try:
            ticket, future = calls.begin(self._native, operation, path, query, body, given, cursor)
            parts = await future
        except _native.Failure as failure:
            envelope = failure.args[0]
        except BaseException:
            # Cancelled, or closed by whoever drives the coroutine.
            calls.abandon(ticket)
            raise
        else:
            _reply.note(parts[2])
            _log.succeeded(operation, parts[2])
            return parts
        # Out here, so that what led to the call is the context of the error, and the failure is not.
        error = error_of(envelope)
        _log.failed(operation, error)
        raise error
