"""The client whose calls block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _native
from ._base import ClientBase
from ._caller import Caller
from ._generated.applications import Applications
from ._generated.container_registry import ContainerRegistry
from ._generated.endpoint_storages import EndpointStorages
from ._generated.pull_profiles import PullProfiles
from ._generated.versions import Versions

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self


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
        caller = Caller(native)
        self.applications = Applications(caller)
        self.versions = Versions(caller)
        self.container_registry = ContainerRegistry(caller)
        self.endpoint_storages = EndpointStorages(caller)
        self.pull_profiles = PullProfiles(caller)

    def close(self) -> None:
        """Ends the client and its views: connections are closed, calls of other threads end as `ClosedError`, later ones too."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()
