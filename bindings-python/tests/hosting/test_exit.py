"""Interpreters that exit with pending calls."""

from __future__ import annotations

import pytest

from script import run
from silent_server import SilentServer

PENDING = {
    "task": """
        import asyncio, sys, edgegap

        async def main():
            client = edgegap.AsyncClient("secret", sys.argv[1])
            for n in range(20):
                asyncio.ensure_future(client.applications.get(f"game-{n}"))
            await asyncio.sleep(0.05)

        asyncio.run(main())
        print("ended")
    """,
    "loop_left_open": """
        import asyncio, sys, edgegap
        client = edgegap.AsyncClient("secret", sys.argv[1])
        loop = asyncio.new_event_loop()

        async def submit():
            global task
            task = asyncio.ensure_future(client.applications.get("my-game"))
            await asyncio.sleep(0.05)

        loop.run_until_complete(submit())
        print("ended")
    """,
    "loop_with_a_thread": """
        import asyncio, sys, edgegap

        class NoReader(asyncio.SelectorEventLoop):
            def add_reader(self, *_):
                raise NotImplementedError

        client = edgegap.AsyncClient("secret", sys.argv[1])
        loop = NoReader()

        async def submit():
            global task
            task = asyncio.ensure_future(client.applications.get("my-game"))
            await asyncio.sleep(0.05)

        loop.run_until_complete(submit())
        print("ended")
    """,
    "daemon_thread": """
        import sys, threading, time, edgegap
        client = edgegap.Client("secret", sys.argv[1])
        threading.Thread(target=client.applications.get, args=("my-game",), daemon=True).start()
        time.sleep(0.2)
        print("ended")
    """,
    "daemon_threads_that_keep_calling": """
        import threading, edgegap
        emulator = edgegap.Emulator()
        client = emulator.client()
        called = threading.Semaphore(0)

        def call():
            while True:
                client.applications.list().total()
                called.release()

        for _ in range(4):
            threading.Thread(target=call, daemon=True).start()
        for _ in range(20):
            called.acquire()
        print("ended")
    """,
    "daemon_thread_with_a_loop": """
        import asyncio, threading, edgegap
        emulator = edgegap.Emulator()
        client = emulator.async_client()
        called = threading.Semaphore(0)

        async def call():
            while True:
                await asyncio.gather(*(client.applications.list().total() for _ in range(5)))
                called.release()

        threading.Thread(target=asyncio.run, args=(call(),), daemon=True).start()
        for _ in range(20):
            called.acquire()
        print("ended")
    """,
    "calls_at_exit": """
        import atexit, asyncio, threading, edgegap
        emulator = edgegap.Emulator()
        client, async_client = emulator.client(), emulator.async_client()

        async def total():
            return await async_client.applications.list().total()

        class Finalized:
            def __del__(self):
                assert client.applications.list().total() == 0

        asyncio.run(total())
        atexit.register(lambda: client.applications.list().total())
        atexit.register(lambda: asyncio.run(total()))
        finalized = Finalized()
        finalized.itself = finalized
        waiting = threading.Thread(target=lambda: (threading.main_thread().join(), client.applications.list().total()))
        waiting.start()
        print("ended")
    """,
    "emulator": """
        import edgegap
        emulator = edgegap.Emulator()
        emulator.client().applications.list().total()
        print("ended")
    """,
}


@pytest.mark.parametrize("program", PENDING.values(), ids=PENDING)
def test_interpreter_exit_with_pending(program: str) -> None:
    with SilentServer() as server:
        out, err = run(program, server.url)
    assert out == "ended\n"
    # asyncio itself may warn about tasks that were never awaited.
    assert "Fatal" not in err and "Traceback" not in err and "panicked" not in err, err
