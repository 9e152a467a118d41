"""Every vector by the methods of both clients."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest

import edgegap
from differences import differences
from results import PARITY
from scripted_server import Playing, ScriptedServer
from vectors import Outcome, before, environment, load, run, run_async, settings

VECTORS = [pytest.param(vector, id=vector["name"]) for vector in load()]
# How often a play may be void: a connection that has just served a call may not be at hand in time for the next.
TRIES = 20
# A call that takes longer hangs. None waits for more than a few seconds.
LONGEST = 60


@pytest.mark.parametrize("surface", ["sync", "async"])
@pytest.mark.parametrize("vector", VECTORS)
def test_vector(vector: dict[str, Any], surface: str, scripted_server: ScriptedServer) -> None:
    found = next((found for found in (play(vector, surface, scripted_server) for _ in range(TRIES)) if found is not None), None)
    assert found is not None, f"no connection was used twice, in {TRIES} plays"
    entry = {"operation": vector["operation"], "vector": vector["name"], "surface": surface, "passed": not found}
    PARITY.append(entry)
    assert not found, "\n".join(found)


def play(vector: dict[str, Any], surface: str, scripted_server: ScriptedServer) -> list[str] | None:
    """All that is wrong with what came of a vector, or None when the play says nothing."""
    playing = scripted_server.play(vector["exchanges"])
    outcome = Outcome()
    try:
        if surface == "sync":
            with_client(vector, playing, outcome)
        else:
            asyncio.run(asyncio.wait_for(with_async_client(vector, playing, outcome), LONGEST))
    except edgegap.EdgegapError as error:
        outcome.fail(error)
    except TypeError as error:
        outcome.refused = error
    finally:
        mismatches = playing.end()
    return None if mismatches is None else [*differences(vector, outcome), *mismatches]


def with_client(vector: dict[str, Any], playing: Playing, outcome: Outcome) -> None:
    with environment(vector, playing.fill):
        client = edgegap.Client(**settings(vector, playing.fill))
    with client:
        outcome.show(client)
        for call in before(vector.get("before", [])):
            with contextlib.suppress(edgegap.EdgegapError):
                run(client, call, Outcome())
            playing.wait_until_ended()
        run(client, vector, outcome)


async def with_async_client(vector: dict[str, Any], playing: Playing, outcome: Outcome) -> None:
    with environment(vector, playing.fill):
        client = edgegap.AsyncClient(**settings(vector, playing.fill))
    async with client:
        outcome.show(client)
        for call in before(vector.get("before", [])):
            with contextlib.suppress(edgegap.EdgegapError):
                await run_async(client, call, Outcome())
            await asyncio.to_thread(playing.wait_until_ended)
        await run_async(client, vector, outcome)
