"""The client for blocking calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from . import _native
from ._base import ClientBase
from ._caller import NO_CLIENT, Caller
from ._generated.resources import Resources
from ._publish import Publish
from ._typing import Self


class Client(ClientBase[_native.Client], Resources):
    """A client of the API. Calls block until the response arrives.

    Threads may share a client. Calls release the GIL while they wait, and Ctrl-C ends a call. In a
    forked process the client works with connections of its own.

    Example:
        >>> with edgegap.Client() as client:  # EDGEGAP_TOKEN
        ...     for version in client.versions.list("my-game"):
        ...         print(version.name)
    """

    _kind = _native.Client
    publish: Publish = Publish(NO_CLIENT)
    """Publishes what a manifest asks for: plan, apply, prune."""

    def _adopt(self, native: _native.Client) -> None:
        super()._adopt(native)
        caller = Caller(native, self._emulator)
        self._set_resources(caller)
        vars(self).update(publish=Publish(caller))

    def close(self) -> None:
        """Closes the client, its views and their connections.

        Pending calls of other threads and later calls raise `ClosedError`.
        """
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    if not TYPE_CHECKING:

        def __aenter__(self) -> NoReturn:
            raise TypeError("a Client is used by `with`; an AsyncClient by `async with`")

        def __aexit__(self, *_: object) -> None: ...
