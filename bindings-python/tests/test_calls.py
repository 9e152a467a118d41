"""Options, metadata, lists and logging."""

from __future__ import annotations

import asyncio

import pytest

import edgegap
from script import run


def test_options_of_calls_and_views(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    client.applications.list(headers={"X-Trace": "1"}, extra_query={"a": "b c"}).total()
    view = client.with_options(headers={"X-View": "2"}, max_retries=0)
    view.applications.list(headers={"X-Trace": "3"}).total()
    first, second = emulator.requests
    assert first.headers["x-trace"] == "1" and first.query == "page=1&limit=100&a=b+c"
    assert (second.headers["x-trace"], second.headers["x-view"]) == ("3", "2")
    assert first.headers["user-agent"].startswith(f"edgegap-sdk/{edgegap.__version__} python/3.")
    emulator.inject("applications.list", "status", code=503, times=1)
    with pytest.raises(edgegap.ServerError) as caught:
        view.applications.list().total()
    assert len(caught.value.attempts) == 1
    emulator.inject("*", "stall")
    with pytest.raises(edgegap.TimedOutError):
        client.applications.get("my-game", timeout=0.1)
    with pytest.raises(edgegap.TimedOutError):
        client.with_options(timeout=edgegap.Timeout(attempt=0.05), max_retries=0).applications.get("my-game")


def test_metadata_of_any_call(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    for name in ("my-game", "other"):
        client.applications.create(name=name, is_active=True, image="")
    emulator.inject("applications.get", "status", code=503, times=1)
    reply = edgegap.reply_of(client.applications.get, "my-game", max_retries=3)
    assert reply.value.name == "my-game"
    assert [attempt.outcome for attempt in reply.meta.attempts] == ["503", "200"]
    assert reply.meta.headers["content-type"] == "application/json"
    assert reply.meta.request_id == str(emulator.requests[-1].id)

    async def main() -> None:
        async with emulator.async_client() as client:
            first, second = await asyncio.gather(
                edgegap.reply_of(client.applications.get, "my-game"),
                edgegap.reply_of(client.applications.delete, "other"),
            )
            assert (first.value.name, first.meta.status) == ("my-game", 200)
            assert (second.value, second.meta.status) == (None, 200)
            assert first.meta.request_id != second.meta.request_id

    asyncio.run(main())


def test_lists_read_pages_on_demand(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    for number in range(7):
        client.applications.create(name=f"game-{number}", is_active=True, image="")
    emulator.clear_requests()
    applications = client.applications.list(limit=3)
    assert emulator.requests == []
    assert applications.total() == 7
    assert [application.name for application in applications] == [f"game-{number}" for number in range(7)]
    assert [request.query for request in emulator.requests] == [f"page={page}&limit=3" for page in (1, 2, 3)]
    assert applications.total() == 7
    assert len(emulator.requests) == 3
    assert next(iter(applications)).name == "game-0"
    assert len(list(applications)) == 7, "each iteration reads anew"
    assert [page.number for page in client.applications.list(page=2, limit=3).pages()] == [2, 3]


def test_a_list_fails_with_its_page(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    for number in range(4):
        client.applications.create(name=f"game-{number}", is_active=True, image="")
    emulator.inject("applications.list", "status", code=403, skip=1, times=1)
    seen = []
    with pytest.raises(edgegap.PermissionDeniedError):
        for application in client.applications.list(limit=2):
            seen.append(application.name)
    assert seen == ["game-0", "game-1"]


def test_lost_response_of_a_create(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    emulator.inject("applications.create", "reset", when="after", times=1)
    assert client.applications.create(name="my-game", is_active=True, image="").name == "my-game"
    assert [request.operation for request in emulator.requests] == [
        "applications.create",
        "applications.create",
        "applications.get",
    ]


def test_import_loads_no_slow_module() -> None:
    names = ("asyncio", "logging", "dataclasses", "inspect")
    out, _ = run(f"import sys, edgegap; print([name for name in {names} if name in sys.modules])")
    assert out == "[]\n"
