"""Every vector by the methods of both clients, and a wrong one."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import os
from typing import Any

import pytest

import edgegap
from results import PARITY
from scripted_server import Playing, ScriptedServer
from vectors import Outcome, before, environment, load, run, run_async, settings

VECTORS = [pytest.param(vector, id=vector["name"]) for vector in load()]
# Maximum number of plays until one is not void: a connection that has just served a call may not be
# ready in time for the next.
TRIES = 20
# Time limit for a call, in seconds. None waits for more than a few.
LONGEST = 60


@pytest.mark.parametrize("surface", ["sync", "async"])
@pytest.mark.parametrize("vector", VECTORS)
def test_vector(vector: dict[str, Any], surface: str, scripted_server: ScriptedServer) -> None:
    found = differences(vector, surface, scripted_server)
    PARITY.append({"operation": vector["operation"], "vector": vector["name"], "surface": surface, "passed": not found})
    assert not found, "\n".join(found)


@pytest.mark.skipif("SDK_TEST_EVERY" in os.environ, reason="a sample may not have the vector")
@pytest.mark.parametrize("surface", ["sync", "async"])
def test_a_wrong_outcome_is_reported(surface: str, scripted_server: ScriptedServer) -> None:
    vector = next(copy.deepcopy(vector) for vector in load() if vector["name"] == "applications-get-every-member")
    vector["expect"]["value"]["name"] = "other"
    found = differences(vector, surface, scripted_server)
    assert found == ['value.name: expected "other", got "my-game"']


def differences(vector: dict[str, Any], surface: str, scripted_server: ScriptedServer) -> list[str]:
    """Every difference from the expectation of a vector."""
    for _ in range(TRIES):
        found = play(vector, surface, scripted_server)
        if found is not None:
            return found
    return [f"no connection was used twice, in {TRIES} plays"]


def play(vector: dict[str, Any], surface: str, scripted_server: ScriptedServer) -> list[str] | None:
    """The same for one play, or None if it is void."""
    playing = scripted_server.play(vector)
    outcome = Outcome()
    try:
        if surface == "sync":
            with_client(vector, playing, outcome)
        else:
            asyncio.run(asyncio.wait_for(with_async_client(vector, playing, outcome), LONGEST))
    except edgegap.EdgegapError as error:
        outcome.fail(error)
    except TypeError as error:
        outcome.refused = str(error)
        outcome.show(error)
    except BaseException:
        playing.end()
        raise
    return playing.judge(outcome)


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
