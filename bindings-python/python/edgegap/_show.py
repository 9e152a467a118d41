"""The text that stands for a value in `repr`: long strings are cut. Loaded on first use."""

from __future__ import annotations

from typing import Any

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
    if _is_long(str, value):
        return f"{value[:_START] + '...'!r} ({len(value)} characters)"
    if _is_long((bytes, bytearray), value):
        return f"{value[:_START] + b'...'!r} ({len(value)} bytes)"
    if depth < _DEEPEST and _is(list, value):
        return f"[{', '.join(show(item, depth + 1) for item in value)}]"
    if depth < _DEEPEST and _is(dict, value):
        return f"{{{', '.join(f'{name!r}: {show(item, depth + 1)}' for name, item in value.items())}}}"
    return repr(value)


def _is_long(kind: type[Any] | tuple[type[Any], ...], value: Any) -> bool:
    return isinstance(value, kind) and len(value) > _LONGEST


def _is(kind: type[Any], value: object) -> bool:
    return type(value) is kind
