"""Errors about mistaken uses of objects, which name the call that was meant.

Python's own errors come from methods that a class does not have. These classes have the methods,
for Python alone: type checkers do not see them, and `hasattr` answers False.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn


class NotJson:
    """An object that `json.dumps` refuses."""

    __slots__ = ()

    _json_hint: ClassVar[str] = ""
    """The call that returns JSON data."""

    if not TYPE_CHECKING:

        @property
        def __class__(self) -> type:
            # For its error, `json` asks an object for its class and nothing else.
            caller = sys._getframe(1)
            if caller.f_code.co_name == "__getattribute__":
                caller = caller.f_back
            if caller.f_code.co_name == "default" and caller.f_globals.get("__name__") == "json.encoder":
                raise TypeError(f"Object of type {type(self).__name__} is not JSON serializable: {self._json_hint}")
            return type(self)


class UnreadList(NotJson):
    """A list whose items are still at the service."""

    __slots__ = ()

    _hidden: ClassVar[frozenset[str]]
    """The methods that exist for their errors alone."""
    _collect: ClassVar[str]
    """The call that reads all items."""
    _words: ClassVar[dict[str, str]]
    """The end of each error."""

    if not TYPE_CHECKING:

        def __getattribute__(self, name: str) -> Any:
            # `multiprocessing` and others decide by `hasattr` how to read an object.
            if name in type(self)._hidden:
                raise AttributeError(name)
            return object.__getattribute__(self, name)

        def __getattr__(self, name: str) -> NoReturn:
            known = "iterate over it, or use first(), collect(), pages() or total()"
            if name == "filter":
                known = f"filter while iterating, or the result of `{self._collect}`"
            raise AttributeError(f"{type(self).__name__} has no {name!r}: {known}", name=name, obj=self)

        def __len__(self) -> int:
            raise self._refusal("length", "total")

        def __bool__(self) -> bool:
            raise self._refusal("truth value", "first")

        def __getitem__(self, _: object) -> NoReturn:
            raise self._refusal("index", "item")

        def __contains__(self, _: object) -> bool:
            # Python would compare every item, and never find a name.
            raise TypeError(f"a list holds objects, not names: {self._words['contains']}")

        def __await__(self) -> Iterator[Any]:
            # Asynchronous templates await every result that has this method.
            if sys._getframe(1).f_globals.get("__name__") != "jinja2.async_utils":
                raise TypeError(f"{type(self).__name__} cannot be awaited: {self._words['await']}")
            return self
            yield

        def _refusal(self, what: str, right: str) -> TypeError:
            name = type(self).__name__
            return TypeError(f"{name} has no {what}, because it is read page by page: {self._words[right]}")
