"""The emulator of the API, in this process."""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Literal, NamedTuple, NoReturn

from . import _environment, _native
from ._async_client import AsyncClient
from ._client import Client
from ._errors import call_native
from ._options import to_milliseconds
from ._sealed import Sealed
from ._settings import ClientSettings, none_if_empty, path_or_none
from ._typing import Self, Unpack

FaultKind = Literal["latency", "status", "reset", "truncate", "stall", "garbage"]


class RecordedRequest(NamedTuple):
    """A request that the emulator received. Secrets in its headers and body are shown as `***`."""

    id: int
    """Number of the request, starting at 1. The response has it in `x-request-id`."""
    time: str
    """Time of arrival, UTC."""
    method: str
    """HTTP method."""
    path: str
    """Path as it was sent."""
    query: str | None
    """Query string as it was sent."""
    operation: str | None
    """Operation, `versions.create`."""
    status: int | None
    """Status of the response, or the status it would have had without the injected fault."""
    fault: str | None
    """Injected fault."""
    microseconds: int
    """Response time in microseconds."""
    headers: dict[str, str]
    """Headers, names in lower case."""
    body: Any
    """Body as JSON, or a string with its size in bytes if it was not JSON."""


class Emulator:
    """An emulator of the API on a port of this machine, for tests without an account or a network.

    Example:
        >>> with edgegap.Emulator() as emulator:
        ...     client = emulator.client()
        ...     client.applications.create(name="my-game", is_active=True, image="")
    """

    def __init__(
        self,
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        data: str | os.PathLike[str] | None = None,
        tokens: Sequence[str] | None = None,
        registry: str | None = None,
        verbose: bool = False,
    ) -> None:
        """Starts the emulator.

        Args:
            port: Port to listen on; 0 selects a free one.
            host: Address to listen on. An address that other machines can reach requires `tokens`.
            data: File for the state; it is created if necessary. Default: in memory.
            tokens: Tokens to accept. Default: `emulator-token`.
            registry: URL of an OCI registry to list tags from and to verify images against.
            verbose: True writes a line for every request to standard error.

        Raises:
            ConfigurationError: the port is taken, or a setting is invalid.
        """
        sealed = Sealed(
            {
                "port": port,
                "host": host,
                "data": path_or_none(data),
                "tokens": list(tokens) if isinstance(tokens, (list, tuple)) else tokens,
                "registry": registry,
                "verbose": verbose,
                "environment": _environment.variables(),
            }
        )
        del tokens
        self._native = call_native(_native.Emulator, sealed)
        _running.add(self)

    @property
    def url(self) -> str:
        """Base URL, `http://127.0.0.1:41234`."""
        return call_native(lambda: self._native.url)

    @property
    def token(self) -> str:
        """A token that the emulator accepts."""
        return call_native(lambda: self._native.token)

    def client(
        self, *, token: str | None = None, base_url: str | None = None, **settings: Unpack[ClientSettings]
    ) -> Client:
        """Returns a client of this emulator.

        Args:
            token: API token. None or an empty string means the emulator's own.
            base_url: Base URL, for example of a proxy in front of the emulator. None or an empty
                string means the emulator's own.
            **settings: as for `Client`.

        Raises:
            ConfigurationError: a setting is invalid.
            ClosedError: the emulator was stopped.
        """
        sealed = Sealed({"token": token, "base_url": base_url, **settings})
        del token, base_url, settings
        return Client(**self._with_defaults(sealed).value)

    def async_client(
        self, *, token: str | None = None, base_url: str | None = None, **settings: Unpack[ClientSettings]
    ) -> AsyncClient:
        """Returns a client of this emulator for asyncio.

        Args:
            token: API token. None or an empty string means the emulator's own.
            base_url: Base URL, for example of a proxy in front of the emulator. None or an empty
                string means the emulator's own.
            **settings: as for `AsyncClient`.

        Raises:
            ConfigurationError: a setting is invalid.
            ClosedError: the emulator was stopped.
        """
        sealed = Sealed({"token": token, "base_url": base_url, **settings})
        del token, base_url, settings
        return AsyncClient(**self._with_defaults(sealed).value)

    @property
    def requests(self) -> list[RecordedRequest]:
        """The last thousand requests, oldest first."""
        return [RecordedRequest(**request) for request in self._control("GET", "/requests")["requests"]]

    def clear_requests(self) -> None:
        """Deletes the recorded requests."""
        self._control("DELETE", "/requests")

    def inject(
        self,
        operation: str,
        kind: FaultKind,
        *,
        code: int | None = None,
        retry_after: int | str | None = None,
        seconds: float | None = None,
        when: Literal["before", "after"] = "before",
        skip: int = 0,
        times: int | None = None,
    ) -> None:
        """Injects a fault. Matching faults apply in the order in which they were injected.

        Example:
            >>> emulator.inject("versions.create", "reset", when="after", times=1)  # lost response

        Args:
            operation: Operation to hit, `versions.create`, or `*` for all.
            kind: `latency` delays the response, `status` returns another status, `reset` and
                `truncate` close the connection before or within the response, `stall` never
                responds, `garbage` responds with something that is not HTTP.
            code: Status to return, 200 to 599; for `status`.
            retry_after: Seconds or a date for the header `Retry-After`; for `status`.
            seconds: Delay in seconds; for `latency`.
            when: `before` or `after` the operation is executed.
            skip: Number of matching calls to let through first.
            times: Number of calls to hit. Default: all.

        Raises:
            ValidationError: the fault can never hit, or its arguments do not fit its kind.
            TypeError: `seconds` is missing or not a number.
        """
        if kind == "latency" and seconds is None:
            raise TypeError("latency needs seconds")
        fault = {
            "operation": operation,
            "kind": kind,
            "code": code,
            "retry_after": retry_after,
            "ms": None if seconds is None else to_milliseconds(seconds, "seconds"),
            "when": when,
            "skip": skip,
            "times": times,
        }
        self._control("POST", "/faults", {name: value for name, value in fault.items() if value is not None})

    def clear_faults(self) -> None:
        """Removes all faults."""
        self._control("DELETE", "/faults")

    def set_quota(self, *, applications: int | None = None, versions: int | None = None) -> None:
        """Limits the number of applications, and of versions per application. None removes a limit.

        Existing objects stay.
        """
        self._control("PUT", "/quota", {"applications": applications, "versions": versions})

    def seed_tags(self, image: str, tags: Iterable[str | Mapping[str, Any]]) -> None:
        """Adds tags to an image of the container registry.

        Args:
            image: Name of the image.
            tags: Names of tags, or `{"tag": "v2", "digest": "sha256:...", "size_mb": 12.5}`. Tags
                with the same digest are one artifact.

        Raises:
            ValidationError: a name is not a valid image or tag name, or the emulator lists the tags
                of a registry.
        """
        self._control("POST", "/tags", {"image": image, "tags": tags if isinstance(tags, str) else list(tags)})

    def reset(self) -> None:
        """Deletes all objects, tags, recorded requests, faults and quotas."""
        self._control("POST", "/reset")

    def stop(self) -> None:
        """Stops the emulator and closes its data file. Waits up to three seconds for exchanges.

        Calling it again has no effect. In a coroutine use `async with`: this method would block the
        loop whose exchanges it waits for.
        """
        _running.discard(self)
        self._native.stop()

    def __enter__(self) -> Self:
        _ = self.url
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, *_: object) -> None:
        import asyncio

        await asyncio.to_thread(self.stop)

    def __repr__(self) -> str:
        try:
            return f"{type(self).__name__}(url={self._native.url!r})"
        except (AttributeError, _native.Failure):
            return f"{type(self).__name__}(stopped)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an emulator belongs to its process: give its url and token to others")

    def _with_defaults(self, given: Sealed) -> Sealed:
        # The environment must not replace an empty value: a test could reach the live service.
        return Sealed(
            {
                **given.value,
                "token": none_if_empty(given.value["token"]) or self.token,
                "base_url": none_if_empty(given.value["base_url"]) or self.url,
            }
        )

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        return call_native(self._native.control, method, path, body)


_running: weakref.WeakSet[Emulator] = weakref.WeakSet()


def _release_ports() -> None:
    # In a forked child: an open descriptor would keep the port taken after the parent stops.
    for emulator in _running:
        if (descriptor := emulator._native.descriptor) is not None:
            with suppress(OSError):
                os.close(descriptor)
    _running.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_release_ports)
