"""Keeps secrets out of the local variables of this package: debuggers, loggers and test runners print those of every frame of a traceback."""

from __future__ import annotations

from typing import Any


class Sealed:
    """Settings, or the body of a request. It shows nothing of what it holds; only what needs the value asks for it, and keeps it in no variable."""

    __slots__ = ("value",)

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value

    def _arguments(self) -> dict[str, Any]:
        # As which native code takes it.
        return self.value

    def __repr__(self) -> str:
        return "***"
