"""The environment. Everything in this package that reads a variable asks here, and native code gets its variables from here too."""

from __future__ import annotations

import os


def get(name: str) -> str:
    """The value without white space around it; empty text when the variable is not set."""
    return os.environ.get(name, "").strip()


def variables() -> dict[str, str | None]:
    """Every variable with its value; None for a value that is not valid Unicode."""
    found: dict[str, str | None] = {}
    # Name by name: another thread may remove a variable meanwhile, and `os.environ.items()` then raises.
    for name in list(os.environ):
        value = os.environ.get(name)
        if value is not None and _is_unicode(name):
            found[name] = value if _is_unicode(value) else None
    return found


def _is_unicode(text: str) -> bool:
    """Whether the text has none of the surrogates that Python puts in place of bytes it cannot decode."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
