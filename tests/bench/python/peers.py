"""What people would use instead, as they would write it: a session, the header, a typed object of the answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any


@dataclass
class Application:
    """The answer as a typed object."""

    name: str
    is_active: bool
    image: str
    create_time: datetime
    last_updated: datetime

    @classmethod
    def read(cls, data: dict[str, Any]) -> Application:
        stamps = {name: datetime.fromisoformat(data[name]).replace(tzinfo=timezone.utc) for name in ("create_time", "last_updated")}
        return cls(name=data["name"], is_active=data["is_active"], image=data["image"], **stamps)


Read = Callable[[], Any]


@contextmanager
def ours(url: str, token: str) -> Iterator[Read]:
    import edgegap

    with edgegap.Client(token, url) as client:
        yield lambda: client.applications.get("bench")


@contextmanager
def with_requests(url: str, token: str) -> Iterator[Read]:
    import requests

    with requests.Session() as session:
        session.headers.update({"Authorization": f"token {token}", "Accept": "application/json"})
        session.trust_env = False

        def read() -> Application:
            answer = session.get(f"{url}/v1/app/bench", timeout=60)
            answer.raise_for_status()
            return Application.read(answer.json())

        yield read


@contextmanager
def with_httpx(url: str, token: str) -> Iterator[Read]:
    import httpx

    headers = {"Authorization": f"token {token}", "Accept": "application/json"}
    with httpx.Client(headers=headers, trust_env=False, timeout=60) as client:

        def read() -> Application:
            answer = client.get(f"{url}/v1/app/bench")
            answer.raise_for_status()
            return Application.read(answer.json())

        yield read


@asynccontextmanager
async def ours_async(url: str, token: str) -> AsyncIterator[Read]:
    import edgegap

    async with edgegap.AsyncClient(token, url) as client:
        yield lambda: client.applications.get("bench")


@asynccontextmanager
async def with_aiohttp(url: str, token: str) -> AsyncIterator[Read]:
    import aiohttp

    headers = {"Authorization": f"token {token}", "Accept": "application/json"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def read() -> Application:
            async with session.get(f"{url}/v1/app/bench") as answer:
                answer.raise_for_status()
                return Application.read(json.loads(await answer.read()))

        yield read


@asynccontextmanager
async def with_httpx_async(url: str, token: str) -> AsyncIterator[Read]:
    import httpx

    headers = {"Authorization": f"token {token}", "Accept": "application/json"}
    async with httpx.AsyncClient(headers=headers, trust_env=False, timeout=60) as client:

        async def read() -> Application:
            answer = await client.get(f"{url}/v1/app/bench")
            answer.raise_for_status()
            return Application.read(answer.json())

        yield read


SYNC = {"edgegap": ours, "requests": with_requests, "httpx": with_httpx}
ASYNC = {"edgegap": ours_async, "aiohttp": with_aiohttp, "httpx": with_httpx_async}


async def at_once(read: Read, calls: int, in_flight: int) -> None:
    """Makes calls, so many at a time."""
    left = iter(range(calls))

    async def worker() -> None:
        for _ in left:
            await read()

    await asyncio.gather(*(worker() for _ in range(in_flight)))
