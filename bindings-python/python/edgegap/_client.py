"""The client whose calls block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _log, _native, _reply
from ._errors import error_of
from ._generated.applications import Applications
from ._generated.container_registry import ContainerRegistry
from ._generated.endpoint_storages import EndpointStorages
from ._generated.pull_profiles import PullProfiles
from ._generated.versions import Versions
from ._options import call_options
from ._settings import settings, view_options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._options import ClientOptions
    from ._settings import ClientSettings

    Parts = tuple[Any, tuple[int, int | None, str | None] | None, _native.Meta]


class Client:
    """The way into the API, for programs that wait for each call.

    Threads may share a client; it lets go of the GIL while it waits, and Ctrl-C ends a call. After a fork it works on with connections of
    its own.

    Example:
        >>> with edgegap.Client() as client:  # EDGEGAP_TOKEN
        ...     for version in client.versions.list("my-game"):
        ...         print(version.name)
    """

    applications: Applications
    """Applications: the names under which the versions of a game server are kept."""
    versions: Versions
    """Versions: the builds of an application."""
    container_registry: ContainerRegistry
    """Tags of images in Edgegap's container registry."""
    endpoint_storages: EndpointStorages
    """Endpoint storages: S3 buckets that take logs, and that pull profiles copy from."""
    pull_profiles: PullProfiles
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
            self._adopt(_native.Client(settings("Client", token, base_url, given)))
        except _native.Failure as failure:
            raise error_of(failure.args[0]) from None

    def _adopt(self, native: _native.Client) -> None:
        self._native = native
        self.applications = Applications(self)
        self.versions = Versions(self)
        self.container_registry = ContainerRegistry(self)
        self.endpoint_storages = EndpointStorages(self)
        self.pull_profiles = PullProfiles(self)

    @property
    def base_url(self) -> str:
        """Address of the service."""
        return self._native.base_url

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """A view with other options that shares the connections, and ends with this client.

        Example:
            >>> client.with_options(timeout=5, max_retries=0).applications.get("my-game")

        Raises:
            ValidationError: an option is wrong.
        """
        view = object.__new__(type(self))
        try:
            view._adopt(self._native.with_options(view_options(options)))
        except _native.Failure as failure:
            raise error_of(failure.args[0]) from None
        return view

    def close(self) -> None:
        """Ends the client and its views: connections are closed, calls of other threads end as `ClosedError`, later ones too."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}(base_url={self.base_url!r})"

    def _call(
        self,
        operation: str,
        path: dict[str, Any],
        query: dict[str, Any] | None,
        body: dict[str, Any] | None,
        options: Mapping[str, Any],
        cursor: str | None = None,
    ) -> Parts:
        given = call_options(operation, options) if options else None
        try:
            parts = self._native.call(operation, path, query, body, given, cursor)
        except _native.Failure as failure:
            error = error_of(failure.args[0])
            _log.failed(operation, error)
            raise error from None
        _reply.note(parts[2])
        _log.succeeded(operation, parts[2])
        return parts
