"""Signals during calls."""

from __future__ import annotations

import signal
import sys
import time

import edgegap
import pytest
from script import TIMEOUT, run, start
from silent_server import SilentServer


def test_ctrl_c_during_sync_call() -> None:
    """The call raises KeyboardInterrupt, its connection is closed, and the client stays usable."""
    with SilentServer() as server:
        program = start(
            """
            import sys, edgegap
            client = edgegap.Client("secret", sys.argv[1], max_retries=0)
            for _ in range(2):
                try:
                    client.applications.get("my-game")
                except KeyboardInterrupt:
                    print("interrupted", flush=True)
            """,
            server.url,
        )
        with program:
            for _ in range(2):
                assert server.requests.acquire(timeout=TIMEOUT)
                started = time.monotonic()
                program.send_signal(signal.SIGINT)
                assert program.stdout is not None
                assert program.stdout.readline() == "interrupted\n"
                # Native code checks every 50 ms. A busy machine takes longer.
                assert time.monotonic() - started < 5
                assert server.closed.acquire(timeout=TIMEOUT)
            assert program.wait(TIMEOUT) == 0


def test_a_handler_that_raises_ends_the_call() -> None:
    """Time limits by SIGALRM do so."""
    with SilentServer() as server:
        ended = run(
            """
            import signal, sys, edgegap

            class Alarm(Exception):
                pass

            def handle(*_):
                raise Alarm

            signal.signal(signal.SIGALRM, handle)
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            try:
                edgegap.Client("secret", sys.argv[1]).applications.get("my-game")
            except Alarm:
                print("over")
            """,
            server.url,
        )
        assert ended == ("over\n", "")


def test_ctrl_c_with_asyncio() -> None:
    with SilentServer() as server:
        program = start(
            """
            import asyncio, sys, edgegap

            async def main():
                async with edgegap.AsyncClient("secret", sys.argv[1]) as client:
                    await client.applications.get("my-game")

            try:
                asyncio.run(main())
            except KeyboardInterrupt:
                print("interrupted")
            """,
            server.url,
        )
        assert server.requests.acquire(timeout=TIMEOUT)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=TIMEOUT)
        assert (out, err, program.returncode) == ("interrupted\n", "", 0)


def test_a_handler_may_use_the_client_that_it_interrupts() -> None:
    """One handler makes a call with the client of the pending call, the next one closes it."""
    ended = run("""
        import signal, edgegap
        with edgegap.Emulator() as emulator, emulator.client() as client:
            client.applications.create(name="my-game", is_active=True, image="")
            got = []
            signal.signal(signal.SIGALRM, lambda *_: got.append(client.applications.get("my-game").name))
            emulator.inject("applications.get", "latency", seconds=0.4, times=1)
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            assert client.applications.get("my-game").name == "my-game" and got == ["my-game"], got
            signal.signal(signal.SIGALRM, lambda *_: client.close())
            emulator.inject("applications.get", "stall", times=1)
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            try:
                client.applications.get("my-game")
            except edgegap.ClosedError:
                print("closed")
    """)
    assert ended == ("closed\n", "")


def test_a_handler_without_effect_ends_no_call(emulator: edgegap.Emulator) -> None:
    emulator.inject("applications.list", "latency", seconds=0.2)
    ended = run(
        """
        import signal, sys, edgegap
        handled = []
        signal.signal(signal.SIGALRM, lambda *_: handled.append(1))
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.01)
        client = edgegap.Client(sys.argv[2], sys.argv[1])
        for _ in range(3):
            client.applications.list().total()
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(bool(handled))
        """,
        emulator.url,
        emulator.token,
    )
    assert ended == ("True\n", "")


def test_signals_at_any_moment() -> None:
    """Handlers raise anywhere in the program: nothing stays locked, open or half done."""
    ended = run("""
        import gc, os, random, signal, edgegap

        class Alarm(Exception):
            pass

        armed = False

        def handle(*_):
            if armed:
                raise Alarm

        signal.signal(signal.SIGALRM, handle)
        emulator = edgegap.Emulator()
        client = emulator.client(max_retries=0)
        for number in range(4):
            client.applications.create(name=f"game-{number}", is_active=True, image="")
        descriptors = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        chance, interrupted = random.Random(1), 0
        for _ in range(400):
            try:
                armed = True
                signal.setitimer(signal.ITIMER_REAL, chance.random() * 0.005 + 1e-6)
                while True:
                    assert client.applications.get("game-1").name == "game-1"
                    assert len(list(client.applications.list(limit=3))) == 4
                    raises(edgegap.NotFoundError, emulator.client(max_retries=0).applications.get, "none")
            except Alarm:
                armed = False
                interrupted += 1
        assert client.applications.get("game-1").name == "game-1"
        del client
        gc.collect()
        if descriptors:
            assert len(os.listdir("/proc/self/fd")) <= descriptors + 2, os.listdir("/proc/self/fd")
        print(interrupted)
    """)
    assert ended == ("400\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="the SDK causes SIGPIPE on Linux only")
def test_sigpipe_during_sync_call() -> None:
    """A script with the default SIGPIPE handler survives a server that closes its connection.

    It still ends quietly behind `| head`.
    """
    program = start(
        """
        import http.server, signal, threading, edgegap
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        caller = threading.get_ident()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                # As a write to a closed connection does.
                signal.pthread_kill(caller, signal.SIGPIPE)
                body = b'{"applications": []}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client = edgegap.Client("secret", f"http://127.0.0.1:{server.server_port}")
        print(list(client.applications.list()), flush=True)
        signal.pthread_kill(caller, signal.SIGPIPE)
        print("not here", flush=True)
        """
    )
    with program:
        assert program.stdout is not None
        assert program.stdout.read() == "[]\n"
        assert program.wait(TIMEOUT) == -signal.SIGPIPE
