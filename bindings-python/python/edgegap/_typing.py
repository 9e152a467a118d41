"""Names of `typing` that older versions of Python do not have.

Annotations resolve at run time, for pydantic, typer and Sphinx. So modules import what they use in
annotations; the names are loaded anyway.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack
elif sys.version_info >= (3, 12):
    from typing import Self, Unpack
else:

    class _Unpack:
        def __getitem__(self, _: object) -> object:
            return Any

    # `typing_extensions` has both, but would be a dependency and is slow to load. In Python 3.11,
    # `Unpack` was not yet for keyword arguments, and pydantic refuses it there.
    Self, Unpack = Any, _Unpack()

__all__ = ["Instance", "Self", "Unpack", "dict_schema"]


class Instance:
    """Metadata of a type in an annotation, by which pydantic accepts its objects as they are."""

    def __get_pydantic_core_schema__(self, source: Any, _: Any) -> dict[str, Any]:
        # JSON has a string in its place.
        of_python = {"type": "is-instance", "cls": source}
        return {"type": "json-or-python", "json_schema": {"type": "str"}, "python_schema": of_python}

    def __repr__(self) -> str:
        return "Instance()"


def dict_schema(source: Any, handler: Any) -> dict[str, Any]:
    """Returns the schema that pydantic asks a `TypedDict` for."""
    from ._pydantic import dict_schema as made

    return made(source, handler)
