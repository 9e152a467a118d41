"""The check that the generated code and the native library come from the same description of the API."""

from __future__ import annotations

from . import _generated, _native


def check_contract() -> None:
    """Refuses a native library of another build.

    Raises:
        ImportError: it is one; the text says what to do.
    """
    if _native.CONTRACT != _generated.CONTRACT:
        raise ImportError(
            f"edgegap: the native library in {_native.__file__} ({_native.CONTRACT}) is not of the same build as the Python files beside it "
            f"({_generated.CONTRACT}); reinstall edgegap-sdk, or in its repository build the library again"
        )
