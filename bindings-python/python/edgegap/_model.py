"""What all models share. The generated classes say which members they have; everything else is here."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, cast

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

    def __init__(self, **members: Any) -> None:
        """Makes an object from its members, as a test needs it.

        Raises:
            TypeError: a member that there is no such thing of.
        """
        known = self._names()
        for name in members:
            if name not in known:
                raise TypeError(f"{type(self).__name__} has no member {name!r}; it has {', '.join(known)}")
        self.__dict__.update({name: value for name, value in members.items() if value is not None})

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
        return tuple(name for name in cls.__annotations__ if not name.startswith("_"))

    @classmethod
    def _read(cls, data: dict[str, Any]) -> Self:
        """Takes a canonical reply, which it keeps."""
        for name in cls._stamps:
            text = data.get(name)
            if text is not None:
                data[name] = datetime.fromisoformat(text[:-1] + "+00:00")
        for name, model in cls._nested.items():
            value = data.get(name)
            if type(value) is dict:
                data[name] = model._read(cast("dict[str, Any]", value))
            elif value is not None:
                data[name] = [model._read(item) for item in value]
        read = cls.__new__(cls)
        read.__dict__ = data
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
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return [_plain(item) for item in value] if _is_list(value) else value


def _is_list(value: Any) -> bool:
    return isinstance(value, list)
