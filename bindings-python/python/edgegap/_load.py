"""The check that the native library and the generated code are of the same build."""

from __future__ import annotations

from . import _generated, _native


def check_contract() -> None:
    """Refuses a native library of another build.

    Raises:
        ImportError: the native library and the Python files do not belong together.
    """
    if _native.CONTRACT != _generated.CONTRACT:
        raise ImportError(
            f"edgegap: the native library {_native.__file__} ({_native.CONTRACT}) does not match the Python files "
            f"beside it ({_generated.CONTRACT}); reinstall edgegap-sdk, or rebuild the library in its repository"
        )
