"""Lists: their first items, and mistaken uses."""

from __future__ import annotations

import asyncio
import inspect
import json
import operator
from collections.abc import Callable
from multiprocessing.pool import ThreadPool
from typing import Any

import pytest

import edgegap
from samples import APPLICATION

NAMES = [f"game-{number}" for number in range(5)]


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
            for limit in (-1, "3", True):
                with pytest.raises((ValueError, TypeError), match=r"collect: limit must be"):
                    await applications.collect(limit)  # type: ignore[arg-type]

    asyncio.run(main())


@pytest.mark.parametrize(
    ("limit", "error", "message"),
    [
        (-1, ValueError, "collect: limit must be 0 or more, got -1"),
        ("3", TypeError, "collect: limit must be an integer or None, not str"),
        (2.0, TypeError, "not float"),
        (True, TypeError, "not bool"),
    ],
)
def test_invalid_limits(client: edgegap.Client, limit: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        client.applications.list().collect(limit)


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

    for wrong in (client.applications.list(), client.applications.list().pages(), iter(client.applications.list())):
        with pytest.raises(TypeError, match="read by `for`"):
            asyncio.run(main(wrong))


def test_lists_are_not_awaited(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    async def main(wrong: Any) -> None:
        await wrong

    with pytest.raises(TypeError, match=r"^Pager cannot be awaited: read it with `for` or `collect\(\)`"):
        asyncio.run(main(client.applications.list()))
    with pytest.raises(TypeError, match=r"^AsyncPager cannot be awaited: .* `await <list>\.collect\(\)`"):
        asyncio.run(main(emulator.async_client().applications.list()))


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
