"""Clients that are never closed: freed with their last reference, without the garbage collector."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

import edgegap
from script import run


@pytest.fixture(autouse=True)
def without_garbage_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_a_thousand_clients_with_few_descriptors() -> None:
    run("""
    import edgegap
    limit_descriptors()
    with edgegap.Emulator() as emulator:
        for _ in range(1000):
            assert emulator.client(max_retries=0).applications.list().total() == 0
    """)


def test_a_thousand_clients_whose_calls_fail() -> None:
    run("""
    import edgegap
    limit_descriptors()
    with edgegap.Emulator() as emulator:
        for _ in range(1000):
            raises(edgegap.NotFoundError, emulator.client(max_retries=0).applications.get, "none")
    """)


def test_a_thousand_clients_of_one_loop() -> None:
    run("""
    import edgegap
    limit_descriptors()
    import asyncio

    async def main():
        async with edgegap.Emulator() as emulator:
            for number in range(1000):
                client = emulator.async_client(max_retries=0)
                if number % 2:
                    assert await client.applications.list().total() == 0
                else:
                    try:
                        await client.applications.get("none")
                    except edgegap.NotFoundError:
                        pass
                    else:
                        raise AssertionError("the application exists")

    asyncio.run(main())
    """)


def test_client_is_freed_with_its_last_reference(emulator: edgegap.Emulator) -> None:
    client = emulator.client()
    view = client.with_options(max_retries=0)
    with pytest.raises(edgegap.NotFoundError):
        view.applications.get("none")
    with pytest.raises(edgegap.ValidationError):
        client.applications.get("")
    with pytest.raises(TypeError):
        client.applications.get("a", timout=1)  # type: ignore[call-arg]
    client.applications.list().total()
    gone = [weakref.ref(client), weakref.ref(view)]
    del client, view
    assert [reference() for reference in gone] == [None, None]


def test_async_client_is_freed_with_its_last_reference(emulator: edgegap.Emulator) -> None:
    gone: list[weakref.ref[Any]] = []

    async def main() -> None:
        client = emulator.async_client()
        gone.append(weakref.ref(client))
        gone.append(weakref.ref(client.with_options(max_retries=0)))
        with pytest.raises(edgegap.NotFoundError):
            await client.applications.get("none")
        assert [application async for application in client.applications.list()] == []
        emulator.inject("*", "stall")
        task = asyncio.ensure_future(client.applications.get("none"))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        del client, task
        assert [reference() for reference in gone] == [None, None]

    asyncio.run(main())


def test_resources_and_lists_outlive_their_client(emulator: edgegap.Emulator) -> None:
    """Each of them keeps the connections, and frees them with its last reference."""
    for number in range(3):
        emulator.client().applications.create(name=f"game-{number}", is_active=True, image="")
    client = emulator.client()
    resource, applications, iterator = (
        client.applications,
        client.applications.list(limit=1),
        iter(client.applications.list(limit=1)),
    )
    view = client.with_options(headers={"x-view": "1"})
    assert next(iterator).name == "game-0"
    gone = weakref.ref(client)
    del client
    assert gone() is None
    names = ["game-0", "game-1", "game-2"]
    assert resource.get("game-1").name == "game-1"
    assert [application.name for application in applications] == names
    assert [application.name for application in iterator] == names[1:]
    assert [application.name for application in view.applications.list()] == names
    assert emulator.requests[-1].headers["x-view"] == "1"


def test_lists_outlive_their_async_client(emulator: edgegap.Emulator) -> None:
    async def main() -> None:
        for number in range(3):
            await emulator.async_client().applications.create(name=f"game-{number}", is_active=True, image="")
        applications = emulator.async_client().applications.list(limit=1)
        assert [application.name async for application in applications] == ["game-0", "game-1", "game-2"]

    asyncio.run(main())


def test_subclass_with_attributes_is_freed(emulator: edgegap.Emulator) -> None:
    class Studio(edgegap.Client):
        def __init__(self, studio: str) -> None:
            super().__init__(emulator.token, emulator.url)
            self.studio = studio

    client = Studio("mine")
    view = client.with_options(timeout=5)
    gone = weakref.ref(client)
    del client
    assert gone() is None
    assert isinstance(view, Studio) and view.studio == "mine"
    assert view.applications.list().total() == 0


def test_running_out_of_descriptors_is_reported(emulator: edgegap.Emulator) -> None:
    """The error comes after one attempt and has a fix. Calls work again with free descriptors."""
    run(
        """
    import edgegap
    limit_descriptors()
    import asyncio, os, sys
    url, token = sys.argv[1:]
    used, client, async_client = edgegap.Client(token, url), edgegap.Client(token, url), edgegap.AsyncClient(token, url)
    used.applications.list().total()

    async def total():
        return await async_client.applications.list().total()

    # The first loop keeps its descriptors meanwhile.
    first, loop = asyncio.new_event_loop(), asyncio.new_event_loop()
    first.run_until_complete(total())
    held = []
    try:
        while True:
            held.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        pass
    for call in (client.applications.list().total, lambda: loop.run_until_complete(total())):
        error = raises(edgegap.ConnectionFailedError, call)
        assert "descriptors" in str(error) and "ulimit -n" in str(error), error
        assert len(error.attempts) < 2, error.attempts
    for descriptor in held:
        os.close(descriptor)
    assert used.applications.list().total() == client.applications.list().total() == 0
    assert loop.run_until_complete(total()) == 0
    first.close()
    loop.close()
    """,
        emulator.url,
        emulator.token,
    )
