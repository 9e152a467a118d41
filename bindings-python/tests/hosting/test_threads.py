"""Threads that share a client."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import edgegap
from held import Held


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
    """A call that waits holds neither the GIL nor the calls of other threads."""
    with Held() as held, edgegap.Emulator() as emulator, emulator.client() as client:
        stuck = edgegap.Client("secret", held.url, max_retries=0)
        ended: list[BaseException] = []

        def wait() -> None:
            try:
                stuck.applications.get("my-game")
            except edgegap.ClosedError as error:
                ended.append(error)

        waiting = [threading.Thread(target=wait) for _ in range(3)]
        for thread in waiting:
            thread.start()
        for _ in waiting:
            assert held.asked.acquire(timeout=30)
        for number in range(20):
            client.applications.create(name=f"game-{number}", is_active=True, image="")
        assert client.applications.list().total() == 20
        stuck.close()
        for thread in waiting:
            thread.join(30)
        assert len(ended) == 3


def test_a_thread_that_shares_a_client_with_a_stuck_one(emulator: edgegap.Emulator) -> None:
    """Whoever drives the connections drives everybody's."""
    with emulator.client() as client:
        emulator.inject("applications.get", "stall")
        failed: list[str] = []

        def wait() -> None:
            with pytest.raises(edgegap.TimedOutError):
                client.applications.get("stuck", timeout=1)
            failed.append("timed out")

        waiting = threading.Thread(target=wait)
        waiting.start()
        for number in range(20):
            client.applications.create(name=f"game-{number}", is_active=True, image="")
        waiting.join(30)
        assert failed == ["timed out"]


def test_turns_are_shared_fairly(emulator: edgegap.Emulator) -> None:
    with emulator.client(max_concurrency=2) as client, ThreadPoolExecutor(8) as pool:
        totals = list(pool.map(lambda _: client.applications.list().total(), range(64)))
    assert totals == [0] * 64
