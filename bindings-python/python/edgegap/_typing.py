"""Names of `typing` that Python 3.10 does not have.

Annotations resolve at run time, for pydantic, typer and Sphinx. So modules import what they use in
annotations; the names are loaded anyway.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Self, Unpack
elif sys.version_info >= (3, 11):
    from typing import Self, Unpack
else:
    from typing import Any

    class _Unpack:
        def __getitem__(self, _: object) -> object:
            return Any

    # `typing_extensions` has both, but would be a dependency and is slow to load.
    Self, Unpack = Any, _Unpack()

__all__ = ["Self", "Unpack"]
