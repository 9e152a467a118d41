"""The check for unknown keyword arguments, with a suggestion for misspelt ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def check_keywords(function: str, given: Iterable[str], known: Sequence[str]) -> None:
    """Refuses unknown keyword arguments as Python itself does, and suggests a similar known one.

    Raises:
        TypeError: a keyword is unknown.
    """
    for name in given:
        if name not in known:
            from difflib import get_close_matches

            similar = get_close_matches(name, known, n=1)
            hint = f"; did you mean {similar[0]!r}?" if similar else ""
            raise TypeError(f"{function}() got an unexpected keyword argument {name!r}{hint}")
