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
