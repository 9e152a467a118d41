"""aiohttp, with a session."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp

from . import APP, Calls, headers
from .models import Application

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def asynchronous(url: str, token: str) -> AsyncIterator[Calls]:
    """Calls that are awaited."""
    async with aiohttp.ClientSession(headers=headers(token)) as session:

        async def get() -> Application:
            async with session.get(f"{url}/v1/app/{APP}") as answer:
                answer.raise_for_status()
                return Application.read(json.loads(await answer.read()))

        yield Calls(get=get)
