"""What both clients are: settings, a native client, views of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar

from . import _log, _native
from ._caller import NOT_SENT
from ._errors import asked
from ._sealed import Sealed
from ._settings import settings, view_options

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack

    from ._options import ClientOptions
    from ._settings import ClientSettings


N = TypeVar("N", _native.Client, _native.AsyncClient)


class ClientBase(Generic[N]):
    """The part of a client that does not depend on how it waits."""

    _kind: ClassVar[type[Any]]
    _native: N

    def __init__(self, token: str | None = None, base_url: str | None = None, **given: Unpack[ClientSettings]) -> None:
        """Sets the client up. No connection is made yet.

        Args:
            token: API token, with or without the word `token` in front. Default: `EDGEGAP_TOKEN`, else `EDGEGAP_API_TOKEN`, else
                `EDGEGAP_API_KEY`.
            base_url: Address of the service. Default: `EDGEGAP_BASE_URL`, else `EDGEGAP_API_URL`, else the live service.
            **given: `timeout` in seconds or `edgegap.Timeout` (default 300 in all, 60 an exchange, 10 to connect), `max_retries` (2), `backoff`
                (0.5 seconds, doubling up to 8), `headers`, `ca_file`, `proxy`, `max_concurrency`, `max_body_bytes` (64 MiB), `allow_http`,
                `user_agent`, `extra_query`, `extra_body`; each is documented at `edgegap.ClientSettings`.

        Raises:
            ConfigurationError: there is no token, or a setting is wrong.
        """
        sealed = Sealed({"token": token, "base_url": base_url, **given})
        del token, base_url, given
        native: N = asked(self._kind, settings(type(self).__name__, sealed))
        self._adopt(native)
        _log.warn(native.warnings)

    def _adopt(self, native: N) -> None:
        self._native = native

    @property
    def base_url(self) -> str:
        """Address of the service."""
        return self._native.base_url

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """A view with other options that shares the connections and ends with this client. Closing a view closes nothing.

        Example:
            >>> client.with_options(timeout=5, max_retries=0).applications.get("my-game")

        Raises:
            ValidationError: an option is wrong.
        """
        view = object.__new__(type(self))
        # What a subclass keeps is the view's too.
        view.__dict__.update(self.__dict__)
        native: Any = self._native
        sealed = Sealed({**options})
        del options
        view._adopt(asked(native.with_options, view_options(sealed)))
        return view

    def __repr__(self) -> str:
        native = self.__dict__.get("_native")
        # A debugger may look at one whose settings were refused.
        return f"{type(self).__name__}({'not set up' if native is None else f'base_url={native.base_url!r}'})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(NOT_SENT)


# What Python says of arguments that do not fit should name what the user called.
vars(ClientBase)["__init__"].__qualname__ = "Client"
