"""Ctrl-C."""

from __future__ import annotations

import signal
import sys
import time

import edgegap
import pytest
from held import Held
from script import LONGEST, start


def test_ctrl_c_during_sync_call() -> None:
    """The call ends with KeyboardInterrupt at once, its connection is closed, and the client is good for more."""
    with Held() as held:
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
            held.url,
        )
        with program:
            for _ in range(2):
                assert held.asked.acquire(timeout=LONGEST)
                began = time.monotonic()
                program.send_signal(signal.SIGINT)
                assert program.stdout is not None
                assert program.stdout.readline() == "interrupted\n"
                # It is asked every 50 ms; what is more is the machine's.
                assert time.monotonic() - began < 5
                assert held.closed.acquire(timeout=LONGEST)
            assert program.wait(LONGEST) == 0


def test_a_handler_that_raises_ends_the_call() -> None:
    """As time limits by SIGALRM do."""
    with Held() as held:
        program = start(
            """
            import signal, sys, edgegap

            class Over(Exception):
                pass

            def ring(*_):
                raise Over

            signal.signal(signal.SIGALRM, ring)
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            try:
                edgegap.Client("secret", sys.argv[1]).applications.get("my-game")
            except Over:
                print("over")
            """,
            held.url,
        )
        out, err = program.communicate(timeout=LONGEST)
        assert (out, err, program.returncode) == ("over\n", "", 0)


def test_ctrl_c_with_asyncio() -> None:
    with Held() as held:
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
            held.url,
        )
        assert held.asked.acquire(timeout=LONGEST)
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=LONGEST)
        assert (out, err, program.returncode) == ("interrupted\n", "", 0)


def test_a_handler_may_use_the_client_that_it_interrupts() -> None:
    """It makes a call with the client whose call is under way, and the next one closes it."""
    program = start("""
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
    out, err = program.communicate(timeout=LONGEST)
    assert (out, err, program.returncode) == ("closed\n", "", 0)


def test_a_handler_that_does_nothing_ends_no_call(emulator: edgegap.Emulator) -> None:
    emulator.inject("applications.list", "latency", seconds=0.2)
    program = start(
        """
        import signal, sys, edgegap
        rung = []
        signal.signal(signal.SIGALRM, lambda *_: rung.append(1))
        signal.setitimer(signal.ITIMER_REAL, 0.05, 0.01)
        client = edgegap.Client(sys.argv[2], sys.argv[1])
        for _ in range(3):
            client.applications.list().total()
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(bool(rung))
        """,
        emulator.url,
        emulator.token,
    )
    out, err = program.communicate(timeout=LONGEST)
    assert (out, err, program.returncode) == ("True\n", "", 0)


def test_signals_at_any_moment() -> None:
    """Exceptions of handlers, thrown in wherever the program is: nothing is left locked, open or half done."""
    program = start("""
        import gc, os, random, signal, edgegap

        class Over(Exception):
            pass

        armed = False

        def ring(*_):
            if armed:
                raise Over

        signal.signal(signal.SIGALRM, ring)
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
                    try:
                        emulator.client(max_retries=0).applications.get("none")
                    except edgegap.NotFoundError:
                        pass
            except Over:
                armed = False
                interrupted += 1
        assert client.applications.get("game-1").name == "game-1"
        del client
        gc.collect()
        if descriptors:
            assert len(os.listdir("/proc/self/fd")) <= descriptors + 2, os.listdir("/proc/self/fd")
        print(interrupted)
    """)
    out, err = program.communicate(timeout=LONGEST)
    assert (out, err, program.returncode) == ("400\n", "", 0)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no write of ours raises it")
def test_sigpipe_during_sync_call() -> None:
    """A script that ends quietly behind `| head` does not end where a server hangs up, and still ends behind `| head`."""
    program = start(
        """
        import http.server, signal, threading, edgegap
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        caller = threading.get_ident()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                # What a write to a closed connection does, at a moment that the test chooses.
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
        assert program.wait(LONGEST) == -signal.SIGPIPE
