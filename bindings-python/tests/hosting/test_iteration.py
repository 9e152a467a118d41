"""Iterations that are interrupted: by errors, signals, cancelled tasks, threads and `break`."""

from __future__ import annotations

import asyncio
import copy
import gc
import pickle
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

import edgegap
from script import run

NAMES = [f"game-{number}" for number in range(6)]


@pytest.fixture(autouse=True)
def six_games(emulator: edgegap.Emulator) -> Iterator[None]:
    with emulator.client() as client:
        for name in NAMES:
            client.applications.create(name=name, is_active=True, image="")
    emulator.clear_requests()
    yield


def fail_once(emulator: edgegap.Emulator) -> None:
    """Makes the second page fail once."""
    emulator.inject("applications.list", "status", code=403, skip=1, times=1)


def test_iteration_continues_after_an_error(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    """An error never looks like the end of the list."""
    fail_once(emulator)
    items = iter(client.applications.list(limit=2))
    assert [next(items).name, next(items).name] == NAMES[:2]
    with pytest.raises(edgegap.PermissionDeniedError):
        next(items)
    assert [application.name for application in items] == NAMES[2:]
    with pytest.raises(StopIteration):
        next(items)
    emulator.inject("applications.list", "status", code=403, times=1)
    pages = client.applications.list(limit=4).pages()
    with pytest.raises(edgegap.PermissionDeniedError):
        next(pages)
    assert [(page.number, len(page.items)) for page in pages] == [(1, 4), (2, 2)]
    assert next(pages, None) is None


def test_async_iteration_continues_after_an_error(emulator: edgegap.Emulator) -> None:
    async def main() -> None:
        async with emulator.async_client() as client:
            fail_once(emulator)
            items = client.applications.list(limit=2).__aiter__()
            assert [(await items.__anext__()).name for _ in range(2)] == NAMES[:2]
            with pytest.raises(edgegap.PermissionDeniedError):
                await items.__anext__()
            emulator.inject("applications.list", "stall", times=1)
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(items.__anext__(), 0.1)
            assert [application.name async for application in items] == NAMES[2:]
            with pytest.raises(StopAsyncIteration):
                await items.__anext__()
            fail_once(emulator)
            pages = client.applications.list(limit=4).pages()
            assert (await pages.__anext__()).number == 1
            with pytest.raises(edgegap.PermissionDeniedError):
                await pages.__anext__()
            assert [page.number async for page in pages] == [2]

    asyncio.run(main())


def test_iteration_continues_after_a_signal() -> None:
    run("""
    import signal, edgegap

    class Alarm(Exception):
        pass

    def handle(*_):
        raise Alarm

    signal.signal(signal.SIGALRM, handle)
    with edgegap.Emulator() as emulator, emulator.client() as client:
        names = [f"game-{number}" for number in range(4)]
        for name in names:
            client.applications.create(name=name, is_active=True, image="")
        emulator.inject("applications.list", "stall", skip=1, times=1)
        items = iter(client.applications.list(limit=2))
        got = [next(items).name, next(items).name]
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        try:
            next(items)
        except Alarm:
            got += [application.name for application in items]
        assert got == names, got
    """)


def test_iteration_reuses_the_page_read_for_the_total(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    applications = client.applications.list(limit=4)
    items = iter(applications)
    assert applications.total() == 6
    assert [application.name for application in items] == NAMES
    assert [request.query for request in emulator.requests] == ["page=1&limit=4", "page=2&limit=4"]
    assert len(list(applications)) == 6 and len(emulator.requests) == 4


def test_break_leaves_no_task_and_no_warning(emulator: edgegap.Emulator) -> None:
    """In debug mode, with the loop running or closed."""

    async def first(client: edgegap.AsyncClient) -> str:
        async for page in client.applications.list(limit=2).pages():
            break
        async for application in client.applications.list(limit=2):
            return application.name
        raise AssertionError("the list is empty")

    async def kept(client: edgegap.AsyncClient) -> Any:
        items = client.applications.list(limit=2).__aiter__()
        await items.__anext__()
        return items

    client = emulator.async_client()
    for _ in range(3):
        assert asyncio.run(first(client), debug=True) == NAMES[0]

    async def rest(items: Any) -> list[str]:
        return [application.name async for application in items]

    assert asyncio.run(rest(asyncio.run(kept(client), debug=True))) == NAMES[1:]
    gc.collect()
    client._native.close()


def test_concurrent_readers_lose_no_item(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    """A reader is refused while another one reads a page, and tries again."""
    items = iter(client.applications.list(limit=1))
    got: list[str] = []
    refused: list[str] = []

    def read(_: int) -> None:
        while True:
            try:
                for application in items:
                    got.append(application.name)
            except RuntimeError as error:
                refused.append(str(error))
            else:
                return

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read, range(4)))
    assert sorted(got) == NAMES
    assert all("take turns" in message for message in refused)

    async def main() -> None:
        items = emulator.async_client().applications.list(limit=1).__aiter__()
        first, *others = await asyncio.gather(*(items.__anext__() for _ in range(3)), return_exceptions=True)
        assert isinstance(first, edgegap.Application) and first.name == NAMES[0]
        assert all(isinstance(other, RuntimeError) and "take turns" in str(other) for other in others)
        assert [application.name async for application in items] == NAMES[1:]

    asyncio.run(main())


def test_iterators_cannot_be_copied(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    applications = client.applications.list()
    other = emulator.async_client().applications.list()
    for iteration in (iter(applications), applications.pages(), other.__aiter__(), other.pages()):
        for copied in (copy.copy, copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError, match="start another one"):
                copied(iteration)  # type: ignore[operator]
    assert len(list(copy.copy(applications))) == 6
    for whole in (applications, other, client.applications):
        for copied in (copy.deepcopy, pickle.dumps):
            with pytest.raises(TypeError, match="make one in each process"):
                copied(whole)  # type: ignore[operator]
