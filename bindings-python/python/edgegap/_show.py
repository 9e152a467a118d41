"""The text that stands for a value in `repr`: long strings are cut."""

from __future__ import annotations

from typing import Any

REDACTED = "***"

# A string with more characters is cut to the first ones.
_LONGEST, _START = 200, 100
# Deeper values are shown as Python shows them, which ends cycles.
_DEEPEST = 16


class Shown:
    """A value whose `repr` is this text. Tools like rich show it in place of the value."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def show(value: Any, depth: int = 0) -> str:
    """Returns the `repr` of a value. Long strings in it end in `...`, and their length follows."""
    if isinstance(value, (str, bytes, bytearray)) and len(value) > _LONGEST:
        unit = "characters" if isinstance(value, str) else "bytes"
        start = value[:_START] + ("..." if isinstance(value, str) else b"...")  # type: ignore[operator]
        return f"{start!r} ({len(value)} {unit})"
    if _is(list, value) and depth < _DEEPEST:
        return f"[{', '.join(show(item, depth + 1) for item in value)}]"
    if _is(dict, value) and depth < _DEEPEST:
        return f"{{{', '.join(f'{name!r}: {show(value[name], depth + 1)}' for name in value)}}}"
    return repr(value)


def _is(kind: type[Any], value: Any) -> bool:
    return type(value) is kind
