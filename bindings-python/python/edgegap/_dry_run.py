"""Dry runs: the requests of a call, without sending them."""

# Without `from __future__ import annotations`: a `NamedTuple` would compile each of the strings
# when the package is imported.

from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from typing import Any, NamedTuple, ParamSpec, overload

from ._reply import Change, change_from
from ._sealed import Sealed

P = ParamSpec("P")


class DryRunRequest(NamedTuple):
    """A request as it would be sent. Secrets are `***`."""

    method: str
    """HTTP method."""
    url: str
    """URL with query."""
    headers: dict[str, str]
    """Headers, with names in lower case."""
    body: Any
    """The JSON body; None without one."""
    curl: str
    """The same request as a command line of curl for a POSIX shell, with the token from the
    variable `EDGEGAP_TOKEN`."""


class DryRun(NamedTuple):
    """The requests that a call would send."""

    requests: tuple[DryRunRequest, ...]
    """The requests, in order. Empty if there is nothing to do."""
    change: Change | None
    """What an `ensure` would do; None for other calls."""


class Previewed(BaseException):
    """Carries the requests from the caller to `dry_run`, past the conversion of a reply."""

    def __init__(self, parts: Sealed) -> None:
        self.parts = parts


_is_active: ContextVar[bool] = ContextVar("edgegap_dry_run", default=False)


def with_dry_run(options: Sealed | None) -> Sealed | None:
    """Adds the option of a dry run, if one is active in this context."""
    return Sealed({**(options.value if options else {}), "dry_run": True}) if _is_active.get() else options


def check(parts: Sealed) -> None:
    """Ends a dry run.

    Raises:
        Previewed: a dry run is active in this context.
    """
    if _is_active.get():
        raise Previewed(parts)


@overload
def dry_run(
    call: Callable[P, Coroutine[Any, Any, Any]], /, *args: P.args, **kwargs: P.kwargs
) -> Coroutine[Any, Any, DryRun]: ...
@overload
def dry_run(call: Callable[P, Any], /, *args: P.args, **kwargs: P.kwargs) -> DryRun: ...
def dry_run(call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Returns the requests that a call would send, without sending them.

    An `ensure` gets its object, which changes nothing, and says what it would do.

    Example:
        >>> run = edgegap.dry_run(client.versions.update, "my-game", "1.0.0", docker_tag="b43")
        >>> print(run.requests[0].curl)

    Await the result for a method of an `AsyncClient`.

    Raises:
        EdgegapError: an argument is invalid, or the object of an `ensure` cannot be read.
        TypeError: the callable does not make a call of this package.
    """
    sealed = Sealed(kwargs)
    del kwargs
    token = _is_active.set(True)
    try:
        result = call(*args, **sealed.value)
    except Previewed as previewed:
        return _dry_run(previewed)
    finally:
        _is_active.reset(token)
    if hasattr(result, "__await__"):
        return _awaited(result)
    raise _no_call()


async def _awaited(result: Awaitable[Any]) -> DryRun:
    token = _is_active.set(True)
    try:
        await result
    except Previewed as previewed:
        return _dry_run(previewed)
    finally:
        _is_active.reset(token)
    raise _no_call()


def _no_call() -> TypeError:
    return TypeError("dry_run takes a method that makes a call, like client.versions.create")


def _dry_run(previewed: Previewed) -> DryRun:
    value, _, meta = previewed.parts.value
    return DryRun(tuple(_request(request) for request in value["requests"]), change_from(meta.to_dict()))


def _request(fields: dict[str, Any]) -> DryRunRequest:
    return DryRunRequest(body=fields.pop("body", None), **fields)
