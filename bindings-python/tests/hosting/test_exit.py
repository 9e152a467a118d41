"""Interpreters that end while calls are under way."""

from __future__ import annotations

import pytest

from held import Held
from script import run

PENDING = {
    "a_task": """
        import asyncio, sys, edgegap

        async def main():
            client = edgegap.AsyncClient("secret", sys.argv[1])
            for n in range(20):
                asyncio.ensure_future(client.applications.get(f"game-{n}"))
            await asyncio.sleep(0.05)

        asyncio.run(main())
        print("ended")
    """,
    "a_loop_nobody_closed": """
        import asyncio, sys, edgegap
        client = edgegap.AsyncClient("secret", sys.argv[1])
        loop = asyncio.new_event_loop()

        async def begin():
            global task
            task = asyncio.ensure_future(client.applications.get("my-game"))
            await asyncio.sleep(0.05)

        loop.run_until_complete(begin())
        print("ended")
    """,
    "a_loop_with_a_thread": """
        import asyncio, sys, edgegap

        class Blind(asyncio.SelectorEventLoop):
            def add_reader(self, *_):
                raise NotImplementedError

        client = edgegap.AsyncClient("secret", sys.argv[1])
        loop = Blind()

        async def begin():
            global task
            task = asyncio.ensure_future(client.applications.get("my-game"))
            await asyncio.sleep(0.05)

        loop.run_until_complete(begin())
        print("ended")
    """,
    "a_daemon_thread": """
        import sys, threading, time, edgegap
        client = edgegap.Client("secret", sys.argv[1])
        threading.Thread(target=client.applications.get, args=("my-game",), daemon=True).start()
        time.sleep(0.2)
        print("ended")
    """,
    "daemon_threads_that_call_on_and_on": """
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
    "a_daemon_thread_with_a_loop": """
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

        class Leaver:
            def __del__(self):
                assert client.applications.list().total() == 0

        asyncio.run(total())
        atexit.register(lambda: client.applications.list().total())
        atexit.register(lambda: asyncio.run(total()))
        leaver = Leaver()
        leaver.itself = leaver
        waiting = threading.Thread(target=lambda: (threading.main_thread().join(), client.applications.list().total()))
        waiting.start()
        print("ended")
    """,
    "an_emulator": """
        import edgegap
        emulator = edgegap.Emulator()
        emulator.client().applications.list().total()
        print("ended")
    """,
}


@pytest.mark.parametrize("what", sorted(PENDING))
def test_interpreter_exit_with_pending(what: str) -> None:
    with Held() as held:
        done = run(PENDING[what], held.url)
    assert done.stdout == "ended\n"
    # asyncio says so of tasks that nobody waited for; nothing else may be said.
    assert "Fatal" not in done.stderr and "Traceback" not in done.stderr and "panicked" not in done.stderr, done.stderr
