"""Base classes of the generated resources."""

from __future__ import annotations

from typing import Any, TypeVar

from ._caller import AsyncCaller, Caller
from ._model import Model
from ._options import call_options
from ._pager import AsyncPager, Pager
from ._sealed import Sealed

M = TypeVar("M", bound=Model)


class _Resource:
    # With a `__dict__`, so that tests can replace methods.
    __slots__ = ("__dict__", "_caller")

    def __init__(self, caller: Any) -> None:
        self._caller = caller

    def _call_options(self, operation: str, options: Sealed) -> Sealed | None:
        if not options.value:
            return None
        return call_options(getattr(self, operation.partition(".")[2]), operation, options)


class Resource(_Resource):
    """A resource of a `Client`."""

    __slots__ = ()
    _caller: Caller

    def _one(self, model: type[M], operation: str, path: dict[str, Any], body: Sealed | None, options: Sealed) -> M:
        parts = self._caller.call(operation, path, None, body, self._call_options(operation, options))
        return model._from_reply(parts.value[0])

    def _nothing(self, operation: str, path: dict[str, Any], options: Sealed) -> None:
        self._caller.call(operation, path, None, None, self._call_options(operation, options))

    def _list(
        self, model: type[M], operation: str, path: dict[str, Any], query: dict[str, Any], options: Sealed
    ) -> Pager[M]:
        read_all, converted = model._factory.read_all, self._call_options(operation, options)
        return Pager(self._caller, read_all, operation, path, query, converted)

    def _plain_list(
        self, operation: str, path: dict[str, Any], query: dict[str, Any], options: Sealed
    ) -> Pager[dict[str, Any]]:
        return Pager(self._caller, list, operation, path, query, self._call_options(operation, options))


class AsyncResource(_Resource):
    """A resource of an `AsyncClient`."""

    __slots__ = ()
    _caller: AsyncCaller

    async def _one(
        self, model: type[M], operation: str, path: dict[str, Any], body: Sealed | None, options: Sealed
    ) -> M:
        parts = await self._caller.call(operation, path, None, body, self._call_options(operation, options))
        return model._from_reply(parts.value[0])

    async def _nothing(self, operation: str, path: dict[str, Any], options: Sealed) -> None:
        await self._caller.call(operation, path, None, None, self._call_options(operation, options))

    def _list(
        self, model: type[M], operation: str, path: dict[str, Any], query: dict[str, Any], options: Sealed
    ) -> AsyncPager[M]:
        read_all, converted = model._factory.read_all, self._call_options(operation, options)
        return AsyncPager(self._caller, read_all, operation, path, query, converted)

    def _plain_list(
        self, operation: str, path: dict[str, Any], query: dict[str, Any], options: Sealed
    ) -> AsyncPager[dict[str, Any]]:
        return AsyncPager(self._caller, list, operation, path, query, self._call_options(operation, options))
