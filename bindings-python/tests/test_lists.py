"""Lists: their first items, and mistaken uses."""

from __future__ import annotations

import asyncio
import inspect
import json
import operator
import sys
from _thread import start_new_thread
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable
from itertools import chain
from multiprocessing.pool import ThreadPool
from queue import SimpleQueue
from typing import Any

import pytest

import edgegap
from samples import APPLICATION

NAMES = [f"game-{number}" for number in range(5)]


class Index:
    """An integer of another library, which cannot be compared."""

    def __init__(self, value: int) -> None:
        self.value = value

    def __index__(self) -> int:
        return self.value


# Larger than the integers of `itertools`, of 64 bits, and of what Python converts to a string.
LARGE: list[Any] = [sys.maxsize + 1, 2**63, 2**64, 10**5000, Index(2**63)]

WRONG_LIMITS: list[tuple[Any, type[Exception], str]] = [
    (-1, ValueError, "^collect: limit must be 0 or more, got -1$"),
    (-(2**63), ValueError, "^collect: limit must be 0 or more, got -9223372036854775808$"),
    (-(2**64), ValueError, "^collect: limit must be 0 or more, got a number beyond 64 bits$"),
    (-(10**5000), ValueError, "^collect: limit must be 0 or more, got a number beyond 64 bits$"),
    (Index(-1), ValueError, "^collect: limit must be 0 or more, got -1$"),
    ("3", TypeError, "^collect: limit must be an integer or None, not str$"),
    (2.0, TypeError, "^collect: limit must be an integer or None, not float$"),
    (1e300, TypeError, "^collect: limit must be an integer or None, not float$"),
    (float("inf"), TypeError, "^collect: limit must be an integer or None, not float$"),
    (True, TypeError, "^collect: limit must be an integer or None, not bool$"),
    (False, TypeError, "^collect: limit must be an integer or None, not bool$"),
]


@pytest.fixture(autouse=True)
def _applications(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    for name in NAMES:
        client.applications.create(**{**APPLICATION, "name": name})
    emulator.clear_requests()


def queries(emulator: edgegap.Emulator) -> list[str | None]:
    made = [request.query for request in emulator.requests]
    emulator.clear_requests()
    return made


def names(items: list[edgegap.Application]) -> list[str]:
    return [item.name for item in items]


def test_first(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    first = client.applications.list().first()
    assert first is not None and first.name == NAMES[0]
    assert queries(emulator) == ["page=1&limit=1"]
    second = client.applications.list(page=2, limit=2).first()
    assert second is not None and second.name == NAMES[2]
    assert queries(emulator) == ["page=2&limit=2"]
    listed = client.applications.list()
    assert listed.total() == 5 and listed.first() == first
    assert queries(emulator) == ["page=1&limit=100"]
    assert client.versions.list(NAMES[0]).first() is None


def test_collect(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    applications = client.applications.list()
    assert names(applications.collect()) == NAMES
    assert queries(emulator) == ["page=1&limit=100"]
    assert applications.collect(0) == [] and queries(emulator) == []
    assert names(applications.collect(limit=2)) == NAMES[:2]
    assert names(applications.collect(5)) == NAMES and names(applications.collect(500)) == NAMES
    assert queries(emulator) == ["page=1&limit=2", "page=1&limit=5", "page=1&limit=100"]
    assert names(client.applications.list(limit=2).collect(3)) == NAMES[:3]
    assert queries(emulator) == ["page=1&limit=2", "page=2&limit=2"]
    assert client.versions.list(NAMES[0]).collect() == []


def test_first_and_collect_with_asyncio(emulator: edgegap.Emulator) -> None:
    async def main() -> None:
        async with emulator.async_client() as client:
            applications = client.applications.list()
            first = await applications.first()
            assert first is not None and first.name == NAMES[0]
            assert names(await applications.collect(2)) == NAMES[:2] and await applications.collect(limit=0) == []
            assert queries(emulator) == ["page=1&limit=1", "page=1&limit=2"]
            assert names(await client.applications.list(limit=2).collect(3)) == NAMES[:3]
            assert queries(emulator) == ["page=1&limit=2", "page=2&limit=2"]
            assert names(await applications.collect()) == NAMES
            assert await client.versions.list(NAMES[0]).first() is None
            for limit in (sys.maxsize, *LARGE):
                assert names(await applications.collect(limit)) == NAMES
            for wrong, error, message in WRONG_LIMITS:
                with pytest.raises(error, match=message):
                    await applications.collect(wrong)

    asyncio.run(main())


def test_invalid_limits(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    for limit, error, message in WRONG_LIMITS:
        with pytest.raises(error, match=message):
            client.applications.list().collect(limit)
    assert queries(emulator) == []


def test_large_limits_read_all_items(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    for limit in (sys.maxsize, *LARGE):
        assert names(client.applications.list().collect(limit)) == NAMES
        assert queries(emulator) == ["page=1&limit=100"]


MISTAKES: list[tuple[Callable[[Any], Any], type[Exception], str, str]] = [
    (len, TypeError, r"no length.* `total\(\)`", r"no length.* `await <list>\.total\(\)`"),
    (bool, TypeError, r"no truth value.* `first\(\) is None`", r"`await <list>\.first\(\) is None`"),
    (lambda given: given[0], TypeError, r"no index.* `first\(\)`", r"`await <list>\.first\(\)`"),
    (lambda given: given[:2], TypeError, r"collect\(limit=10\)", r"await <list>\.collect\(limit=10\)"),
    (lambda given: "1" in given, TypeError, r"not names: use `any\(.* <list>\)`", r"in await <list>\.collect\(\)\)`"),
    (lambda given: given.filter(None), AttributeError, r"filter while.* `collect\(\)`", r"`await <list>\.collect\(\)`"),
    (lambda given: given.sort(), AttributeError, r"no 'sort': iterate over it", r"no 'sort': iterate over it"),
    (json.dumps, TypeError, r"not JSON serializable: use `\[item", r"not JSON serializable: use `\[item"),
]


@pytest.mark.parametrize(("use", "error", "sync_message", "async_message"), MISTAKES)
def test_mistakes(
    emulator: edgegap.Emulator, use: Callable[[Any], Any], error: Any, sync_message: str, async_message: str
) -> None:
    with pytest.raises(error, match=sync_message):
        use(emulator.client().applications.list())
    with pytest.raises(error, match=async_message):
        use(emulator.async_client().applications.list())


def test_the_other_kind_of_iteration(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    applications = emulator.async_client().applications.list()
    for wrong in (applications, applications.pages(), applications.__aiter__()):
        with pytest.raises(TypeError, match="read by `async for`"):
            list(wrong)  # type: ignore[call-overload]

    async def main(wrong: Any) -> None:
        async for _ in wrong:
            pass

    # Python's own error: these have no `__aiter__`, which other code would prefer to `__iter__`.
    listed: Any = client.applications.list()
    for wrong, kind in ((listed, "Pager"), (listed.pages(), "Pages"), (iter(listed), "Items")):
        with pytest.raises(TypeError, match=f"^'async for' requires an object with __aiter__ method, got {kind}$"):
            asyncio.run(main(wrong))


# What Python says of an object without `__await__`. Newer versions say the second.
NO_AWAIT = r"^(object Pager can't be used in 'await' expression|'Pager' object can't be awaited)$"
READ = r"^Pager cannot be awaited: read it with `for` or `collect\(\)`"
READ_ASYNC = r"^AsyncPager cannot be awaited: use `async for`, or `await <list>\.collect\(\)`$"

AWAITS: list[tuple[Callable[[Any], Any], str]] = [
    (lambda wrong: asyncio.gather(wrong), READ),
    (lambda wrong: asyncio.ensure_future(wrong), READ),
    (lambda wrong: asyncio.shield(wrong), READ),
    (lambda wrong: asyncio.wait_for(wrong, 0), READ),
    # Newer versions await it without a task.
    (lambda wrong: asyncio.wait_for(wrong, 10), READ if sys.version_info < (3, 12) else NO_AWAIT),
    (lambda wrong: wrong, NO_AWAIT),
]


@pytest.mark.parametrize(("use", "message"), AWAITS)
def test_lists_are_not_awaited(
    client: edgegap.Client, emulator: edgegap.Emulator, use: Callable[[Any], Any], message: str
) -> None:
    async def main(wrong: Any) -> None:
        await use(wrong)

    with pytest.raises(TypeError, match=message):
        asyncio.run(main(client.applications.list()))
    with pytest.raises(TypeError, match=READ_ASYNC):
        asyncio.run(main(emulator.async_client().applications.list()))
    assert queries(emulator) == []


def test_only_lists_of_an_async_client_look_asynchronous(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    """Frameworks and template engines await and iterate by these answers."""
    applications, other = client.applications.list(), emulator.async_client().applications.list()
    for blocking in (applications, applications.pages(), iter(applications)):
        assert not inspect.isawaitable(blocking) and not isinstance(blocking, (Awaitable, AsyncIterable))
        assert not issubclass(type(blocking), (Awaitable, AsyncIterable)) and isinstance(blocking, Iterable)
        assert not hasattr(type(blocking), "__await__") and not hasattr(type(blocking), "__aiter__")
    # Awaited by mistake, the list says what to do.
    assert inspect.isawaitable(other) and isinstance(other, (Awaitable, AsyncIterable))
    assert issubclass(edgegap.AsyncPager, (Awaitable, AsyncIterable))
    for iterator in (other.pages(), aiter(other)):
        assert not inspect.isawaitable(iterator) and isinstance(iterator, AsyncIterator)
    for listed in (applications, other):
        assert not asyncio.isfuture(listed) and not asyncio.iscoroutine(listed)


def test_native_code_asks_objects_for_their_class(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    """A thread that runs native code alone has no frame of Python."""
    application = client.applications.get(NAMES[0])
    error = edgegap.NotFoundError("none")
    objects = [application, error, client.applications.list(), emulator.async_client().applications.list()]
    done: SimpleQueue[None] = SimpleQueue()
    classes: list[Any] = []
    ask = map(operator.attrgetter("__class__"), objects)
    start_new_thread(classes.extend, (chain(ask, map(done.put, [None])),))
    done.get(timeout=60)
    assert classes[:4] == [edgegap.Application, edgegap.NotFoundError, edgegap.Pager, edgegap.AsyncPager]


def test_clients_of_the_other_kind(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    async def main() -> None:
        async with client:  # type: ignore[attr-defined]
            pass

    with pytest.raises(TypeError, match="a Client is used by `with`"):
        asyncio.run(main())
    wrong: Any = emulator.async_client()
    with pytest.raises(TypeError, match="an AsyncClient is used by `async with`"), wrong:
        pass


def test_the_text_of_a_list_says_how_it_is_read(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    assert str(client.applications.list()) == "<Pager of applications.list, read by iterating or by collect()>"
    assert "await <list>.collect()" in repr(emulator.async_client().applications.list())


def test_other_code_asks_lists_what_they_are(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    """The methods that exist for their errors stay out of the way."""
    applications, other = client.applications.list(), emulator.async_client().applications.list()
    hidden = ("__len__", "__getitem__", "__contains__", "__await__")
    assert not any(hasattr(applications, name) for name in (*hidden, "__aiter__"))
    assert not any(hasattr(other, name) for name in (*hidden, "__iter__"))
    assert operator.length_hint(applications, 7) == 7
    assert not inspect.iscoroutine(other) and not asyncio.iscoroutine(applications)
    with ThreadPool(2) as pool:
        assert pool.map(lambda application: application.name, applications) == NAMES
    assert names(sorted(applications, key=lambda application: application.name)) == NAMES
    first, *rest = applications
    assert first.name == NAMES[0] and len(rest) == 4
