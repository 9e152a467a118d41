"""The base class of both clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Generic, NoReturn, TypeVar

from . import _log, _native
from ._caller import NOT_PICKLABLE
from ._errors import call_native
from ._keywords import suggestion
from ._options import ClientOptions
from ._sealed import Sealed
from ._settings import ClientSettings, core_settings, view_options
from ._typing import Self, Unpack

N = TypeVar("N", _native.Client, _native.AsyncClient)


class ClientBase(Generic[N]):
    """A client without resources."""

    _kind: ClassVar[type[Any]]
    _native: N
    _emulator: object = None

    def __init__(self, token: str | None = None, base_url: str | None = None, **given: Unpack[ClientSettings]) -> None:
        """Sets the client up. The first call connects.

        Args:
            token: API token, with or without the prefix `token `. Default: `EDGEGAP_TOKEN`, else
                `EDGEGAP_API_TOKEN`, else `EDGEGAP_API_KEY`.
            base_url: Base URL of the service. Default: `EDGEGAP_BASE_URL`, else `EDGEGAP_API_URL`,
                else the live service.
            **given: `timeout` in seconds or an `edgegap.Timeout` (default: 300 for a call, 60 for
                an exchange, 10 to connect), `max_retries` (2), `backoff` (0.5 seconds, doubling up
                to 8), `headers`, `ca_file`, `proxy`, `max_concurrency`, `max_body_bytes` (64 MiB),
                `allow_http`, `read_only`, `allow_apps`, `user_agent`, `extra_query`, `extra_body`.
                `edgegap.ClientSettings` documents each of them.

        Raises:
            ConfigurationError: the token is missing, or a setting is invalid.
            TypeError: unknown setting, or a duration is not a number of seconds.
        """
        sealed = Sealed({"token": token, "base_url": base_url, **given})
        del token, base_url, given
        native: N = call_native(self._kind, core_settings(type(self).__name__, sealed))
        self._adopt(native)
        _log.set_up(native.log_level, native.warnings)

    def _adopt(self, native: N) -> None:
        self._native = native

    def _keep(self, emulator: object) -> Self:
        # The emulator runs as long as the client, its views, its resources and its lists.
        self._emulator = emulator
        self._adopt(self._native)
        return self

    @property
    def base_url(self) -> str:
        """Base URL of the service."""
        return self._native.base_url

    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """Returns a view of this client with other options.

        The view shares the client's connections and is closed with it. Closing the view alone has
        no effect.

        Example:
            >>> client.with_options(timeout=5, max_retries=0).applications.get("my-game")

        Raises:
            ValidationError: an option is invalid.
            TypeError: unknown option, or a duration is not a number of seconds.
        """
        view = object.__new__(type(self))
        # The view has the attributes of subclasses too.
        view.__dict__.update(self.__dict__)
        native: Any = self._native
        sealed = Sealed({**options})
        del options
        view._adopt(call_native(native.with_options, view_options(sealed)))
        return view

    if not TYPE_CHECKING:

        def __setattr__(self, name: str, value: Any) -> None:
            # Subclasses have attributes of their own, and tests replace methods.
            if name.startswith("_") or hasattr(self, name) or not type(self).__module__.startswith("edgegap."):
                object.__setattr__(self, name, value)
                return
            del value
            if name in ClientSettings.__annotations__:
                message = f"the settings of a client cannot be changed: use client.with_options({name}=...)"
                if name not in ClientOptions.__annotations__:
                    message = f"the settings of a client cannot be changed: make one with {name}=..."
            else:
                message = f"a client has no attribute {name!r}{suggestion(name, vars(self))}"
            raise AttributeError(message)

    def __repr__(self) -> str:
        native = self.__dict__.get("_native")
        # A debugger may show a client whose settings were refused.
        return f"{type(self).__name__}({'not set up' if native is None else f'base_url={native.base_url!r}'})"

    def __reduce__(self) -> NoReturn:
        raise TypeError(NOT_PICKLABLE)


# Python's messages about wrong arguments contain this name.
vars(ClientBase)["__init__"].__qualname__ = "Client"
