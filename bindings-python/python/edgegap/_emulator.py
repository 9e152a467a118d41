"""The emulator of the service, in this process."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn

from . import _fork, _native
from ._async_client import AsyncClient
from ._client import Client
from ._errors import asked
from ._options import rounded
from ._sealed import Sealed
from ._settings import given_or_none, path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import TracebackType

    from typing_extensions import Self, Unpack

    from ._settings import ClientSettings

FaultKind = Literal["latency", "status", "reset", "truncate", "stall", "garbage"]


class RecordedRequest(NamedTuple):
    """A request as the emulator saw it. Secrets in headers and body are shown as `***`."""

    id: int
    """Counts up from 1; the answer carried it in `x-request-id`."""
    time: str
    """When it came, UTC."""
    method: str
    """Its method."""
    path: str
    """Its path, as it was written."""
    query: str | None
    """Its query, as it was written."""
    operation: str | None
    """The operation that it called, `versions.create`."""
    status: int | None
    """The status that was answered, or would have been if no fault had spoilt the answer."""
    fault: str | None
    """The fault that hit it."""
    microseconds: int
    """How long the answer took."""
    headers: dict[str, str]
    """Its headers, names in lower case."""
    body: Any
    """Its body: JSON, or a text that says how many bytes it had."""


class Emulator:
    """The service on a free port of this machine, for tests: no account, no network, no second process.

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
        """Starts it.

        Args:
            port: Port to listen on; 0 is any free one.
            host: Address to listen on; one that other machines reach needs tokens of your own.
            data: File for the state, made if it is not there. Default: in memory.
            tokens: Tokens to take. Default: `emulator-token`.
            registry: URL of an OCI registry that tags come from and images are verified against.
            verbose: Whether to write a line for every request to standard error.

        Raises:
            ConfigurationError: the port is taken, or a setting is wrong.
        """
        sealed = Sealed(
            {
                "port": port,
                "host": given_or_none(host),
                "data": path(data),
                "tokens": list(tokens) if isinstance(tokens, (list, tuple)) else tokens,
                "registry": given_or_none(registry),
                "verbose": verbose,
            }
        )
        del tokens
        self._native = asked(_native.Emulator, sealed)
        _fork.watch(self)

    @property
    def url(self) -> str:
        """Its base URL, `http://127.0.0.1:41234`."""
        return asked(lambda: self._native.url)

    @property
    def token(self) -> str:
        """A token that it takes."""
        return asked(lambda: self._native.token)

    def client(self, *, token: str | None = None, base_url: str | None = None, **settings: Unpack[ClientSettings]) -> Client:
        """A client of it.

        Args:
            token: Another token than the emulator's own; None and empty text are the emulator's own.
            base_url: Another address, of a proxy in front of it for example; None and empty text are the emulator's own.
            **settings: as those of `Client`.

        Raises:
            ConfigurationError: a setting is wrong.
            ClosedError: the emulator was stopped.
        """
        sealed = Sealed({"token": token, "base_url": base_url, **settings})
        del token, base_url, settings
        return Client(**self._filled_in(sealed).value)

    def async_client(self, *, token: str | None = None, base_url: str | None = None, **settings: Unpack[ClientSettings]) -> AsyncClient:
        """A client of it for asyncio.

        Args:
            token: Another token than the emulator's own; None and empty text are the emulator's own.
            base_url: Another address, of a proxy in front of it for example; None and empty text are the emulator's own.
            **settings: as those of `AsyncClient`.

        Raises:
            ConfigurationError: a setting is wrong.
            ClosedError: the emulator was stopped.
        """
        sealed = Sealed({"token": token, "base_url": base_url, **settings})
        del token, base_url, settings
        return AsyncClient(**self._filled_in(sealed).value)

    @property
    def requests(self) -> list[RecordedRequest]:
        """The requests that came, oldest first. The last thousand are kept."""
        return [RecordedRequest(**request) for request in self._control("GET", "/requests")["requests"]]

    def clear_requests(self) -> None:
        """Forgets the requests that came."""
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
        """Puts a fault in force, behind those that are.

        Example:
            >>> emulator.inject("versions.create", "reset", when="after", times=1)  # it is created, the answer is lost

        Args:
            operation: The operation that is hit, `versions.create`, or `*` for any.
            kind: `latency` answers later, `status` answers another status, `reset` and `truncate` break the connection off before or within the
                answer, `stall` never answers, `garbage` answers something that is not HTTP.
            code: The status, 200 to 599, with `status`.
            retry_after: Seconds or a date for the header `Retry-After`, with `status`.
            seconds: How much later, with `latency`.
            when: `before` the call is carried out, or `after`.
            skip: So many matching calls go well first.
            times: So many are hit then. Default: all.

        Raises:
            ValidationError: the fault could never hit, or not do what it says.
            TypeError: seconds are no number, or missing.
        """
        if kind == "latency" and seconds is None:
            raise TypeError("latency needs seconds")
        fault = {
            "operation": operation,
            "kind": kind,
            "code": code,
            "retry_after": retry_after,
            "ms": None if seconds is None else rounded(seconds, "seconds"),
            "when": when,
            "skip": skip,
            "times": times,
        }
        self._control("POST", "/faults", {name: value for name, value in fault.items() if value is not None})

    def clear_faults(self) -> None:
        """Ends all faults."""
        self._control("DELETE", "/faults")

    def set_quota(self, *, applications: int | None = None, versions: int | None = None) -> None:
        """Limits how many applications, and versions of each, can be created. None is without limit; what is there stays."""
        self._control("PUT", "/quota", {"applications": applications, "versions": versions})

    def seed_tags(self, image: str, tags: Iterable[str | Mapping[str, Any]]) -> None:
        """Adds tags to an image of the container registry.

        Args:
            image: Name of the image.
            tags: Tags, or `{"tag": "v2", "digest": "sha256:...", "size_mb": 12.5}`. Tags with the same digest are one artifact.

        Raises:
            ValidationError: a name is none that a registry takes, or the tags come from a real registry.
        """
        self._control("POST", "/tags", {"image": image, "tags": tags if isinstance(tags, str) else list(tags)})

    def reset(self) -> None:
        """Back to the beginning: no objects, tags, requests, faults or quotas."""
        self._control("POST", "/reset")

    def stop(self) -> None:
        """Takes no more connections, lets exchanges finish for up to three seconds, lets go of the data file.

        In a coroutine use `async with`: exchanges of the same loop could not finish while it waits here.
        """
        _fork.unwatch(self)
        self._native.stop()

    def __enter__(self) -> Self:
        asked(lambda: self._native.url)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        return self.__enter__()

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        import asyncio

        # Exchanges that it waits for may be this loop's own.
        await asyncio.to_thread(self.stop)

    def __repr__(self) -> str:
        try:
            return f"{type(self).__name__}(url={self._native.url!r})"
        except (AttributeError, _native.Failure):
            return f"{type(self).__name__}(stopped)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an emulator belongs to its process: give its url and token to others")

    def _filled_in(self, given: Sealed) -> Sealed:
        """The settings of a client. The environment's token and address must never come in the place of what says nothing."""
        return Sealed(
            {
                **given.value,
                "token": given_or_none(given.value["token"]) or self.token,
                "base_url": given_or_none(given.value["base_url"]) or self.url,
            }
        )

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        return asked(self._native.control, method, path, body)

    def _abandon(self) -> None:
        """In a forked process: the port is the parent's alone."""
        descriptor = self._native.descriptor
        if descriptor is not None:
            with suppress(OSError):
                os.close(descriptor)
