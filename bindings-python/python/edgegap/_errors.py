"""The errors of this package. The class of an error tells the caller how to react."""

# Without `from __future__ import annotations`: the classes name `edgegap` as their module, where
# tools would look up the names in annotations.

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple, ParamSpec, TypeVar

from . import _native
from ._mistakes import NotJson

P = ParamSpec("P")
T = TypeVar("T")


class Violation(NamedTuple):
    """One invalid argument of a call."""

    path: str
    """Path of the argument: `app`, `limit`, `ports[0].name`. Empty means the request body."""
    code: str
    """Broken rule: `unknown`, `missing`, `wrong_type`, `out_of_range`, `too_short`,
    `too_long`, `pattern`, `not_allowed`, `duplicate`, `conflict`, `masked` or `protected_path`."""
    message: str
    """Message with the reason and the fix, without secrets."""
    limit: float | None = None
    """Bound that was broken, for rules that have one."""


class Attempt(NamedTuple):
    """One HTTP exchange of a call."""

    outcome: str
    """HTTP status as a string, or the failure: `connect`, `tls`, `reset`, `timeout`, `head` (an
    invalid response head) or `body`."""
    waited: float
    """Planned delay before this attempt, in seconds."""


class EdgegapError(NotJson, Exception):
    """A failed call. The message contains the reason and the fix, the attributes the details."""

    _json_hint = "use `to_dict()`"

    kind: ClassVar[str] = "internal"
    """Kind of the error, the same in every language."""

    operation: str | None
    """Operation of the call, `versions.create`."""
    status: int | None
    """HTTP status of the last response."""
    request_id: str | None
    """Request id of the service, to quote to its support."""
    retryable: bool
    """True if the same call can succeed later."""
    maybe_applied: bool
    """True if the service may have executed the call."""
    attempts: tuple[Attempt, ...]
    """Every HTTP exchange of the call, in order."""
    elapsed: float
    """Duration of the call in seconds, including waits."""
    retry_after: float | None
    """Wait that the service requested, in seconds."""
    violations: tuple[Violation, ...]
    """All invalid arguments."""
    extra: dict[str, Any]
    """Fields of the error response besides its message."""
    excerpt: str | None
    """Start of a response body that could not be parsed."""
    method: str | None
    """HTTP method of the call."""
    url: str | None
    """URL of the call, without secrets."""

    def __init__(self, message: str, **envelope: Any) -> None:
        super().__init__(message)
        self.message = message
        self._envelope = envelope
        self.operation = envelope.get("operation")
        self.status = envelope.get("status")
        self.request_id = envelope.get("request_id")
        self.retryable = envelope.get("retryable", False)
        self.maybe_applied = envelope.get("maybe_applied", False)
        self.attempts = attempts(envelope)
        self.elapsed = envelope.get("elapsed_ms", 0) / 1000
        retry_after = envelope.get("retry_after_ms")
        self.retry_after = None if retry_after is None else retry_after / 1000
        self.violations = tuple(Violation(**violation) for violation in envelope.get("violations", ()))
        self.extra = envelope.get("extra", {})
        self.excerpt = envelope.get("excerpt")
        self.method = envelope.get("method")
        self.url = envelope.get("url")

    def to_dict(self) -> dict[str, Any]:
        """Returns the error as JSON data, the same in every language."""
        return {"kind": self.kind, "message": self.message, **self._envelope}

    def __reduce__(self) -> tuple[Any, ...]:
        # The state includes notes and the attributes of subclasses.
        return _rebuild, (type(self), self.message), self.__dict__

    def __repr__(self) -> str:
        details = (("operation", self.operation), ("status", self.status), ("request_id", self.request_id))
        shown = "".join(f", {name}={value!r}" for name, value in details if value is not None)
        return f"{type(self).__name__}({self.message!r}{shown})"


CLASSES: dict[str, type[EdgegapError]] = {}
"""Class of each kind, filled by `_generated.errors`."""


def error_from(envelope: dict[str, Any]) -> EdgegapError:
    """Makes the error that an envelope of the core describes."""
    envelope = dict(envelope)
    kind, message = envelope.pop("kind"), envelope.pop("message")
    return CLASSES.get(kind, EdgegapError)(message, **envelope)


def call_native(native: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls the native module, and raises its failures as errors of this package."""
    try:
        return native(*args, **kwargs)
    except _native.Failure as failure:
        envelope = failure.args[0]
    # Raised here so that the context of the error is the program's own, and not the failure.
    raise error_from(envelope)


def attempts(envelope: dict[str, Any]) -> tuple[Attempt, ...]:
    """Returns the attempts of an error or a reply."""
    return tuple(Attempt(one["outcome"], one["waited_ms"] / 1000) for one in envelope.get("attempts", ()))


def _rebuild(error: type[EdgegapError], message: str) -> EdgegapError:
    # A subclass may have another constructor. Pickle restores the attributes from the state.
    return error.__new__(error, message)
