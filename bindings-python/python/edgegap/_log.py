"""Tells the logger `edgegap` of every call that is over: operation, attempts, waits. Nothing secret is in there."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logging import Logger

    from . import _native
    from ._errors import EdgegapError

_logger: Logger | None = None


def set_up() -> None:
    """Shows what `EDGEGAP_LOG` asks for, `debug`, `info` or `warning`, on standard error."""
    level = os.environ.get("EDGEGAP_LOG", "").strip().upper()
    if not level:
        return
    import logging

    logger = logging.getLogger("edgegap")
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        print(f"edgegap: EDGEGAP_LOG is debug, info, warning or error, not {level.lower()!r}", file=sys.stderr)
        return
    logger.setLevel(level)
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)


def _active() -> Logger | None:
    """The logger, if the program has loaded logging at all: it takes a while to load, and nobody listens before."""
    global _logger
    if _logger is None and "logging" in sys.modules:
        import logging

        _logger = logging.getLogger("edgegap")
        _logger.addHandler(logging.NullHandler())
    return _logger


def succeeded(operation: str, meta: _native.Meta) -> None:
    """Tells of a reply: at debug, or at info when it took more than one attempt."""
    logger = _active()
    # Info is the most that comes of it.
    if logger is None or not logger.isEnabledFor(20):
        return
    data = meta.to_dict()
    attempts = data["attempts"]
    level = 10 if len(attempts) == 1 else 20
    if logger.isEnabledFor(level):
        logger.log(level, "%s: status %s, request %s, attempts %s", operation, data["status"], data.get("request_id"), _told(attempts))


def failed(operation: str, error: EdgegapError) -> None:
    """Tells of an error, at info: whoever handles it decides what it is."""
    logger = _active()
    if logger is not None and logger.isEnabledFor(20):
        told = _told([{"outcome": attempt.outcome, "waited_ms": round(attempt.waited * 1000)} for attempt in error.attempts])
        logger.info("%s: %s, status %s, request %s, attempts %s", operation, error.kind, error.status, error.request_id, told)


def _told(attempts: list[dict[str, object]]) -> str:
    if not attempts:
        return "none"
    first, *later = attempts
    return ", ".join([str(first["outcome"]), *(f"{a['outcome']} after {a['waited_ms']} ms" for a in later)])
