"""Runs programs in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

# A program that takes longer hangs. Seconds.
TIMEOUT = 60


def run(program: str, *arguments: str, **variables: str) -> tuple[str, str]:
    """Runs a program that must succeed; returns its standard output and standard error."""
    ended = subprocess.run(
        command(program, *arguments), capture_output=True, text=True, timeout=TIMEOUT, env=env(**variables)
    )
    assert ended.returncode == 0, f"exit code {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout, ended.stderr


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Starts a program."""
    return subprocess.Popen(
        command(program, *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env()
    )


def command(program: str, *arguments: str) -> list[str]:
    return [
        sys.executable,
        "-X",
        "faulthandler",
        "-c",
        "from prelude import *\n" + textwrap.dedent(program),
        *arguments,
    ]


def env(**variables: str) -> dict[str, str]:
    """Returns the environment of this process without settings of the SDK."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("EDGEGAP_")}
    return {**own, "PYTHONPATH": os.pathsep.join(sys.path), **variables}
