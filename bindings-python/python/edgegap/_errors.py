"""The errors of this package. Which class an error has says what the caller can do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, ParamSpec, TypeVar

from . import _native

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")


class Violation(NamedTuple):
    """One thing that is wrong with the arguments of a call."""

    path: str
    """Where: `app`, `limit`, `ports[0].name`. Members of the body have no prefix; empty means the body as a whole."""
    code: str
    """Which kind of rule: `unknown`, `missing`, `wrong_type`, `out_of_range`, `too_short`, `too_long`, `pattern`, `not_allowed`, `duplicate`,
    `conflict`, `masked` or `protected_path`."""
    message: str
    """What is wrong and what to do, without the value of a secret."""
    limit: float | None = None
    """The bound that was broken, where there is one."""


class Attempt(NamedTuple):
    """One HTTP exchange of a call."""

    outcome: str
    """The status as text, or `connect`, `tls`, `reset`, `timeout`, `head` (of a response whose head cannot be read), `body`."""
    waited: float
    """The wait that was planned before it, in seconds."""


class EdgegapError(Exception):
    """Why a call failed. Its text says what was wrong, where, and what to do; the attributes are the evidence."""

    kind: ClassVar[str] = "internal"
    """What the caller can do, in one word, the same in every language."""

    operation: str | None
    """The operation, `versions.create`."""
    status: int | None
    """HTTP status of the last answer, if there was one."""
    request_id: str | None
    """The service's id of the request, to quote to its support."""
    retryable: bool
    """Whether the same call can succeed later."""
    maybe_applied: bool
    """Whether the service may have carried the call out all the same."""
    attempts: tuple[Attempt, ...]
    """Every HTTP exchange of the call, in order."""
    elapsed: float
    """How long the call took, waits included, in seconds."""
    retry_after: float | None
    """How long the service asked to wait, in seconds."""
    violations: tuple[Violation, ...]
    """What is wrong with the arguments, all of it."""
    extra: dict[str, Any]
    """Members of the error's body beside its message."""
    excerpt: str | None
    """The first bytes of a body that could not be read as what it should be."""
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
        """The error as JSON data, the same in every language."""
        return {"kind": self.kind, "message": self.message, **self._envelope}

    def __reduce__(self) -> tuple[Any, ...]:
        # With notes, and with what a subclass or the program keeps there.
        return _rebuild, (type(self), self.message), self.__dict__

    def __repr__(self) -> str:
        evidence = (("operation", self.operation), ("status", self.status), ("request_id", self.request_id))
        shown = "".join(f", {name}={value!r}" for name, value in evidence if value is not None)
        return f"{type(self).__name__}({self.message!r}{shown})"


CLASSES: dict[str, type[EdgegapError]] = {}
"""The class of each kind; `_generated.errors` adds them."""


# What the core calls an option, and what it is called here.
_NAMES = (("timeout_ms", "timeout"), ("backoff_ms", "backoff"))


def error_of(envelope: dict[str, Any]) -> EdgegapError:
    """The error that an envelope of the core describes."""
    envelope = dict(envelope)
    kind, message = envelope.pop("kind"), envelope.pop("message")
    if kind in ("validation", "configuration"):
        for name, own in _NAMES:
            message = message.replace(name, own)
        if "violations" in envelope:
            envelope["violations"] = [{**violation, "path": _own(violation["path"])} for violation in envelope["violations"]]
    return CLASSES.get(kind, EdgegapError)(message, **envelope)


def _own(path: str) -> str:
    for name, own in _NAMES:
        if path.startswith(name):
            return own + path[len(name) :]
    return path


def asked(native: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Calls the native module; its failures are raised as errors of this package."""
    try:
        return native(*args, **kwargs)
    except _native.Failure as failure:
        envelope = failure.args[0]
    # Out here, so that what led to the call is the context of the error, and the failure is not.
    raise error_of(envelope)


def attempts(envelope: dict[str, Any]) -> tuple[Attempt, ...]:
    """The attempts that an error or a reply tells of."""
    return tuple(Attempt(attempt["outcome"], attempt["waited_ms"] / 1000) for attempt in envelope.get("attempts", ()))


def _rebuild(error: type[EdgegapError], message: str) -> EdgegapError:
    # Not by the constructor, which a subclass may have one of its own of. The attributes come as the state.
    return error.__new__(error, message)
