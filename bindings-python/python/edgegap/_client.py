"""The client for blocking calls."""

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
    from typing_extensions import Self


class Client(ClientBase[_native.Client]):
    """A client of the API. Calls block until the response arrives.

    Threads may share a client. Calls release the GIL while they wait, and Ctrl-C ends a call. In a
    forked process the client works with connections of its own.

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
        """Closes the client, its views and their connections.

        Pending calls of other threads and later calls raise `ClosedError`.
        """
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
