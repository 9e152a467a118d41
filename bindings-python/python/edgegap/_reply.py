"""Metadata of replies: status, headers and attempts."""

# Without `from __future__ import annotations`: a `NamedTuple` or `TypedDict` would compile each of
# the strings when the package is imported.

from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, overload

from . import _native
from ._errors import Attempt, attempts
from ._mistakes import NotJson
from ._sealed import Sealed

T = TypeVar("T")
P = ParamSpec("P")


class Change(NamedTuple):
    """What an `ensure` did."""

    action: str
    """`created`, `updated` or `unchanged`."""
    fields: tuple[str, ...]
    """Names of the fields that differed and were updated."""
    not_compared: tuple[str, ...]
    """Names of the given fields whose values the service does not show, and that were not sent."""


class Meta(NamedTuple):
    """Response metadata."""

    status: int
    """HTTP status of the response."""
    request_id: str | None
    """Request id of the service, to quote to its support."""
    headers: dict[str, str]
    """Response headers. Names are in lower case, repeated headers joined with `, `."""
    attempts: tuple[Attempt, ...]
    """Every HTTP exchange of the call, in order."""
    change: Change | None = None
    """What an `ensure` did; None for other calls."""


class Reply(NotJson, Generic[T]):
    """Return value of a call, with its response metadata."""

    __slots__ = ("meta", "value")
    _json_hint = "its `value` has `to_dict()`"

    def __init__(self, value: T, meta: Meta) -> None:
        self.value = value
        """Return value of the call."""
        self.meta = meta
        """Response metadata."""

    def __repr__(self) -> str:
        return f"Reply(value={self.value!r}, status={self.meta.status}, request_id={self.meta.request_id!r})"


# One list for each active `reply_of` of this context.
_captured: ContextVar[tuple[list[_native.Meta], ...]] = ContextVar("edgegap_reply", default=())


def record(meta: _native.Meta) -> None:
    """Stores the metadata of a reply for the active `reply_of`."""
    for captured in _captured.get():
        captured.append(meta)


def meta_from(native: _native.Meta) -> Meta:
    """Converts native metadata."""
    data: dict[str, Any] = native.to_dict()
    return Meta(data["status"], data.get("request_id"), data["headers"], attempts(data), change_from(data))


def change_from(data: dict[str, Any]) -> Change | None:
    """Converts what an `ensure` did."""
    change = data.get("change")
    return change and Change(change["action"], tuple(change["fields"]), tuple(change["not_compared"]))


@overload
def reply_of(  # type: ignore[overload-overlap]  # the first overload is for coroutines
    call: Callable[P, Coroutine[Any, Any, T]], /, *args: P.args, **kwargs: P.kwargs
) -> Coroutine[Any, Any, Reply[T]]: ...
@overload
def reply_of(call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Reply[T]: ...
def reply_of(call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Makes a call and returns its value together with status, headers and attempts.

    Example:
        >>> reply = edgegap.reply_of(client.versions.delete, "my-game", "1.0.0")
        >>> reply.meta.status, reply.meta.request_id

    Await the result for a method of an `AsyncClient`. For lists, `.pages()` has the metadata of
    each page.

    Raises:
        EdgegapError: as the call itself.
        TypeError: the callable does not make a call of this package.
    """
    captured: list[_native.Meta] = []
    sealed = Sealed(kwargs)
    del kwargs
    token = _captured.set((*_captured.get(), captured))
    try:
        result = call(*args, **sealed.value)
    finally:
        _captured.reset(token)
    if hasattr(result, "__await__"):
        return _awaited(result, captured)
    return _reply(result, captured)


async def _awaited(result: Awaitable[Any], captured: list[_native.Meta]) -> Reply[Any]:
    token = _captured.set((*_captured.get(), captured))
    try:
        value = await result
    finally:
        _captured.reset(token)
    return _reply(value, captured)


def _reply(value: Any, captured: list[_native.Meta]) -> Reply[Any]:
    if not captured:
        raise TypeError("reply_of takes a method that makes a call, like client.versions.get; lists have .pages()")
    return Reply(value, meta_from(captured[-1]))
