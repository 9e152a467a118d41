"""Makes calls with the installed package, on the emulator that it contains."""

import asyncio
import sys

import edgegap


def check(number: int) -> None:
    with edgegap.Emulator() as emulator, emulator.client() as client:
        client.applications.create(name="my-game", is_active=True, image="")
        assert [application.name for application in client.applications.list()] == ["my-game"]
        try:
            client.applications.create(name="my-game", is_active=True, image="")
        except edgegap.ConflictError:
            pass
        else:
            raise AssertionError("a name was taken twice")
        assert asyncio.run(check_async(emulator)) == number


async def check_async(emulator: edgegap.Emulator) -> int:
    async with emulator.async_client() as client:
        return len([await client.applications.get("my-game") for _ in range(3)])


check(3)
print(f"edgegap {edgegap.__version__} works on {sys.platform}")
