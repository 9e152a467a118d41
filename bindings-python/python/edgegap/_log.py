"""Tells the logger `edgegap` of every call that is over: operation, attempts, waits. Nothing secret is in there."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from . import _environment

if TYPE_CHECKING:
    from logging import Logger

    from . import _native
    from ._errors import EdgegapError

_logger: Logger | None = None


def set_up() -> None:
    """Shows what `EDGEGAP_LOG` asks for on standard error: every call (`debug`), failures (`info`), or calls that were tried again (`warning`)."""
    level = _environment.get("EDGEGAP_LOG").upper()
    if level in ("", "OFF"):
        return
    import logging

    logger = logging.getLogger("edgegap")
    if level not in ("DEBUG", "INFO", "WARNING"):
        print(f"edgegap: EDGEGAP_LOG is debug, info, warning or off, not {level.lower()!r}", file=sys.stderr)
        return
    logger.setLevel(level)
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    # Whatever else the program sets up would write every line once more.
    logger.propagate = False


def _active() -> Logger | None:
    """The logger, if the program has loaded logging at all: it takes a while to load, and nobody listens before."""
    global _logger
    if _logger is None and "logging" in sys.modules:
        import logging

        _logger = logging.getLogger("edgegap")
    # Without a handler, logging itself would write warnings to standard error.
    return _logger if _logger is not None and _logger.hasHandlers() else None


def warn(texts: list[str]) -> None:
    """Tells of what is odd about settings and no error. A program that has not set logging up reads it on standard error."""
    if texts:
        import logging

        for text in texts:
            _tell(logging.getLogger("edgegap"), logging.WARNING, text)


def succeeded(operation: str, meta: _native.Meta) -> None:
    """Tells of a reply: at debug, or at warning when it took more than one attempt."""
    logger = _active()
    # Warning is the most that comes of it.
    if logger is None or not logger.isEnabledFor(30):
        return
    data = meta.to_dict()
    attempts = data["attempts"]
    level = 10 if len(attempts) == 1 else 30
    if logger.isEnabledFor(level):
        text = "%s: status %s, request %s, attempts %s"
        _tell(logger, level, text, operation, data["status"], data.get("request_id"), _told(attempts))


def failed(operation: str, error: EdgegapError) -> EdgegapError:
    """Tells of an error: at info, for whoever handles it decides what it is, or at warning when it took more than one attempt. Gives the error."""
    logger = _active()
    level = 20 if len(error.attempts) < 2 else 30
    if logger is not None and logger.isEnabledFor(level):
        told = _told([{"outcome": attempt.outcome, "waited_ms": round(attempt.waited * 1000)} for attempt in error.attempts])
        text = "%s: %s, status %s, request %s, attempts %s"
        _tell(logger, level, text, operation, error.kind, error.status, error.request_id, told)
    return error


def _tell(logger: Logger, level: int, text: str, *arguments: object) -> None:
    """Logs it. A handler or a filter that raises must not change what a call comes to."""
    try:
        logger.log(level, text, *arguments)
    except Exception:  # noqa: BLE001  # whatever it raised
        import logging
        import traceback

        # As logging does where a handler fails.
        if logging.raiseExceptions and sys.stderr is not None:
            traceback.print_exc()


def _told(attempts: list[dict[str, object]]) -> str:
    if not attempts:
        return "none"
    first, *later = attempts
    return ", ".join([str(first["outcome"]), *(f"{a['outcome']} after {a['waited_ms']} ms" for a in later)])
