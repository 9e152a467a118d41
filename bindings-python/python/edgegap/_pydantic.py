"""Fields of pydantic models with the types of this package. Loaded when pydantic asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_type_hints

from ._sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._model import Model


def core_schema(model: type[Model], handler: Any) -> dict[str, Any]:
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


def _field(handler: Any, hint: Any, has_default: bool) -> dict[str, Any]:
    return {"type": "typed-dict-field", "schema": handler.generate_schema(hint), "required": not has_default}


def _reader(model: type[Model]) -> Callable[[Any, Any], Any]:
    def read(given: Any, validate: Callable[[Any], Any]) -> Any:
        sealed = Sealed(given)
        del given
        return sealed.value if isinstance(sealed.value, model) else model._from_data(Sealed(validate(sealed.value)))

    return read


def _write(model: Model) -> dict[str, Any]:
    return model.to_dict()
