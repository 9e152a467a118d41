"""Event loops: several, closed, without descriptor watching, uvloop."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import edgegap
from edgegap import _loop
from silent_server import SilentServer


class NoReader(asyncio.SelectorEventLoop):
    """A loop that cannot watch a descriptor, like Windows' Proactor."""

    def add_reader(self, fd: Any, callback: Any, *args: Any) -> None:
        raise NotImplementedError


LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "selector": asyncio.SelectorEventLoop,
    "no reader": NoReader,
}
if sys.platform == "win32":
    LOOPS["proactor"] = asyncio.ProactorEventLoop
else:
    import uvloop

    LOOPS["uvloop"] = uvloop.new_event_loop


@pytest.fixture(params=sorted(LOOPS))
def new_loop(request: pytest.FixtureRequest) -> Iterator[Callable[[], asyncio.AbstractEventLoop]]:
    loops: list[asyncio.AbstractEventLoop] = []

    def make() -> asyncio.AbstractEventLoop:
        loop: asyncio.AbstractEventLoop = LOOPS[request.param]()
        loops.append(loop)
        return loop

    yield make
    for loop in loops:
        loop.close()


def test_many_calls_at_once(emulator: edgegap.Emulator, new_loop: Any) -> None:
    async def main() -> None:
        async with emulator.async_client() as client:
            await asyncio.gather(
                *(client.applications.create(name=f"game-{n}", is_active=True, image="") for n in range(200))
            )
            got = await asyncio.gather(*(client.applications.get(f"game-{n}") for n in range(200)))
            assert [application.name for application in got] == [f"game-{n}" for n in range(200)]
            failed = await asyncio.gather(
                *(client.applications.get(f"none-{n}") for n in range(50)), return_exceptions=True
            )
            assert all(isinstance(error, edgegap.NotFoundError) for error in failed)

    new_loop().run_until_complete(main())


def test_cancelled_task_closes_socket(new_loop: Any) -> None:
    async def main(server: SilentServer) -> None:
        async with edgegap.AsyncClient("secret", server.url) as client:
            task = asyncio.ensure_future(client.applications.get("my-game"))
            assert await asyncio.to_thread(server.requests.acquire, timeout=30)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(server.closed.acquire, timeout=30)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(client.applications.get("my-game"), 0.05)
            assert await asyncio.to_thread(server.closed.acquire, timeout=30)

    with SilentServer() as server:
        new_loop().run_until_complete(main(server))


def test_loop_closed_mid_request(emulator: edgegap.Emulator, new_loop: Any) -> None:
    """A loop that is closed with pending calls frees them. Another loop uses the same client."""
    client = emulator.async_client()
    emulator.inject("applications.get", "stall", times=3)

    async def submit() -> list[asyncio.Task[Any]]:
        tasks = [asyncio.ensure_future(client.applications.get(f"game-{n}")) for n in range(3)]
        # Each task submits its call in its first step.
        await asyncio.sleep(0)
        return tasks

    loop = new_loop()
    tasks = loop.run_until_complete(submit())
    calls = _loop._calls[loop]()
    assert calls is not None
    queue = calls._queue
    assert queue.in_flight == 3
    for task in tasks:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    assert queue.in_flight == 0
    loop.close()

    async def after() -> int | None:
        return await client.applications.list().total()

    assert new_loop().run_until_complete(after()) == 0
    client._native.close()


@pytest.mark.parametrize("kind", [asyncio.SelectorEventLoop, uvloop.new_event_loop])
def test_a_loop_that_is_forgotten_takes_its_calls_along(kind: Any) -> None:
    with SilentServer() as server:
        client = edgegap.AsyncClient("secret", server.url)

        def forgotten() -> None:
            loop = kind()

            async def submit() -> None:
                loop.own_task = asyncio.ensure_future(client.applications.get("my-game"))
                assert await asyncio.to_thread(server.requests.acquire, timeout=30)

            loop.run_until_complete(submit())
            # The task is never awaited, as after a crash of the program.
            loop.own_task._log_destroy_pending = False
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

        forgotten()
        gc.collect()
        assert server.closed.acquire(timeout=30)


def test_several_loops_share_a_client(emulator: edgegap.Emulator, new_loop: Any) -> None:
    client = emulator.async_client()

    async def main(number: int) -> None:
        for n in range(20):
            await client.applications.create(name=f"game-{number}-{n}", is_active=True, image="")

    loops = [new_loop() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda number: loops[number].run_until_complete(main(number)), range(4)))
    assert emulator.client().applications.list().total() == 80


def test_closing_ends_calls_under_way(new_loop: Any) -> None:
    async def main(server: SilentServer) -> None:
        client = edgegap.AsyncClient("secret", server.url)
        task = asyncio.ensure_future(client.applications.update("my-game", is_active=True))
        assert await asyncio.to_thread(server.requests.acquire, timeout=30)
        await client.close()
        with pytest.raises(edgegap.ClosedError) as caught:
            await task
        assert caught.value.maybe_applied and caught.value.operation == "applications.update"

    with SilentServer() as server:
        new_loop().run_until_complete(main(server))


def test_closing_a_coroutine_cancels_its_call(emulator: edgegap.Emulator) -> None:
    emulator.inject("*", "stall")

    async def main() -> None:
        client = emulator.async_client()
        coroutine = client.applications.get("my-game")
        coroutine.send(None)
        calls = _loop.pending_calls()
        assert calls._queue.in_flight == 1
        coroutine.close()
        assert (calls._queue.in_flight, calls._futures) == (0, {})

    asyncio.run(main())


def test_call_without_a_loop_is_refused(emulator: edgegap.Emulator) -> None:
    coroutine = emulator.async_client().applications.get("my-game")
    with pytest.raises(RuntimeError, match="no running event loop"):
        coroutine.send(None)


def test_tasks_of_every_kind(emulator: edgegap.Emulator, client: edgegap.Client, new_loop: Any) -> None:
    """Groups, time limits, shields, eager tasks, and blocking calls in threads."""
    names = [f"game-{number}" for number in range(5)]
    for name in names:
        client.applications.create(name=name, is_active=True, image="")

    async def main() -> None:
        async with emulator.async_client(max_retries=0) as own:
            assert len(await asyncio.gather(*(asyncio.to_thread(client.applications.get, name) for name in names))) == 5
            for ended in asyncio.as_completed([own.applications.get(name) for name in names]):
                assert (await ended).name in names
            assert (await asyncio.shield(own.applications.get(names[0]))).name == names[0]
            emulator.inject("applications.get", "stall", skip=1)
            if sys.version_info >= (3, 11):
                with pytest.raises(BaseExceptionGroup) as caught:  # noqa: F821  # new in Python 3.11
                    async with asyncio.TaskGroup() as group:
                        group.create_task(own.applications.get("none"))
                        await asyncio.sleep(0.05)
                        group.create_task(own.applications.get(names[0]))
                assert [type(error) for error in caught.value.exceptions] == [edgegap.NotFoundError]
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await own.applications.get(names[0])
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(own.applications.get("none"), 0 if sys.version_info < (3, 11) else 0.05)
            emulator.clear_faults()
            # uvloop does not support eager task factories yet.
            if sys.version_info >= (3, 12) and isinstance(asyncio.get_running_loop(), asyncio.BaseEventLoop):
                asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
                got = await asyncio.gather(*(own.applications.get(name) for name in names))
                assert [application.name for application in got] == names

    loop = new_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 60
    loop.run_until_complete(main())
