"""A container that keeps secrets out of the local variables of this package.

Debuggers, loggers and test runners print the variables of every frame of a traceback.
"""

from __future__ import annotations

from typing import Any


class Sealed:
    """Settings, arguments or a reply, shown as `***`. No frame binds `value` to a variable."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def _arguments(self) -> Any:
        # Native code calls this.
        return self.value

    def __repr__(self) -> str:
        return "***"
