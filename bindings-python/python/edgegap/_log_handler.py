"""The handler of the logger `edgegap` if `EDGEGAP_LOG` is set. It loads logging."""

from __future__ import annotations

import logging
import sys
import time
from contextlib import suppress


class _LineFormatter(logging.Formatter):
    """Formats records as the log of every language."""

    def format(self, record: logging.LogRecord) -> str:
        second = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        level = record.levelname.lower()
        return f"{second}.{int(record.msecs):03}Z {record.name} {level} {record.getMessage()}"


class _StandardError(logging.Handler):
    """Writes to the standard error that the program has now, if it has one."""

    def emit(self, record: logging.LogRecord) -> None:
        # A stream that is closed or full could not show an error either.
        with suppress(Exception):
            if sys.stderr is not None:
                sys.stderr.write(self.format(record) + "\n")
                sys.stderr.flush()


HANDLER = _StandardError()
"""The only handler, so that a second client adds no other."""
HANDLER.setFormatter(_LineFormatter())
