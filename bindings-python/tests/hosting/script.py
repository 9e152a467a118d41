"""Runs programs in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

# A program that takes longer hangs. Seconds.
TIMEOUT = 60

# Python leaves SIGINT ignored if it was ignored at startup, as under nohup and on some CI systems.
PRELUDE = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)

def raises(kind, call, *arguments):
    try:
        call(*arguments)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")

"""

# Runs a function in the given number of generations of forked processes.
FORK = """
    import os, sys, warnings
    warnings.simplefilter("ignore", DeprecationWarning)  # about fork with threads, which is tested here
    import edgegap

    def in_child(function, generations=1):
        pid = os.fork()
        if pid == 0:
            try:
                function()
                if generations > 1:
                    in_child(function, generations - 1)
            except BaseException:
                import traceback
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        assert os.waitpid(pid, 0)[1] == 0, "the child failed"
"""

# Leaves 256 descriptors and no garbage collector.
FEW_DESCRIPTORS = """
    import gc, resource, edgegap
    gc.disable()
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
"""


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
    return [sys.executable, "-X", "faulthandler", "-c", PRELUDE + textwrap.dedent(program), *arguments]


def env(**variables: str) -> dict[str, str]:
    """Returns the environment of this process without settings of the SDK."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("EDGEGAP_")}
    return {**own, "PYTHONPATH": ":".join(sys.path), **variables}
