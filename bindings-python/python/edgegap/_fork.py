"""What a forked process must not share with its parent.

The core notices by itself that it is in another process; what is left is to let go of descriptors that would keep a port taken, and of loops.
"""

from __future__ import annotations

import os
import sys
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._emulator import Emulator

_emulators: weakref.WeakSet[Emulator] = weakref.WeakSet()


def watch(emulator: Emulator) -> None:
    """Remembers a running emulator."""
    _emulators.add(emulator)


def unwatch(emulator: Emulator) -> None:
    """Forgets an emulator that ends: its descriptor may soon be something else."""
    _emulators.discard(emulator)


def _after_in_child() -> None:
    for emulator in list(_emulators):
        emulator._abandon()
    _emulators.clear()
    loop = sys.modules.get("edgegap._loop")
    if loop is not None:
        loop.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_in_child)
