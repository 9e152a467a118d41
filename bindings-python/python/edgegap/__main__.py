"""The program `edgegap`: `python -m edgegap apply --set TAG=b43`.

`--help` lists the commands.
"""

from __future__ import annotations

import signal
import sys

from . import _environment, _native


def main() -> int:
    """Runs the program; returns its exit code, 130 after Ctrl-C."""
    # Python's own handler would raise KeyboardInterrupt.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.run_program(["edgegap", *sys.argv[1:]], _environment.variables())


if __name__ == "__main__":
    sys.exit(main())
