"""Log records of completed calls: operation, attempts and waits, without secrets.

The logger is `edgegap`. Constants stand for logging's levels because logging is slow to load.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from . import _environment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from logging import Logger

    from . import _native
    from ._errors import EdgegapError

_DEBUG, _INFO, _WARNING = 10, 20, 30

_logger: Logger | None = None


def set_up() -> None:
    """Logs to standard error if `EDGEGAP_LOG` is set.

    `debug` logs every call, `info` failed calls, `warning` calls that needed more than one attempt.
    """
    level = _environment.get("EDGEGAP_LOG").upper()
    if level in ("", "OFF"):
        return
    import logging

    logger = logging.getLogger("edgegap")
    if level not in ("DEBUG", "INFO", "WARNING"):
        print(f"edgegap: EDGEGAP_LOG must be debug, info, warning or off, not {level.lower()!r}", file=sys.stderr)
        return
    logger.setLevel(level)
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    # Handlers of the program would write every line again.
    logger.propagate = False


def _active_logger() -> Logger | None:
    global _logger
    # A program that has not loaded logging has no handlers.
    if _logger is None and "logging" in sys.modules:
        import logging

        _logger = logging.getLogger("edgegap")
    # Without a handler, logging itself would write warnings to standard error.
    return _logger if _logger is not None and _logger.hasHandlers() else None


def warn(warnings: list[str]) -> None:
    """Logs settings that look like mistakes. Without handlers, logging writes to standard error."""
    if warnings:
        import logging

        for warning in warnings:
            _emit(logging.getLogger("edgegap"), _WARNING, warning)


def succeeded(operation: str, meta: _native.Meta) -> None:
    """Logs a response at debug level, or at warning level after several attempts."""
    logger = _active_logger()
    if logger is None or not logger.isEnabledFor(_WARNING):
        return
    data = meta.to_dict()
    attempts = [(attempt["outcome"], attempt["waited_ms"]) for attempt in data["attempts"]]
    level = _DEBUG if len(attempts) == 1 else _WARNING
    if logger.isEnabledFor(level):
        message = "%s: status %s, request %s, attempts %s"
        _emit(logger, level, message, operation, data["status"], data.get("request_id"), _describe(attempts))


def failed(operation: str, error: EdgegapError) -> EdgegapError:
    """Logs an error at info level, or at warning level after several attempts, and returns it."""
    logger = _active_logger()
    level = _INFO if len(error.attempts) < 2 else _WARNING
    if logger is not None and logger.isEnabledFor(level):
        attempts = _describe((attempt.outcome, round(attempt.waited * 1000)) for attempt in error.attempts)
        message = "%s: %s, status %s, request %s, attempts %s"
        _emit(logger, level, message, operation, error.kind, error.status, error.request_id, attempts)
    return error


def _emit(logger: Logger, level: int, message: str, *arguments: object) -> None:
    """Logs a record. A handler or filter that raises must not change the result of a call."""
    try:
        logger.log(level, message, *arguments)
    except Exception:  # noqa: BLE001  # whatever it raised
        import logging
        import traceback

        # As logging does when a handler fails.
        if logging.raiseExceptions and sys.stderr is not None:
            traceback.print_exc()


def _describe(attempts: Iterable[tuple[str, int]]) -> str:
    parts = [f"{outcome} after {waited} ms" if i else outcome for i, (outcome, waited) in enumerate(attempts)]
    return ", ".join(parts) or "none"
