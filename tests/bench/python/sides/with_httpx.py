"""httpx, of both kinds."""

from __future__ import annotations

import ssl
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

import httpx

from . import APP, BODY, PAGE, Calls, authority, headers
from .models import Application, Version, versions

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


def settings(token: str) -> dict[str, Any]:
    """What both kinds of client are made with."""
    verify = ssl.create_default_context(cafile=authority()) if authority() else True
    return {"headers": headers(token), "trust_env": False, "timeout": 60, "verify": verify}


@contextmanager
def sync(url: str, token: str) -> Iterator[Calls]:
    """Calls that block."""
    with httpx.Client(**settings(token)) as client:

        def ask(method: str, path: str, **arguments: Any) -> Any:
            answer = client.request(method, f"{url}/v1/app/{APP}{path}", **arguments)
            answer.raise_for_status()
            return answer.json()

        yield Calls(
            get=lambda: Application.read(ask("GET", "")),
            create=lambda: Version.read(ask("POST", "/version", json=BODY)["version"]),
            list=lambda: versions(ask("GET", "/versions", params={"page": 1, "limit": PAGE})),
        )


@asynccontextmanager
async def asynchronous(url: str, token: str) -> AsyncIterator[Calls]:
    """Calls that are awaited."""
    async with httpx.AsyncClient(**settings(token)) as client:

        async def get() -> Application:
            answer = await client.get(f"{url}/v1/app/{APP}")
            answer.raise_for_status()
            return Application.read(answer.json())

        yield Calls(get=get)
