"""The client for asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _log, _native, _reply
from ._errors import error_of
from ._generated.async_applications import AsyncApplications
from ._generated.async_container_registry import AsyncContainerRegistry
from ._generated.async_endpoint_storages import AsyncEndpointStorages
from ._generated.async_pull_profiles import AsyncPullProfiles
from ._generated.async_versions import AsyncVersions
from ._options import call_options
from ._settings import settings, view_options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._client import Parts
    from ._options import ClientOptions
    from ._settings import ClientSettings


class AsyncClient:
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

    def __init__(self, token: str | None = None, base_url: str | None = None, **given: Unpack[ClientSettings]) -> None:
        """Sets the client up. No connection is made yet.

        Args:
            token: API token, with or without the word `token` in front. Default: `EDGEGAP_TOKEN`.
            base_url: Address of the service. Default: `EDGEGAP_BASE_URL`, else the live service.
            **given: `timeout` in seconds or `edgegap.Timeout` (default 300 in all, 60 an exchange, 10 to connect), `max_retries` (2), `backoff`
                (0.5 seconds, doubling up to 8), `headers`, `ca_file`, `proxy`, `max_concurrency`, `max_body_bytes` (64 MiB), `allow_http`,
                `user_agent`, `extra_query`, `extra_body`; each is documented at `edgegap.ClientSettings`.

        Raises:
            ConfigurationError: there is no token, or a setting is wrong.
        """
        try:
            self._adopt(_native.AsyncClient(settings("AsyncClient", token, base_url, given)))
        except _native.Failure as failure:
            raise error_of(failure.args[0]) from None

    def _adopt(self, native: _native.AsyncClient) -> None:
        self._native = native
        self.applications = AsyncApplications(self)
        self.versions = AsyncVersions(self)
        self.container_registry = AsyncContainerRegistry(self)
        self.endpoint_storages = AsyncEndpointStorages(self)
        self.pull_profiles = AsyncPullProfiles(self)

    @property
    def base_url(self) -> str:
        """Address of the service."""
        return self._native.base_url

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """A view with other options that shares the connections, and ends with this client.

        Raises:
            ValidationError: an option is wrong.
        """
        view = object.__new__(type(self))
        try:
            view._adopt(self._native.with_options(view_options(options)))
        except _native.Failure as failure:
            raise error_of(failure.args[0]) from None
        return view

    async def close(self) -> None:
        """Ends the client and its views: calls under way end as `ClosedError`, later ones too."""
        self._native.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    async def _call(
        self,
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any] | None,
        body: dict[str, Any] | None,
        options: Mapping[str, Any],
        cursor: str | None = None,
    ) -> Parts:
        from ._loop import calls_of_running_loop

        given = call_options(operation, options) if options else None
        try:
            parts = await calls_of_running_loop().call(self._native, operation, path, query, body, given, cursor)
        except _native.Failure as failure:
            error = error_of(failure.args[0])
            _log.failed(operation, error)
            raise error from None
        _reply.note(parts[2])
        _log.succeeded(operation, parts[2])
        return parts
