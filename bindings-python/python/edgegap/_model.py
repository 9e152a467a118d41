"""The base class of the generated models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, cast

from . import _native
from ._keywords import suggestion
from ._mistakes import NotJson
from ._native import UNSET
from ._sealed import Sealed
from ._typing import Self

_REDACTED = "***"


class Model(NotJson):
    """An object of the API. Fields that the service left out are None."""

    # A reply becomes an object without being copied: its dict is the `__dict__` of the object.
    _stamps: ClassVar[tuple[str, ...]] = ()
    _nested: ClassVar[dict[str, type[Model]]] = {}
    _secrets: ClassVar[tuple[str, ...]] = ()
    _secret_when: ClassVar[dict[str, str]] = {}
    _factory: ClassVar[_native.ModelFactory]
    _json_hint = "use `to_dict()`"

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        # Replies never become a subclass defined by a program. Native code would keep it alive.
        if cls.__module__.startswith("edgegap."):
            nested = [(name, model._factory) for name, model in cls._nested.items()]
            set_dict = vars(Model)["__dict__"].__set__
            cls._factory = _native.ModelFactory(cls, list(cls._stamps), nested, set_dict)

    def __init__(self, **fields: Any) -> None:
        """Makes an object from field values, for example in a test.

        Raises:
            TypeError: unknown field.
        """
        sealed = Sealed(fields)
        del fields
        self._set(sealed)

    def _set(self, fields: Sealed) -> None:
        known = self._field_names()
        for name in fields.value:
            if name not in known:
                hint = suggestion(name, known) or f"; its fields are {', '.join(known)}"
                raise TypeError(f"{type(self).__name__} has no field {name!r}{hint}")
            if fields.value[name] is None:
                self.__dict__.pop(name, None)
            else:
                self.__dict__[name] = self._to_field(name, Sealed(fields.value[name]))

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
    def _to_field(cls, name: str, given: Sealed) -> Any:
        """Replaces mappings by models, which redact their secrets."""
        model = cls._nested.get(name)
        return given.value if model is None else model._from_argument(given)

    @classmethod
    def _from_argument(cls, given: Sealed) -> Any:
        if _is_dict(given.value):
            return cls(**given.value)
        if _is_list(given.value):
            return [cls._from_argument(item) for item in map(Sealed, given.value)]
        return given.value

    @classmethod
    def _from_reply(cls, data: dict[str, Any]) -> Self:
        """Makes an object of a reply, which it adopts."""
        read: Self = cls._factory.read(data)
        return read

    @classmethod
    def _from_data(cls, data: Sealed) -> Self:
        """Makes an object of JSON data; fields that this SDK does not model are in `extra`."""
        known = cls._field_names()
        made = object.__new__(cls)
        made._set(Sealed({name: data.value[name] for name in data.value if name in known}))
        if any(name not in known for name in data.value):
            made.__dict__["$extra"] = {name: data.value[name] for name in data.value if name not in known}
        return made

    def _arguments(self) -> dict[str, Any]:
        """Returns the fields that are set. Native code calls this for request bodies."""
        return {name: value for name, value in self.__dict__.items() if value is not None}

    def _as_new(self, changes: Sealed, required: frozenset[str]) -> Any:
        """Returns arguments of a create. `changes` has all of them; those that are `UNSET` stay."""
        names = [name for name in changes.value if changes.value[name] is UNSET]
        kept = Sealed({name: self.__dict__.get(name) for name in names})
        # Where a value is optional, the service returns an empty string for none.
        kept.value.update({name: None for name in names if kept.value[name] == "" and name not in required})
        merged = Sealed({**changes.value, **kept.value})
        return {name: _to_new(Sealed(merged.value[name])) for name in merged.value if merged.value[name] is not None}

    def __replace__(self, **changes: Any) -> Self:
        """Returns a copy with other values, for `copy.replace`."""
        sealed = Sealed(changes)
        del changes
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._set(sealed)
        return other

    @classmethod
    def __get_pydantic_core_schema__(cls, _: Any, handler: Any) -> dict[str, Any]:
        from ._pydantic import core_schema

        return core_schema(cls, handler)

    if not TYPE_CHECKING:
        # Type checkers know the fields.

        def __setattr__(self, name: str, value: Any) -> None:
            sealed = Sealed(value)
            del value
            own = type(self)
            # A subclass of a program has attributes of its own.
            if not hasattr(own, name) and name not in own._field_names() and "_factory" in own.__dict__:
                raise AttributeError(f"{own.__name__} has no field {name!r}{suggestion(name, own._field_names())}")
            object.__setattr__(self, name, self._to_field(name, sealed))

        def __getitem__(self, key: object) -> NoReturn:
            own = type(self).__name__
            if not isinstance(key, str):
                raise TypeError(f"{own} has no items; its fields are attributes, and `to_dict()` has them as a dict")
            known = self._field_names()
            if key in known:
                raise TypeError(f"a field of {own} is an attribute: use `.{key}` instead of `[{key!r}]`")
            if key in self.extra:
                raise TypeError(f"{own} has {key!r} in `extra`: use `.extra[{key!r}]` instead of `[{key!r}]`")
            raise TypeError(f"a field of {own} is an attribute, and it has none named {key!r}{suggestion(key, known)}")

        def __getattr__(self, name: str) -> NoReturn:
            if name in self.extra:
                message = f"{name!r} is not a field that this SDK models: read extra[{name!r}]"
            elif name in self._field_names():
                message = f"this {type(self).__name__} was made without {name!r}"
            else:
                # Python would add a suggestion of its own, but IPython and logs do not have it.
                similar = "" if name.startswith("_") else suggestion(name, self._field_names())
                message = f"{type(self).__name__!r} object has no attribute {name!r}{similar}"
            raise AttributeError(message)

    def _is_secret(self, name: str) -> bool:
        return name in self._secrets or bool(self.__dict__.get(self._secret_when.get(name, "")))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._arguments() == other._arguments()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = [f"{name}={self._show(name, Sealed(self.__dict__))}" for name in self._shown_names()]
        return f"{type(self).__name__}({', '.join([*shown, *self._show_extra()])})"

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Yields fields and values for rich, secrets and long values as in `repr`."""
        from ._show import Shown

        for name in self._shown_names():
            text = self._show(name, Sealed(self.__dict__))
            is_whole = not self._is_secret(name) and text == repr(self.__dict__[name])
            yield name, self.__dict__[name] if is_whole or self._nested.get(name) else Shown(text)
        for text in self._show_extra():
            yield "extra", Shown(text.partition("=")[2])

    def _shown_names(self) -> list[str]:
        return [name for name in self.__dict__ if name != "$extra" and self.__dict__[name] is not None]

    def _show(self, name: str, values: Sealed) -> str:
        if self._is_secret(name):
            return _REDACTED
        from ._show import show

        return show(values.value[name])

    def _show_extra(self) -> list[str]:
        # A secret that could not be parsed is in `extra`.
        fields = ", ".join(f"{name!r}: {self._show(name, Sealed(self.extra))}" for name in self.extra)
        return [f"extra={{{fields}}}"] if fields else []


def _to_json(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return [_to_json(item) for item in value] if _is_list(value) else value


def _to_new(given: Sealed) -> Any:
    if _is_list(given.value):
        return [_to_new(item) for item in map(Sealed, given.value)]
    return cast("Any", given.value).as_new() if isinstance(given.value, Model) else given.value


def _is_dict(value: Any) -> bool:
    return isinstance(value, dict)


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple))
