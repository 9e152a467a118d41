"""aiohttp, with a session."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from . import APP, Calls, headers
from .models import Application


@asynccontextmanager
async def asynchronous(url: str, token: str) -> AsyncIterator[Calls]:
    async with aiohttp.ClientSession(headers=headers(token)) as session:

        async def get() -> Application:
            async with session.get(f"{url}/v1/app/{APP}") as answer:
                answer.raise_for_status()
                return Application.read(json.loads(await answer.read()))

        yield Calls(get=get)
