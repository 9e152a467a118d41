"""The base class of the generated models."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar, cast

from . import _native

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

_REDACTED = "***"


class Model:
    """An object of the API. Fields that the service left out are None."""

    # A reply becomes an object without being copied: its dict is the `__dict__` of the object.
    _stamps: ClassVar[tuple[str, ...]] = ()
    _nested: ClassVar[dict[str, type[Model]]] = {}
    _secrets: ClassVar[tuple[str, ...]] = ()
    _secret_when: ClassVar[dict[str, str]] = {}
    _factory: ClassVar[_native.ModelFactory]

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        # Replies never become a subclass defined by a program. Native code would keep it alive.
        if cls.__module__.startswith("edgegap."):
            nested = [(name, model._factory) for name, model in cls._nested.items()]
            cls._factory = _native.ModelFactory(cls, list(cls._stamps), nested)

    def __init__(self, **fields: Any) -> None:
        """Makes an object from field values, for example in a test.

        Raises:
            TypeError: unknown field.
        """
        known = self._field_names()
        for name, value in fields.items():
            if name not in known:
                raise TypeError(f"{type(self).__name__} has no field {name!r}; its fields are {', '.join(known)}")
            if value is not None:
                model = self._nested.get(name)
                self.__dict__[name] = value if model is None else model._from_argument(value)

    @property
    def extra(self) -> Mapping[str, Any]:
        """Fields that this SDK does not model, and raw values of fields that failed to parse."""
        extra: Mapping[str, Any] = self.__dict__.get("$extra", {})
        return extra

    def to_dict(self) -> dict[str, Any]:
        """Returns the object as JSON data under the API's names, secrets included.

        Timestamps are strings. The fields of `extra` are among the others.
        """
        data = {name: _to_json(value) for name, value in self.__dict__.items() if name != "$extra"}
        return {**data, **self.extra}

    @classmethod
    def _field_names(cls) -> list[str]:
        bases = [base for base in reversed(cls.__mro__) if base is not Model]
        names = [name for base in bases for name in getattr(base, "__annotations__", ())]
        return [name for name in names if not name.startswith("_")]

    @classmethod
    def _from_argument(cls, value: Any) -> Any:
        """Replaces mappings by models, which redact their secrets."""
        if isinstance(value, dict):
            return cls(**cast("dict[str, Any]", value))
        return [cls._from_argument(item) for item in value] if _is_list(value) else value

    @classmethod
    def _from_reply(cls, data: dict[str, Any]) -> Self:
        """Makes an object of a reply, which it adopts."""
        read: Self = cls._factory.read(data)
        return read

    def _arguments(self) -> dict[str, Any]:
        """Returns the fields that are set. Native code calls this for request bodies."""
        return {name: value for name, value in self.__dict__.items() if value is not None}

    def _is_secret(self, name: str) -> bool:
        return name in self._secrets or bool(self.__dict__.get(self._secret_when.get(name, "")))

    def _redact(self, name: str, value: Any) -> str:
        return _REDACTED if self._is_secret(name) else repr(value)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._arguments() == other._arguments()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        fields = self._arguments()
        # A secret that could not be parsed is in `extra`.
        extra = fields.pop("$extra", {})
        shown = [f"{name}={self._redact(name, value)}" for name, value in fields.items()]
        if extra:
            redacted = ", ".join(f"{name!r}: {self._redact(name, value)}" for name, value in extra.items())
            shown.append(f"extra={{{redacted}}}")
        return f"{type(self).__name__}({', '.join(shown)})"


def _to_json(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return [_to_json(item) for item in value] if _is_list(value) else value


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))
