"""The environment. All variables, for this package and for native code, are read here."""

from __future__ import annotations

import os


def get(name: str) -> str:
    """Returns the value without surrounding white space. A missing variable has an empty value."""
    return os.environ.get(name, "").strip()


def variables() -> dict[str, str | None]:
    """Returns all variables; None stands for a value that is not valid Unicode."""
    found: dict[str, str | None] = {}
    # Name by name: `os.environ.items()` raises if another thread removes a variable meanwhile.
    for name in list(os.environ):
        value = os.environ.get(name)
        if value is not None and _is_unicode(name):
            found[name] = value if _is_unicode(value) else None
    return found


def _is_unicode(string: str) -> bool:
    # Python puts surrogates in place of bytes that it cannot decode.
    try:
        string.encode()
    except UnicodeEncodeError:
        return False
    return True
