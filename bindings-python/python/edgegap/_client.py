"""The client whose calls block."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _log, _native, _reply
from ._base import ClientBase
from ._errors import error_of
from ._generated.applications import Applications
from ._generated.container_registry import ContainerRegistry
from ._generated.endpoint_storages import EndpointStorages
from ._generated.pull_profiles import PullProfiles
from ._generated.versions import Versions
from ._options import call_options

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    from typing_extensions import Self

    Parts = tuple[Any, tuple[int, int | None, str | None] | None, _native.Meta]


class Client(ClientBase[_native.Client]):
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

    _kind = _native.Client

    def _adopt(self, native: _native.Client) -> None:
        super()._adopt(native)
        self.applications = Applications(self)
        self.versions = Versions(self)
        self.container_registry = ContainerRegistry(self)
        self.endpoint_storages = EndpointStorages(self)
        self.pull_profiles = PullProfiles(self)

    def close(self) -> None:
        """Ends the client and its views: connections are closed, calls of other threads end as `ClosedError`, later ones too."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

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
            envelope = failure.args[0]
        else:
            _reply.note(parts[2])
            _log.succeeded(operation, parts[2])
            return parts
        # Out here, so that what led to the call is the context of the error, and the failure is not.
        error = error_of(envelope)
        _log.failed(operation, error)
        raise error
