"""Errors about mistaken uses of objects, which name the call that was meant.

Python's own errors come from methods that a class does not have. These classes have the methods,
for Python alone: type checkers do not see them, and `hasattr` answers False.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

_ENSURE_FUTURE = ("asyncio.tasks.ensure_future", "asyncio.tasks._ensure_future")
"""The function through which `asyncio.gather` and others take what they await."""


def _place(frame: FrameType | None) -> str:
    """Returns the module and the name of a function, `json.encoder.default`."""
    return "" if frame is None else f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}"


class NotJson:
    """An object that `json.dumps` refuses."""

    __slots__ = ()

    _json_hint: ClassVar[str] = ""
    """The call that returns JSON data."""

    if not TYPE_CHECKING:

        @property
        def __class__(self) -> type:
            # For their errors, `json` and asyncio ask an object for its class and nothing else.
            asker = sys._getframe().f_back
            if asker is not None and asker.f_code.co_name == "__getattribute__":
                asker = asker.f_back
            # A thread that runs native code alone has no other frame.
            if asker is not None:
                type(self)._refuse(asker)
            return type(self)

        @classmethod
        def _refuse(cls, asker: FrameType) -> None:
            """Raises the error of a function that refuses the object once it knows the class."""
            if _place(asker) == "json.encoder.default":
                raise TypeError(f"Object of type {cls.__name__} is not JSON serializable: {cls._json_hint}")


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

        def _refusal(self, what: str, right: str) -> TypeError:
            name = type(self).__name__
            return TypeError(f"{name} has no {what}, because it is read page by page: {self._words[right]}")

        @classmethod
        def _refuse(cls, asker: FrameType) -> None:
            if _place(asker) == "asyncio.base_futures.isfuture" and _place(asker.f_back) in _ENSURE_FUTURE:
                raise cls._not_awaitable()
            super()._refuse(asker)

        @classmethod
        def _not_awaitable(cls) -> TypeError:
            return TypeError(f"{cls.__name__} cannot be awaited: {cls._words['await']}")
