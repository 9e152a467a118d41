"""Every vector by the methods of both clients."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import edgegap
from differences import differences
from results import PARITY
from scripted_server import ScriptedServer
from vectors import Outcome, load, run, run_async, settings

VECTORS = [pytest.param(vector, id=vector["name"]) for vector in load()]
# A call that takes longer hangs. None waits for more than a few seconds.
LONGEST = 60


@pytest.mark.parametrize("surface", ["sync", "async"])
@pytest.mark.parametrize("vector", VECTORS)
def test_vector(vector: dict[str, Any], surface: str, scripted_server: ScriptedServer) -> None:
    playing = scripted_server.play(vector["exchanges"])
    outcome = Outcome()
    try:
        if surface == "sync":
            with edgegap.Client(**settings(vector, playing.url)) as client:
                outcome.show(client)
                run(client, vector, outcome)
        else:
            asyncio.run(asyncio.wait_for(with_async_client(vector, playing.url, outcome), LONGEST))
    except edgegap.EdgegapError as error:
        outcome.fail(error)
    except TypeError as error:
        outcome.refused = error
    finally:
        mismatches = playing.end()
    found = [*differences(vector, outcome), *mismatches]
    entry = {"operation": vector["operation"], "vector": vector["name"], "surface": surface, "passed": not found}
    PARITY.append(entry)
    assert not found, "\n".join(found)


async def with_async_client(vector: dict[str, Any], url: Any, outcome: Outcome) -> None:
    async with edgegap.AsyncClient(**settings(vector, url)) as client:
        outcome.show(client)
        await run_async(client, vector, outcome)
