"""What the generated resources call: one operation of the core, and the object that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from ._pager import AsyncPager, Pager

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._caller import AsyncCaller, Caller
    from ._model import Model
    from ._sealed import Sealed

M = TypeVar("M", bound="Model")


class Resource:
    """A resource of a `Client`."""

    __slots__ = ("_caller",)

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def _one(
        self,
        model: type[M],
        operation: str,
        path: dict[str, Any],
        body: Sealed | None,
        options: Mapping[str, Any],
    ) -> M:
        return model._read(self._caller.call(operation, path, None, body, options)[0])

    def _nothing(self, operation: str, path: dict[str, Any], options: Mapping[str, Any]) -> None:
        self._caller.call(operation, path, None, None, options)

    def _list(self, model: type[M], operation: str, path: dict[str, Any], query: dict[str, Any], options: Mapping[str, Any]) -> Pager[M]:
        return Pager(self._caller, model._shape.read_all, operation, path, query, options)

    def _plain_list(self, operation: str, path: dict[str, Any], query: dict[str, Any], options: Mapping[str, Any]) -> Pager[dict[str, Any]]:
        return Pager(self._caller, list, operation, path, query, options)


class AsyncResource:
    """A resource of an `AsyncClient`."""

    __slots__ = ("_caller",)

    def __init__(self, caller: AsyncCaller) -> None:
        self._caller = caller

    async def _one(
        self,
        model: type[M],
        operation: str,
        path: dict[str, Any],
        body: Sealed | None,
        options: Mapping[str, Any],
    ) -> M:
        return model._read((await self._caller.call(operation, path, None, body, options))[0])

    async def _nothing(self, operation: str, path: dict[str, Any], options: Mapping[str, Any]) -> None:
        await self._caller.call(operation, path, None, None, options)

    def _list(
        self, model: type[M], operation: str, path: dict[str, Any], query: dict[str, Any], options: Mapping[str, Any]
    ) -> AsyncPager[M]:
        return AsyncPager(self._caller, model._shape.read_all, operation, path, query, options)

    def _plain_list(
        self, operation: str, path: dict[str, Any], query: dict[str, Any], options: Mapping[str, Any]
    ) -> AsyncPager[dict[str, Any]]:
        return AsyncPager(self._caller, list, operation, path, query, options)
