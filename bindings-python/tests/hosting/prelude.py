"""Loaded by every program of `script.run`: it restores Ctrl-C, and has functions for programs."""

import os
import signal
import warnings

__all__ = ["in_a_thread", "in_child", "limit_descriptors", "raises"]

# Python leaves SIGINT ignored if it was ignored at startup, as under nohup and on some CI systems.
signal.signal(signal.SIGINT, signal.default_int_handler)


def raises(kind, call, *arguments):
    """Makes a call that must raise this kind of exception; returns the exception."""
    try:
        call(*arguments)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


def in_a_thread(function):
    """Runs a function in a thread of its own, and raises its exception."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        pool.submit(function).result()


def in_child(function, generations=1):
    """Runs a function in a forked child, and in further generations of children."""
    # Newer Pythons warn about forks of processes with threads.
    warnings.simplefilter("ignore", DeprecationWarning)
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


def limit_descriptors():
    """Leaves 256 descriptors and disables the garbage collector."""
    import gc
    import resource

    gc.disable()
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
