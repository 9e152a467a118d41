"""Runs a program in a process of its own, as what hosts Python does."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import Any

# A program that takes longer hangs.
LONGEST = 60


def run(program: str, *arguments: str, check: bool = True, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs it to its end."""
    done = subprocess.run(
        command(program, *arguments), capture_output=True, text=True, timeout=LONGEST, env=env(environment)
    )
    if check:
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Starts it."""
    return subprocess.Popen(
        command(program, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env({})
    )


# Python leaves SIGINT ignored where it was when it started, as under nohup and on some CI systems.
CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"


def command(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-X", "faulthandler", "-c", CTRL_C + textwrap.dedent(program), *arguments]


def env(more: dict[str, Any]) -> dict[str, str]:
    """The environment of this process, without the variables that the tests themselves are told by."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("EDGEGAP_")}
    return {**own, "PYTHONPATH": ":".join(sys.path), **more}
