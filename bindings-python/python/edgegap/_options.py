"""Options of a client and of a call, in the form that the core takes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping


class Timeout(NamedTuple):
    """Time limits in seconds, from a thousandth to a year. What is None is as the client or the SDK has it."""

    total: float | None = None
    """The longest that a call may take, retries and waits included. Default 300."""
    attempt: float | None = None
    """The longest that one exchange may take, to the last byte of the answer. Default 60."""
    connect: float | None = None
    """The longest that making a connection may take. Default 10."""


class Backoff(NamedTuple):
    """Waits between attempts in seconds; they double, and half of each is random."""

    initial: float | None = None
    """The wait before the first retry. Default 0.5."""
    max: float | None = None
    """The longest wait, what the service asks for aside. Default 8."""


class CallOptions(TypedDict, total=False):
    """Options of one call; what is left out is as the client has it."""

    timeout: float | Timeout | None
    """Seconds that the call may take in all, or single limits."""
    max_retries: int | None
    """How often the call is tried again, 0 to 100."""
    headers: Mapping[str, str] | None
    """Headers to add to each request."""
    extra_query: Mapping[str, str] | None
    """Query parameters to add that this SDK does not model."""
    extra_body: Mapping[str, Any] | None
    """Members to add to the body that this SDK does not model."""


class ClientOptions(CallOptions, total=False):
    """Options of a client, or of a view of it."""

    backoff: Backoff | tuple[float, float] | None
    """Waits between attempts."""


_OF_A_CALL = tuple(CallOptions.__annotations__)
_DURATIONS = ("timeout", "backoff")


def call_options(call: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a call for the core.

    Raises:
        TypeError: an option that there is no such thing of, as Python says it of any unknown keyword.
    """
    for name in options:
        if name not in _OF_A_CALL:
            from . import _generated, _settings

            _settings.check(call, options, (*_generated.PARAMETERS.get(call, ()), *_OF_A_CALL))
    return {**client_options(options), **durations(options.get("timeout"), None)}


def client_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options for the core, all but the durations. Whether they make sense is for the core to say."""
    return {name: value for name, value in options.items() if value is not None and name not in _DURATIONS}


def durations(timeout: Any, backoff: Any) -> dict[str, Any]:
    """Time limits and waits for the core, in milliseconds.

    Raises:
        TypeError: something is no number of seconds.
    """
    given: dict[str, Any] = {}
    if timeout is not None:
        limits = timeout if isinstance(timeout, Timeout) else Timeout(total=timeout)
        given["timeout_ms"] = _milliseconds(limits._asdict(), "timeout")
    if backoff is not None:
        try:
            waits = Backoff(*backoff)
        except TypeError:
            raise TypeError("backoff is edgegap.Backoff or two numbers of seconds: the first wait and the longest") from None
        given["backoff_ms"] = _milliseconds(waits._asdict(), "backoff")
    return given


def _milliseconds(seconds: dict[str, Any], option: str) -> dict[str, Any]:
    return {name: rounded(value, f"{option}.{name}") for name, value in seconds.items() if value is not None}


def rounded(seconds: Any, option: str) -> Any:
    """Milliseconds of seconds.

    Raises:
        TypeError: it is no number.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise TypeError(f"{option} is a number of seconds, not {type(seconds).__name__}")
    if not math.isfinite(seconds * 1000):
        # The core names it: JSON has no such number.
        return seconds * 1000
    # A limit that is not 0 may not become 0.
    return math.ceil(seconds * 1000)
