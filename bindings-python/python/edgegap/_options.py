"""Options of clients and calls, and their conversion to the form that the core takes."""

# Without `from __future__ import annotations`: a `NamedTuple` or `TypedDict` would compile each of
# the strings when the package is imported.

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypedDict

from ._keywords import check_keywords
from ._sealed import Sealed


class Timeout(NamedTuple):
    """Time limits in seconds, from 0.001 to one year. None keeps the client's or SDK's value."""

    total: float | None = None
    """Maximum time for the whole call, including retries and waits. Default 300."""
    attempt: float | None = None
    """Maximum time for one HTTP exchange, to the last byte of the response. Default 60."""
    connect: float | None = None
    """Maximum time to establish a connection. Default 10."""


class Backoff(NamedTuple):
    """Waits between attempts in seconds. Waits double, and half of each is random."""

    initial: float | None = None
    """Wait before the first retry. Default 0.5."""
    max: float | None = None
    """Maximum wait. A longer wait that the service requests still applies. Default 8."""


class CallOptions(TypedDict, total=False):
    """Options of one call. An option that is left out has the client's value."""

    timeout: float | Timeout | None
    """Maximum time for the whole call in seconds, or several limits as an `edgegap.Timeout`."""
    max_retries: int | None
    """Maximum number of retries, 0 to 100."""
    headers: Mapping[str, str] | None
    """Headers to add to every request."""
    extra_query: Mapping[str, str] | None
    """Query parameters to add that this SDK does not model."""
    extra_body: Mapping[str, Any] | None
    """Fields to add to the request body that this SDK does not model."""


class ClientOptions(CallOptions, total=False):
    """Options of a client, or of a view made by `with_options`."""

    backoff: Backoff | tuple[float, float] | None
    """Waits between attempts, as an `edgegap.Backoff` or as a pair of its values."""


_CALL_OPTIONS = tuple(CallOptions.__annotations__)
_DURATIONS = ("timeout", "backoff")


def call_options(method: Callable[..., Any], operation: str, options: Sealed) -> Sealed:
    """Converts the options of a call to the form that the core takes.

    Raises:
        TypeError: an option is unknown, or a duration is not a number of seconds.
    """
    if any(name not in _CALL_OPTIONS for name in options.value):
        from inspect import signature

        # The last parameter is `**options` itself.
        parameters = [*signature(method).parameters][:-1]
        check_keywords(operation, [*options.value], [*parameters, *_CALL_OPTIONS])
    return core_options(options)


def core_options(given: Sealed) -> Sealed:
    """Converts known options to the form that the core takes. The core validates their values.

    Raises:
        TypeError: a duration is not a number of seconds.
    """
    times = _durations(given.value.get("timeout"), given.value.get("backoff"))
    others = (name for name in given.value if name not in _DURATIONS and given.value[name] is not None)
    return Sealed({name: given.value[name] for name in others} | times)


def _durations(timeout: Any, backoff: Any) -> dict[str, Any]:
    durations: dict[str, Any] = {}
    if timeout is not None:
        durations["timeout_ms"] = (
            _milliseconds(timeout._asdict(), "timeout")
            if isinstance(timeout, Timeout)
            else {"total": to_milliseconds(timeout, "timeout")}
        )
    if backoff is not None:
        try:
            waits = Backoff(*backoff)
        except TypeError:
            raise TypeError("backoff must be an edgegap.Backoff or two numbers of seconds: initial, max") from None
        durations["backoff_ms"] = _milliseconds(waits._asdict(), "backoff")
    return durations


def _milliseconds(seconds: dict[str, Any], option: str) -> dict[str, Any]:
    return {name: to_milliseconds(value, f"{option}.{name}") for name, value in seconds.items() if value is not None}


def to_milliseconds(seconds: Any, name: str) -> Any:
    """Converts seconds to milliseconds, rounded up.

    Raises:
        TypeError: the value is not a number.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        number = " (use its `total_seconds()`)" if hasattr(seconds, "total_seconds") else ""
        raise TypeError(f"{name} must be a number of seconds, not {type(seconds).__name__}{number}")
    # The core reports NaN and infinity. A limit above 0 must not become 0.
    return math.ceil(seconds * 1000) if math.isfinite(seconds * 1000) else seconds * 1000
