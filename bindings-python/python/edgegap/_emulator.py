"""The emulator of the API, in this process or attached from another one."""

# Without `from __future__ import annotations`: a `NamedTuple` or `TypedDict` would compile each of
# the strings when the package is imported.

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

FaultKind = Literal[
    "latency",
    "status",
    "reset",
    "truncate",
    "stall",
    "garbage",
    "settle",
    "ignored",
    "rate_limit",
    "eventual_list",
]


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
    """Body as JSON, or a string with its size if it is not JSON or is larger than 64 KiB."""
    response_headers: dict[str, str]
    """Headers of the response, names in lower case."""
    response_body: Any
    """Body of the response, as `body`; the one it would have had without the injected fault."""

    def __repr__(self) -> str:
        from ._show import show

        return f"RecordedRequest({', '.join(f'{name}={show(value)}' for name, value in self._asdict().items())})"


class InjectedFault(NamedTuple):
    """A fault of an emulator."""

    id: int
    """Number of the fault, for `remove_fault`."""
    operation: str
    """Operation that it hits, or `*` for all."""
    kind: str
    """Kind of the fault, one of `FaultKind`."""
    when: str
    """`before` or `after` the operation is executed."""
    skip: int
    """Number of matching calls that it lets through first."""
    hits: int
    """Number of calls that it hit."""
    is_active: bool
    """True if it can still hit a call: its number of hits and its time are not over."""
    times: int | None = None
    """Number of calls to hit; None means all."""
    code: int | None = None
    """Status to return; for `status`."""
    retry_after: str | None = None
    """Header `Retry-After`; for `status` and `rate_limit`."""
    seconds: float | None = None
    """Time in seconds; for `latency`, `settle`, `rate_limit` and `eventual_list`."""
    reads: int | None = None
    """Number of responses with an empty tag; for `settle`."""
    calls: int | None = None
    """Number of calls in a window; for `rate_limit`."""
    chance: float | None = None
    """Probability of a hit; None means 1."""
    ttl: float | None = None
    """Seconds from the injection to the end of the fault; None means no end."""
    name: str | None = None
    """Name of an object that a call must have; None means any."""


class Emulator:
    """An emulator of the API on a port of this machine, for tests without an account or a network.

    It runs until it is stopped, or until the last reference to it and its clients is gone.

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

    @classmethod
    def attach(cls, url: str, token: str | None = None) -> Self:
        """Returns a handle to an emulator in another process, with all methods of an emulator.

        Stopping the handle, or leaving its `with` block, only detaches it: the emulator goes on.
        A forked process can use the handle, too.

        Example:
            >>> with edgegap.Emulator.attach("http://127.0.0.1:8080") as emulator:
            ...     emulator.reset()

        Args:
            url: Base URL that the emulator printed.
            token: A token that the emulator accepts. None or an empty string means
                `emulator-token`.

        Raises:
            ConfigurationError: the URL is invalid or not that of an emulator, or the emulator has
                another version.
            ConnectionFailedError: nothing responds there within 5 seconds.
            AuthenticationError: the emulator does not accept the token.
        """
        sealed = Sealed({"url": url, "token": token})
        del url, token
        emulator = object.__new__(cls)
        emulator._native = call_native(_native.Emulator.attach, sealed)
        return emulator

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
        """Returns a client of this emulator, which keeps the emulator running.

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
        return Client(**self._with_defaults(sealed).value)._keep(self)

    def async_client(
        self, *, token: str | None = None, base_url: str | None = None, **settings: Unpack[ClientSettings]
    ) -> AsyncClient:
        """Returns a client of this emulator for asyncio, which keeps the emulator running.

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
        return AsyncClient(**self._with_defaults(sealed).value)._keep(self)

    @property
    def requests(self) -> list[RecordedRequest]:
        """The last 5,000 requests, oldest first, as far as their bodies take at most 32 MiB."""
        return [RecordedRequest(**_known(RecordedRequest, request)) for request in self._list("requests")]

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
        reads: int | None = None,
        calls: int | None = None,
        chance: float | None = None,
        ttl: float | None = None,
        name: str | None = None,
    ) -> int:
        """Injects a fault. Matching faults apply in the order in which they were injected.

        Example:
            >>> emulator.inject("versions.create", "reset", when="after", times=1)  # lost response

        Args:
            operation: Operation to hit, `versions.create`, or `*` for all.
            kind: `latency` delays the response, `status` returns another status, `reset` and
                `truncate` close the connection before or within the response, `stall` never
                responds, `garbage` responds with something that is not HTTP. Others imitate the
                service: after an update of a version's `docker_tag`, `settle` shows an empty one
                for a while; `ignored` responds to an update and changes nothing; `rate_limit`
                refuses calls beyond a rate with 429; `eventual_list` hides new objects in lists.
            code: Status to return, 200 to 599; for `status`.
            retry_after: Seconds or a date for the header `Retry-After`; for `status` and
                `rate_limit`.
            seconds: Time in seconds, up to 600: the delay of `latency`, the window of `rate_limit`,
                the time until an object is in a list for `eventual_list`, the minimum time of an
                empty tag for `settle`.
            when: `before` or `after` the operation is executed.
            skip: Number of matching calls to let through first.
            times: Number of calls to hit. Default: all.
            reads: Number of responses with an empty tag after an update; for `settle`. Default: 1.
            calls: Number of calls in a window that are carried out; for `rate_limit`.
            chance: Probability of a hit, more than 0 and at most 1. Default: 1.
            ttl: Seconds from now to the end of the fault, at most a day. Default: no end.
            name: Name of an object. Only calls are hit that have it in their path, or as the `name`
                in their body.

        Returns:
            The number of the fault, for `remove_fault`.

        Raises:
            ValidationError: the fault can never hit, or its arguments do not fit its kind.
            TypeError: `seconds` is missing, or `seconds` or `ttl` is not a number.
        """
        if kind in ("latency", "rate_limit", "eventual_list") and seconds is None:
            raise TypeError(f"{kind} needs seconds")
        fault = {
            "operation": operation,
            "kind": kind,
            "code": code,
            "retry_after": retry_after,
            "ms": None if seconds is None else to_milliseconds(seconds, "seconds"),
            "when": when,
            "skip": skip,
            "times": times,
            "reads": reads,
            "calls": calls,
            "chance": chance,
            "ttl_ms": None if ttl is None else to_milliseconds(ttl, "ttl"),
            "name": name,
        }
        given = {field: value for field, value in fault.items() if value is not None}
        number: int = self._control("POST", "/faults", given)["id"]
        return number

    @property
    def faults(self) -> list[InjectedFault]:
        """The faults in the order of their injection, also those that are over."""
        return [_injected(fault) for fault in self._list("faults")]

    def remove_fault(self, id: int) -> None:
        """Removes one fault.

        Args:
            id: The number that `inject` returned.

        Raises:
            ValidationError: there is no fault with this number.
        """
        self._control("DELETE", f"/faults/{int(id)}")

    def clear_faults(self) -> None:
        """Removes all faults."""
        self._control("DELETE", "/faults")

    def set_quota(self, *, applications: int | None = None, versions: int | None = None) -> None:
        """Limits the number of applications, and of versions per application. None removes a limit.

        Existing objects stay.
        """
        self._control("PUT", "/quota", {"applications": applications, "versions": versions})

    def set_tokens(self, tokens: Sequence[str]) -> None:
        """Replaces the tokens that the emulator accepts. `token` stays as it is.

        Raises:
            ValidationError: a token is empty or contains characters that a header cannot carry.
        """
        sealed = Sealed({"tokens": list(tokens) if isinstance(tokens, (list, tuple)) else tokens})
        del tokens
        self._control("PUT", "/tokens", sealed)

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

    def state(self) -> dict[str, Any]:
        """Returns all objects and seeded tags as a scene, the document that `load` takes.

        It has a placeholder in the place of each secret.
        """
        state: dict[str, Any] = self._control("GET", "/state")
        return state

    def load(self, scene: Mapping[str, Any] | str) -> None:
        """Replaces all objects and seeded tags by those of a scene.

        Args:
            scene: A document, as `state` returns it, or the name of a scene that comes with the
                emulator, `demo`.

        Raises:
            ValidationError: a part of the scene is not valid. Nothing changes then.
        """
        self._control("PUT", "/state", scene)

    def reset(self) -> None:
        """Restores the initial state.

        Deletes all objects, tags, recorded requests, faults and quotas, and restores the tokens
        that the emulator was started with.
        """
        self._control("POST", "/reset")

    def stop(self) -> None:
        """Stops the emulator and closes its data file. Waits up to three seconds for exchanges.

        Calling it again has no effect. An attached emulator goes on: only this handle ends. Its
        clients go on, too. In a coroutine use `async with`: this method would block the
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

        try:
            asyncio.get_running_loop()
        except RuntimeError:
            # Another kind of loop, such as trio: it has no calls that `stop` would wait for.
            self.stop()
        else:
            await asyncio.to_thread(self.stop)

    def __repr__(self) -> str:
        try:
            return f"{type(self).__name__}(url={self._native.url!r})"
        except (AttributeError, _native.Failure):
            return f"{type(self).__name__}({'detached' if self._is_attached() else 'stopped'})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an emulator belongs to its process: give its url and token to others")

    def _is_attached(self) -> bool:
        # A debugger may show an emulator that did not start.
        native = self.__dict__.get("_native")
        return native is not None and native.is_attached

    def _with_defaults(self, given: Sealed) -> Sealed:
        # The environment must not replace an empty value: a test could reach the live service.
        settings = Sealed(
            {
                **given.value,
                "token": none_if_empty(given.value["token"]) or self.token,
                "base_url": none_if_empty(given.value["base_url"]),
            }
        )
        if settings.value["base_url"] is None:
            settings.value["base_url"] = self.url
            # The emulator may have an address of another machine, such as that of a container.
            for name, default in (("allow_http", True), ("proxy", "")):
                if settings.value.get(name) is None:
                    settings.value[name] = default
        return settings

    def _list(self, name: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = self._control("GET", name)[name]
        return listed

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        return call_native(self._native.control, method, path, body)


def _known(kind: type[InjectedFault | RecordedRequest], fields: dict[str, Any]) -> dict[str, Any]:
    # An attached emulator of a newer version may have more fields.
    return {name: fields[name] for name in kind._fields if name in fields}


def _injected(fault: dict[str, Any]) -> InjectedFault:
    seconds = {name: fault[ms] / 1000 for name, ms in (("seconds", "ms"), ("ttl", "ttl_ms")) if ms in fault}
    return InjectedFault(**_known(InjectedFault, fault), **seconds)


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
