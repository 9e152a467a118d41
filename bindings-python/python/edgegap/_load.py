"""Loads the native library, and checks that it and the generated code are of the same build."""

from __future__ import annotations

import sys

try:
    from . import _native
except ImportError as error:
    # Before anything else: `platform` takes a millisecond to import.
    import platform
    from pathlib import Path

    _found = sorted(path.name for path in Path(__file__).parent.glob("_native.*") if path.suffix in {".so", ".pyd"})
    raise ImportError(
        f"edgegap: the native library cannot be loaded on {sys.platform} {platform.machine()}: {error}. The package "
        f"{f'has {_found[0]}, which may be for another system' if _found else 'has none'}. Wheels are for Linux "
        "(glibc 2.17 or newer, musl 1.2 or newer), macOS and Windows, each on x64 and arm64: install edgegap-sdk with "
        "the pip of this Python, or build it from its source distribution"
    ) from error

from . import _generated


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
