"""How a reply came about: its status, headers and attempts, for whoever asks."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, ParamSpec, TypeVar, overload

from ._errors import Attempt, attempts
from ._sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from . import _native

T = TypeVar("T")
P = ParamSpec("P")


class Meta(NamedTuple):
    """How a reply came about."""

    status: int
    """HTTP status of the answer."""
    request_id: str | None
    """The service's id of the request, to quote to its support."""
    headers: dict[str, str]
    """Headers of the answer, names in lower case, repeated ones joined with `, `."""
    attempts: tuple[Attempt, ...]
    """Every HTTP exchange of the call, in order."""


class Reply(Generic[T]):
    """What a call returned, and how that came about."""

    __slots__ = ("meta", "value")

    def __init__(self, value: T, meta: Meta) -> None:
        self.value = value
        """What the call returned."""
        self.meta = meta
        """How it came about."""

    def __repr__(self) -> str:
        return f"Reply(value={self.value!r}, status={self.meta.status}, request_id={self.meta.request_id!r})"


# One list for each `reply_of` that is under way in this context.
_captured: ContextVar[tuple[list[_native.Meta], ...]] = ContextVar("edgegap_reply", default=())


def note(meta: _native.Meta) -> None:
    """Remembers how a reply came about, if somebody wants to know."""
    for captured in _captured.get():
        captured.append(meta)


def meta_of(meta: _native.Meta) -> Meta:
    """The evidence as Python has it."""
    data: dict[str, Any] = meta.to_dict()
    return Meta(data["status"], data.get("request_id"), data["headers"], attempts(data))


@overload
def reply_of(  # type: ignore[overload-overlap]  # what can be awaited is meant by the first form
    call: Callable[P, Coroutine[Any, Any, T]], /, *args: P.args, **kwargs: P.kwargs
) -> Coroutine[Any, Any, Reply[T]]: ...
@overload
def reply_of(call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Reply[T]: ...
def reply_of(call: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
    """Makes a call and gives its value together with status, headers and attempts.

    Example:
        >>> reply = edgegap.reply_of(client.versions.delete, "my-game", "1.0.0")
        >>> reply.meta.status, reply.meta.request_id

    With the method of an `AsyncClient` the result is awaited. A list has this for each of its pages: `.pages()`.

    Raises:
        EdgegapError: as the call itself.
        TypeError: the callable makes no call of this package.
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
        raise TypeError("reply_of takes a method that makes a call in this thread, like client.versions.get; a list has .pages()")
    return Reply(value, meta_of(captured[-1]))
