"""The emulator as a program: `python -m edgegap.emulator --port 8080 --data state.redb`.

`--help` lists all arguments.
"""

from __future__ import annotations

import signal
import sys

from . import _environment, _native


def main() -> int:
    """Runs the emulator until Ctrl-C or SIGTERM; returns its exit code."""
    # Python's own handler would raise KeyboardInterrupt.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.run_emulator(["edgegap-emulator", *sys.argv[1:]], _environment.variables())


if __name__ == "__main__":
    sys.exit(main())
