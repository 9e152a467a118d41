"""Other event loops: gevent, trio, anyio, uvloop."""

from __future__ import annotations

import asyncio

import anyio
import anyio.to_thread
import pytest
import trio
import uvloop

import edgegap
from script import run
from silent_server import SilentServer

GEVENT = """
import gevent, edgegap

with edgegap.Emulator() as emulator, emulator.client() as client:
    client.applications.create(name="my-game", is_active=True, image="")
    threads = gevent.get_hub().threadpool
    ticks = 0

    def tick():
        global ticks
        while True:
            ticks += 1
            gevent.sleep(0.001)

    ticking = gevent.spawn(tick)
    emulator.inject("applications.get", "latency", seconds=0.3)
    gevent.sleep(0)
    before = ticks
    client.applications.get("my-game")
    assert ticks == before, "a call no longer stops the hub: the README says so"
    assert threads.apply(client.applications.get, ("my-game",)).name == "my-game"
    assert ticks > before + 10, ticks - before
    emulator.clear_faults()
    jobs = [threads.spawn(client.applications.get, "my-game", timeout=10) for _ in range(50)]
    assert [job.get().name for job in jobs] == ["my-game"] * 50
    assert [one.name for one in threads.apply(client.applications.list().collect)] == ["my-game"]
    try:
        threads.apply(client.applications.get, ("none",))
    except edgegap.NotFoundError as error:
        assert error.status == 404
    else:
        raise AssertionError("no error")
    emulator.inject("applications.get", "stall")
    with gevent.Timeout(0.1, False):
        threads.apply(client.applications.get, ("my-game",))
        raise AssertionError("no timeout")
    ticking.kill()
print("done")
"""


@pytest.mark.parametrize("patch", ["", "from gevent import monkey\nmonkey.patch_all()\n"], ids=["plain", "patched"])
def test_gevent(patch: str) -> None:
    """A call blocks the hub; in the hub's pool of threads it does not, as the README says."""
    out, _ = run(patch + GEVENT)
    assert out == "done\n"


def test_trio(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    client.applications.create(name="my-game", is_active=True, image="")

    async def main() -> None:
        other = emulator.async_client()
        for call in (lambda: other.applications.get("my-game"), lambda: other.applications.list().collect()):
            with pytest.raises(RuntimeError, match=r"needs asyncio.*trio\.to_thread\.run_sync"):
                await call()
        assert (await trio.to_thread.run_sync(client.applications.get, "my-game")).name == "my-game"
        emulator.inject("applications.get", "stall")
        with trio.move_on_after(0.1) as scope:
            await trio.to_thread.run_sync(client.applications.get, "my-game", abandon_on_cancel=True)
        assert scope.cancelled_caught
        client.close()
        async with edgegap.Emulator() as own:
            assert await trio.to_thread.run_sync(own.client().applications.list().total) == 0

    trio.run(main)


def test_anyio_with_asyncio(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    client.applications.create(name="my-game", is_active=True, image="")
    got: list[str] = []

    async def main() -> None:
        async with emulator.async_client(max_retries=0) as other:

            async def get() -> None:
                got.append((await other.applications.get("my-game")).name)

            async with anyio.create_task_group() as group:
                for _ in range(20):
                    group.start_soon(get)
            got.append((await anyio.to_thread.run_sync(client.applications.get, "my-game")).name)
            emulator.inject("applications.get", "stall")
            with anyio.move_on_after(0.1) as scope:
                await other.applications.get("my-game")
            assert scope.cancelled_caught
            with pytest.raises(TimeoutError):
                with anyio.fail_after(0.1):
                    await other.applications.get("my-game")

    anyio.run(main)
    assert got == ["my-game"] * 21


def test_anyio_with_trio(emulator: edgegap.Emulator) -> None:
    async def main() -> None:
        with pytest.raises(RuntimeError, match="needs asyncio"):
            await emulator.async_client().applications.get("my-game")

    anyio.run(main, backend="trio")


def test_uvloop(emulator: edgegap.Emulator) -> None:
    """Several runs with one client: tasks, a group, cancelling, closing."""
    client = emulator.async_client()

    async def calls(number: int) -> None:
        await client.applications.create(name=f"game-{number}", is_active=True, image="")
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(client.applications.get(f"game-{number}")) for _ in range(100)]
        assert {task.result().name for task in tasks} == {f"game-{number}"}
        assert len(await client.applications.list(limit=1).collect()) == number + 1

    async def cancelled(server: SilentServer) -> None:
        async with edgegap.AsyncClient("secret", server.url) as silent:
            task = asyncio.create_task(silent.applications.get("my-game"))
            assert await asyncio.to_thread(server.requests.acquire, timeout=30)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(server.closed.acquire, timeout=30)
            pending = asyncio.create_task(silent.applications.get("my-game"))
            assert await asyncio.to_thread(server.requests.acquire, timeout=30)
        with pytest.raises(edgegap.ClosedError):
            await pending

    for number in range(5):
        uvloop.run(calls(number))
    with SilentServer() as server:
        uvloop.run(cancelled(server))
    asyncio.run(client.close())
