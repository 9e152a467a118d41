"""The client for blocking calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from . import _native
from ._base import ClientBase
from ._caller import Caller
from ._generated.resources import Resources
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

    def _adopt(self, native: _native.Client) -> None:
        super()._adopt(native)
        self._set_resources(Caller(native, self._emulator))

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
