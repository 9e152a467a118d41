"""The client whose calls block."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _native
from ._base import ClientBase
from ._caller import Caller
from ._generated.resources import Resources

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self


class Client(ClientBase[_native.Client], Resources):
    """The way into the API, for programs that wait for each call.

    Threads may share a client; it lets go of the GIL while it waits, and Ctrl-C ends a call. After a fork it works on with connections of
    its own.

    Example:
        >>> with edgegap.Client() as client:  # EDGEGAP_TOKEN
        ...     for version in client.versions.list("my-game"):
        ...         print(version.name)
    """

    _kind = _native.Client

    def _adopt(self, native: _native.Client) -> None:
        super()._adopt(native)
        self._set_resources(Caller(native))

    def close(self) -> None:
        """Ends the client and its views: connections are closed, calls of other threads end as `ClosedError`, later ones too."""
        self._native.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()
