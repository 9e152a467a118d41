"""The log of completed calls, without secrets. Levels and texts come from the core.

The logger is `edgegap`. Constants stand for logging's levels because logging is slow to load.
"""

from __future__ import annotations

import sys
from time import perf_counter
from typing import TYPE_CHECKING

from . import _native

if TYPE_CHECKING:
    from logging import Logger

    from ._errors import EdgegapError

_WARNING = 30
_LEVELS = {"debug": 10, "info": 20, "warning": _WARNING, "error": 40}

_logger: Logger | None = None


def set_up(level: str, warnings: list[str]) -> None:
    """Sets logging up for a new client: the level of its `EDGEGAP_LOG`, and warnings.

    The warnings are about settings that look like mistakes. Without handlers, logging writes them
    to standard error.
    """
    if level != "off":
        import logging

        from ._log_handler import HANDLER

        logger = logging.getLogger("edgegap")
        logger.setLevel(_LEVELS[level])
        logger.addHandler(HANDLER)
        # Handlers of the program would write every line again.
        logger.propagate = False
    if warnings:
        import logging

        for warning in warnings:
            _emit(logging.getLogger("edgegap"), _WARNING, warning)


def _active_logger() -> Logger | None:
    global _logger
    # A program that has not loaded logging has no handlers.
    if _logger is None and "logging" in sys.modules:
        import logging

        _logger = logging.getLogger("edgegap")
    # Without a handler, logging itself would write warnings to standard error.
    return _logger if _logger is not None and _logger.hasHandlers() else None


def _level(logger: Logger) -> str:
    return next((name for name, level in _LEVELS.items() if logger.isEnabledFor(level)), "off")


def succeeded(operation: str, meta: _native.Meta, start: float) -> None:
    """Logs a call that was started at this time of `perf_counter`."""
    logger = _active_logger()
    if logger is not None:
        _emit_all(logger, meta.log(operation, (perf_counter() - start) * 1000, _level(logger)))


def failed(operation: str, error: EdgegapError) -> EdgegapError:
    """Logs a failed call, and returns its error."""
    logger = _active_logger()
    if logger is not None:
        described = error.to_dict()
        parts = ("elapsed_ms", "status", "request_id", "attempts")
        call = {
            "operation": operation,
            "error": {"kind": error.kind, "message": error.message},
            **{name: described.get(name) for name in parts},
        }
        _emit_all(logger, _native.log(call, _level(logger)))
    return error


def cancelled(operation: str, start: float) -> None:
    """Logs a call that was cancelled or interrupted. What it had exchanged is not known."""
    logger = _active_logger()
    if logger is not None:
        elapsed = (perf_counter() - start) * 1000
        call = {"operation": operation, "elapsed_ms": elapsed, "error": {"kind": "cancelled", "message": ""}}
        _emit_all(logger, _native.log(call, _level(logger)))


def _emit_all(logger: Logger, entries: list[tuple[str, str]]) -> None:
    for level, text in entries:
        _emit(logger, _LEVELS[level], text)


def _emit(logger: Logger, level: int, text: str) -> None:
    """Logs a record. A handler or filter that raises must not change the result of a call."""
    try:
        logger.log(level, "%s", text)
    except Exception:  # noqa: BLE001  # whatever it raised
        import logging
        import traceback
        from contextlib import suppress

        # As logging does when a handler fails. Standard error may be closed.
        if logging.raiseExceptions and sys.stderr is not None:
            with suppress(Exception):
                traceback.print_exc()
