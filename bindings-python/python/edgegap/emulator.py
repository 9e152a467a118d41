"""The emulator as a program: `python -m edgegap.emulator --port 8080 --data state.redb`; `--help` says the rest."""

from __future__ import annotations

import signal
import sys

from . import _environment, _native


def main() -> int:
    """Runs it until Ctrl-C or SIGTERM, and gives its exit code."""
    # Python's own handler would make an error of the Ctrl-C that is meant to end it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _native.run_emulator(["edgegap-emulator", *sys.argv[1:]], _environment.variables())


if __name__ == "__main__":
    sys.exit(main())
