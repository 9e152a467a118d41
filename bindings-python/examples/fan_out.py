"""Reports every application with its newest active version, all of them at once.

python fan_out.py
"""

from __future__ import annotations

import asyncio

import edgegap


async def newest(client: edgegap.AsyncClient, app: str) -> tuple[str, str]:
    """The application and its newest active version."""
    active = [version async for version in client.versions.list(app) if version.is_active]
    return app, active[-1].name if active else "none"


async def main() -> None:
    """Asks for all applications, then for the versions of each."""
    async with edgegap.AsyncClient(max_concurrency=16) as client:
        apps = [application.name async for application in client.applications.list()]
        for app, version in await asyncio.gather(*(newest(client, app) for app in apps)):
            print(f"{app}: {version}")


if __name__ == "__main__":
    asyncio.run(main())
