"""What all models share. The generated classes say which members they have; everything else is here."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar, cast

from . import _native

if TYPE_CHECKING:
    from collections.abc import Mapping

    from typing_extensions import Self

_BLANK = "***"


class Model:
    """An object of the API. Members that the service left out are None; what this SDK does not model is in `extra`."""

    # Attributes are the members themselves, so that a reply becomes an object without being copied.
    _stamps: ClassVar[tuple[str, ...]] = ()
    _nested: ClassVar[dict[str, type[Model]]] = {}
    _secrets: ClassVar[tuple[str, ...]] = ()
    _secret_when: ClassVar[dict[str, str]] = {}
    _shape: ClassVar[_native.ModelFactory]

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        # A subclass of somebody else's is never made of a reply, and must be able to end.
        if cls.__module__.startswith("edgegap."):
            nested = [(name, model._shape) for name, model in cls._nested.items()]
            cls._shape = _native.ModelFactory(cls, list(cls._stamps), nested)

    def __init__(self, **members: Any) -> None:
        """Makes an object from its members, as a test needs it.

        Raises:
            TypeError: a member that there is no such thing of.
        """
        known = self._names()
        for name in members:
            if name not in known:
                raise TypeError(f"{type(self).__name__} has no member {name!r}; it has {', '.join(known)}")
        for name, value in members.items():
            if value is not None:
                model = self._nested.get(name)
                self.__dict__[name] = value if model is None else model._made(value)

    @property
    def extra(self) -> Mapping[str, Any]:
        """Members that this SDK does not model, and the raw value of any that could not be read."""
        extra: Mapping[str, Any] = self.__dict__.get("$extra", {})
        return extra

    def to_dict(self) -> dict[str, Any]:
        """The object as JSON data under the API's own names: stamps as text, extra members among the others, secrets as they are."""
        data: dict[str, Any] = {}
        for name, value in self.__dict__.items():
            if name != "$extra":
                data[name] = _plain(value)
        data.update(self.extra)
        return data

    @classmethod
    def _names(cls) -> tuple[str, ...]:
        annotations = [name for base in reversed(cls.__mro__) if base is not Model for name in getattr(base, "__annotations__", ())]
        return tuple(name for name in annotations if not name.startswith("_"))

    @classmethod
    def _made(cls, value: Any) -> Any:
        """What a caller gives for a nested object or a list of them, with models in place of mappings: only they know what is secret."""
        if isinstance(value, dict):
            return cls(**cast("dict[str, Any]", value))
        return [cls._made(item) for item in value] if _is_list(value) else value

    @classmethod
    def _read(cls, data: dict[str, Any]) -> Self:
        """Takes a canonical reply, which it keeps."""
        read: Self = cls._shape.read(data)
        return read

    def _arguments(self) -> dict[str, Any]:
        """The object as part of a body: what is unset is left out."""
        return {name: value for name, value in self.__dict__.items() if value is not None}

    def _is_secret(self, name: str) -> bool:
        return name in self._secrets or bool(self.__dict__.get(self._secret_when.get(name, "")))

    def _shown(self, name: str, value: Any) -> str:
        if name == "$extra":
            # What could not be read is kept there under its own name, and may be a secret all the same.
            return f"extra={ {key: _BLANK if self._is_secret(key) else item for key, item in value.items()}!r}"
        return f"{name}={_BLANK if self._is_secret(name) else repr(value)}"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._set() == other._set()

    __hash__ = None  # type: ignore[assignment]

    def _set(self) -> dict[str, Any]:
        return {name: value for name, value in self.__dict__.items() if value is not None}

    def __repr__(self) -> str:
        shown = ", ".join(self._shown(name, value) for name, value in self._set().items())
        return f"{type(self).__name__}({shown})"


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return [_plain(item) for item in value] if _is_list(value) else value


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))
