"""Threads that share a client."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

import edgegap
from script import run
from silent_server import SilentServer


def test_many_threads_one_client(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    def life(number: int) -> str:
        name = f"game-{number}"
        client.applications.create(name=name, is_active=True, image="")
        client.applications.update(name, is_active=False)
        got = client.applications.get(name)
        assert (got.name, got.is_active) == (name, False)
        return name

    with ThreadPoolExecutor(16) as pool:
        names = list(pool.map(life, range(200)))
    assert sorted(application.name for application in client.applications.list()) == sorted(names)


def test_other_thread_makes_progress() -> None:
    """A waiting call blocks neither the GIL nor the calls of other threads."""
    with SilentServer() as server, edgegap.Emulator() as emulator, emulator.client() as client:
        stuck = edgegap.Client("secret", server.url, max_retries=0)
        with ThreadPoolExecutor(3) as pool:
            calls = [pool.submit(stuck.applications.get, "my-game") for _ in range(3)]
            for _ in calls:
                assert server.requests.acquire(timeout=30)
            for number in range(20):
                client.applications.create(name=f"game-{number}", is_active=True, image="")
            assert client.applications.list().total() == 20
            stuck.close()
        assert [type(call.exception()) for call in calls] == [edgegap.ClosedError] * 3


def test_stuck_call_does_not_block_its_client(emulator: edgegap.Emulator) -> None:
    """The thread that drives the connections drives those of all threads."""
    emulator.inject("applications.get", "stall")
    with emulator.client() as client, ThreadPoolExecutor(1) as pool:
        call = pool.submit(client.applications.get, "stuck", timeout=1)
        for number in range(20):
            client.applications.create(name=f"game-{number}", is_active=True, image="")
        assert isinstance(call.exception(), edgegap.TimedOutError)


def test_max_concurrency_with_many_threads(emulator: edgegap.Emulator) -> None:
    with emulator.client(max_concurrency=2) as client, ThreadPoolExecutor(8) as pool:
        totals = list(pool.map(lambda _: client.applications.list().total(), range(64)))
    assert totals == [0] * 64


@pytest.fixture
def frequent_switches() -> Iterator[None]:
    """Threads switch as often as possible, and the garbage collector runs all the time."""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(1e-6)
    gc.set_threshold(1)
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*threshold)


def test_thread_switches_and_finalizers_anywhere(
    emulator: edgegap.Emulator, client: edgegap.Client, frequent_switches: None
) -> None:
    """Finalizers make calls too, wherever the garbage collector runs them."""
    client.applications.create(name="my-game", is_active=True, image="")
    finalized = []

    class Finalized:
        def __init__(self) -> None:
            self.itself = self

        def __del__(self) -> None:
            finalized.append(client.applications.get("my-game").name)

    def work(_: int) -> None:
        Finalized()
        with emulator.client() as own:
            assert own.with_options(max_retries=0).applications.get("my-game").name == "my-game"
        assert [application.name for application in client.applications.list()] == ["my-game"]
        with pytest.raises(edgegap.NotFoundError):
            client.applications.get("none")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(64)))
    gc.collect()
    assert finalized == ["my-game"] * 64


def test_import_in_many_threads_at_once() -> None:
    run("""
    import threading
    from concurrent.futures import ThreadPoolExecutor
    barrier = threading.Barrier(16)

    def work(_):
        barrier.wait()
        import asyncio, edgegap
        with edgegap.Emulator() as emulator, emulator.client() as client:
            assert client.applications.list().total() == 0

            async def main():
                async with emulator.async_client() as client:
                    return await client.applications.list().total()

            assert asyncio.run(main()) == 0

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16)))
    """)


def test_several_threads_stop_an_emulator_during_calls() -> None:
    for _ in range(5):
        emulator = edgegap.Emulator()
        client = emulator.client(max_retries=0)
        called = threading.Semaphore(0)

        def call() -> None:
            while True:
                client.applications.list().total()
                called.release()

        with ThreadPoolExecutor(5) as pool:
            calls = [pool.submit(call) for _ in range(3)]
            assert called.acquire(timeout=30)
            stops = [pool.submit(emulator.stop) for _ in range(2)]
            emulator.stop()
        assert [type(call.exception()) for call in calls] == [edgegap.ConnectionFailedError] * 3
        assert [stop.exception() for stop in stops] == [None, None]
