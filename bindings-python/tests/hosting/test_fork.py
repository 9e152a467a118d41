"""Processes that fork after the SDK was used."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import edgegap
from script import TIMEOUT, env, run

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork")


def test_fork_after_use() -> None:
    """A `Client` works in children and grandchildren; the parent keeps its own connections."""
    run("""
    import os, sys, edgegap
    with edgegap.Emulator() as emulator:
        client = emulator.client()
        view = client.with_options(headers={"x-view": "1"})
        client.applications.create(name="parent", is_active=True, image="")

        def grandchild():
            client.applications.create(name="grandchild", is_active=True, image="")

        def child():
            client.applications.create(name="child", is_active=True, image="")
            view.applications.get("parent")
            in_child(grandchild)

        for _ in range(2):
            in_child(child)
            client.applications.get("child")
            view.applications.get("grandchild")
            client.applications.delete("child")
            client.applications.delete("grandchild")
        assert len(emulator.requests) == 1 + 2 * 7, len(emulator.requests)
    """)


def test_fork_while_other_threads_call() -> None:
    """A fork during calls of other threads affects neither process."""
    run("""
    import os, sys, edgegap
    import threading
    from concurrent.futures import ThreadPoolExecutor

    with edgegap.Emulator() as emulator:
        client = emulator.client()
        client.applications.create(name="my-game", is_active=True, image="")
        ended = threading.Event()

        def call():
            while not ended.is_set():
                client.applications.get("my-game")

        with ThreadPoolExecutor(4) as pool:
            calls = [pool.submit(call) for _ in range(4)]
            for _ in range(20):
                in_child(lambda: client.applications.get("my-game"))
            ended.set()
        assert [call.exception() for call in calls] == [None] * 4
    """)


def test_fork_while_another_thread_starts_an_emulator() -> None:
    """A lock held by another thread at the fork does not stay locked in the child."""
    run("""
    import os, sys, edgegap
    import threading
    for _ in range(15):
        starting = threading.Thread(target=lambda: edgegap.Emulator().stop())
        starting.start()

        def child():
            with edgegap.Emulator() as emulator:
                emulator.client().applications.list().total()

        in_child(child)
        starting.join()
    """)


@pytest.mark.parametrize("use", ["Sealed({})", "UserDict()", "object()", "an error", "a call"])
def test_fork_while_another_thread_uses_native_code_for_the_first_time(use: str) -> None:
    """Native code initializes nothing lazily while it releases the GIL.

    Native code converts a long list, so this thread waits for the GIL longer than the switch
    interval. Then it gets the GIL, and forks, as soon as native code releases it.
    """
    run(
        """
    import os, sys, edgegap
    import signal, threading, time
    from collections import UserDict
    from functools import partial
    from edgegap import _native
    from edgegap._sealed import Sealed

    long = [0] * 1_000_000
    if sys.argv[1] == "a call":
        call = edgegap.Client("secret", "http://127.0.0.1:1")._native.call
        native = partial(call, "applications.create", None, None, Sealed({"name": long}))
    else:
        value = None if sys.argv[1] == "an error" else eval(sys.argv[1])
        native = partial(_native.Emulator, {"tokens": [long, value]})
    started = []

    def use():
        # In one `map`: no bytecode, which could release the GIL, runs between the two.
        raises(_native.Failure, lambda: list(map(partial.__call__, (partial(started.append, 1), native))))

    def child():
        signal.alarm(30)
        with edgegap.Emulator() as emulator:
            emulator.client().applications.list().total()
        for value in (Sealed({}), UserDict(), object()):
            raises(_native.Failure, lambda: _native.Emulator({"tokens": value, "unknown": 1}))

    sys.setswitchinterval(0.05)
    using = threading.Thread(target=use)
    using.start()
    while not started:
        pass
    # The other thread goes on until it needs the GIL, which this thread keeps.
    end = time.monotonic() + 0.01
    while time.monotonic() < end:
        pass
    in_child(child)
    using.join()
    """,
        use,
    )


def test_fork_while_an_emulator_waits_for_the_reader_of_its_log() -> None:
    """A thread that writes to standard error holds no lock that the child needs."""
    run("""
    import os, sys, edgegap
    import signal
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    try:
        while True:
            os.write(writing, b"x")
    except BlockingIOError:
        os.set_blocking(writing, True)
    standard_error = os.dup(2)
    os.dup2(writing, 2)

    emulator = edgegap.Emulator(verbose=True)
    client = emulator.client(timeout=1, max_retries=0)
    # The emulator responds after it has written.
    raises(edgegap.TimedOutError, lambda: client.applications.list().total())

    def child():
        os.dup2(standard_error, 2)
        signal.alarm(30)
        with edgegap.Emulator(verbose=True) as another:
            another.client().applications.list().total()

    in_child(child)
    os.dup2(standard_error, 2)
    os.read(reading, 1 << 20)
    emulator.stop()
    """)


def test_inherited_async_clients_and_emulators_are_refused() -> None:
    run("""
    import os, sys, edgegap
    import asyncio, socket
    emulator = edgegap.Emulator()
    port = int(emulator.url.rsplit(":", 1)[1])
    url, token = emulator.url, emulator.token
    client = emulator.async_client()

    async def use():
        return await client.applications.list().total()

    assert asyncio.run(use()) == 0

    def child():
        assert "forked" in str(raises(edgegap.ClosedError, lambda: asyncio.run(use())))
        error = raises(edgegap.ClosedError, lambda: emulator.url)
        assert "this emulator belongs to the process that made it" in str(error), error
        emulator.stop()

        async def own():
            async with edgegap.AsyncClient(token, url) as client:
                return await client.applications.list().total()

        assert asyncio.run(own()) == 0
        with edgegap.Emulator() as another:
            another.client().applications.list().total()

    in_child(child)
    assert asyncio.run(use()) == 0

    # A child that keeps running does not keep the port.
    reading, writing = os.pipe()
    ready, started = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(writing)
        os.write(started, b"x")
        os.read(reading, 1)
        os._exit(0)
    os.close(reading)
    os.read(ready, 1)
    emulator.stop()
    socket.create_server(("127.0.0.1", port)).close()
    os.close(writing)
    assert os.waitpid(pid, 0)[1] == 0
    """)


def test_multiprocessing_in_fork_mode() -> None:
    run("""
    import multiprocessing, warnings
    warnings.simplefilter("ignore", DeprecationWarning)
    import edgegap

    emulator = edgegap.Emulator()
    client = emulator.client()
    client.applications.create(name="my-game", is_active=True, image="")

    def read(_):
        return client.applications.get("my-game").name

    with multiprocessing.get_context("fork").Pool(3) as pool:
        assert pool.map(read, range(30)) == ["my-game"] * 30
    assert read(0) == "my-game"
    emulator.stop()
    """)


def test_gunicorn_with_preload(emulator: edgegap.Emulator, tmp_path: Path) -> None:
    """The client is used before gunicorn forks its workers."""
    emulator.client().applications.create(name="my-game", is_active=True, image="")
    (tmp_path / "app.py").write_text(
        "import edgegap\n"
        "client = edgegap.Client()\n"
        "client.applications.get('my-game')\n"
        "def application(environ, start_response):\n"
        "    start_response('200 OK', [])\n"
        "    return [client.applications.get('my-game').name.encode()]\n"
    )
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--preload",
        "--workers",
        "2",
        "--bind",
        "127.0.0.1:0",
        "--chdir",
        str(tmp_path),
        "app",
    ]
    settings = env(EDGEGAP_TOKEN=emulator.token, EDGEGAP_BASE_URL=emulator.url)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=settings) as server:
        assert server.stderr is not None
        line = next(line for line in server.stderr if "Listening at" in line)
        url = line.split("Listening at: ")[1].split()[0]
        for _ in range(20):
            with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
                assert response.read() == b"my-game"
        server.send_signal(signal.SIGTERM)
        server.stderr.read()
        assert server.wait(TIMEOUT) == 0
