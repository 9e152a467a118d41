"""Makes calls with the installed package, on the emulator that it contains."""

import asyncio
import importlib.metadata
import importlib.util
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
# An entry point without its module stops every run of pytest.
for entry in importlib.metadata.distribution("edgegap-sdk").entry_points:
    assert importlib.util.find_spec(entry.module), f"the package lacks {entry.module}"
print(f"edgegap {edgegap.__version__} works on {sys.platform}")
