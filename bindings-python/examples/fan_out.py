"""Prints the newest active version of every application. The calls run concurrently.

python fan_out.py
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

import edgegap

EARLIEST = datetime.min.replace(tzinfo=timezone.utc)


async def newest(client: edgegap.AsyncClient, app: str) -> tuple[str, str]:
    """Returns the application and its newest active version."""
    active = [version async for version in client.versions.list(app) if version.is_active]
    newest = max(active, key=lambda version: version.create_time or EARLIEST, default=None)
    return app, newest.name if newest else "none"


async def main() -> None:
    """Reads all applications, then the versions of each."""
    async with edgegap.AsyncClient(max_concurrency=16) as client:
        apps = [application.name async for application in client.applications.list()]
        if not apps:
            print("no applications")
        for app, version in await asyncio.gather(*(newest(client, app) for app in apps)):
            print(f"{app}: {version}")


if __name__ == "__main__":
    asyncio.run(main())
