"""The check for unknown keyword arguments, and suggestions for misspelt names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def check_keywords(function: str, given: Iterable[str], known: Sequence[str]) -> None:
    """Refuses unknown keyword arguments as Python itself does, and suggests a similar known one.

    Raises:
        TypeError: a keyword is unknown.
    """
    for name in given:
        if name not in known:
            raise TypeError(f"{function}() got an unexpected keyword argument {name!r}{suggestion(name, known)}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """Returns the end of a message about an unknown name: a similar known one, if there is one."""
    from difflib import get_close_matches

    similar = get_close_matches(name, [*known], n=1)
    return f"; did you mean {similar[0]!r}?" if similar else ""
