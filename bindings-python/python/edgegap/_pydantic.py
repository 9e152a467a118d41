"""Fields of pydantic models with the types of this package. Loaded when pydantic asks for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_type_hints

from ._sealed import Sealed


def core_schema(model: type[Any], handler: Any) -> dict[str, Any]:
    """Returns the schema: an object of the class, or its JSON data, which is also how it is dumped.

    Schemas of pydantic are plain dicts, so this package does not import it.
    """
    hints = get_type_hints(model)
    fields = {name: _field(handler, hints[name], hasattr(model, name)) for name in model._field_names()}
    return {
        "type": "function-wrap",
        "function": {"type": "no-info", "function": _reader(model)},
        "schema": {"type": "typed-dict", "fields": fields, "extra_behavior": "allow", "cls_name": model.__name__},
        "serialization": {"type": "function-plain", "function": _write},
        "ref": f"{model.__module__}.{model.__qualname__}:{id(model)}",
    }


def dict_schema(source: Any, handler: Any) -> dict[str, Any]:
    """Returns the schema of a `TypedDict`."""
    hints = get_type_hints(source, include_extras=True)
    fields = {name: _field(handler, hints[name], name not in source.__required_keys__) for name in hints}
    return {"type": "typed-dict", "fields": fields, "cls": source}


def _field(handler: Any, hint: Any, is_optional: bool) -> dict[str, Any]:
    return {"type": "typed-dict-field", "schema": handler.generate_schema(hint), "required": not is_optional}


def _reader(model: type[Any]) -> Callable[[Any, Any], Any]:
    def read(given: Any, validate: Callable[[Any], Any]) -> Any:
        sealed = Sealed(given)
        del given
        return sealed.value if isinstance(sealed.value, model) else model._from_data(Sealed(validate(sealed.value)))

    return read


def _write(model: Any) -> dict[str, Any]:
    data: dict[str, Any] = model.to_dict()
    return data
