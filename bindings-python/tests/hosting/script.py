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
    done = subprocess.run(command(program, *arguments), capture_output=True, text=True, timeout=LONGEST, env=env(environment))
    if check:
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Starts it."""
    return subprocess.Popen(command(program, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env({}))


def command(program: str, *arguments: str) -> list[str]:
    return [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(program), *arguments]


def env(more: dict[str, Any]) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": ":".join(sys.path), **more}
