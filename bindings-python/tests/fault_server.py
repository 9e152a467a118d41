"""The program that does harm to calls and judges what came of them, by its control interface: see tests/faults/README.md."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import edgegap
from server_program import LONGEST, ServerProgram
from vectors import ROOT, Outcome, before, run, run_async, timeout

TABLE: dict[str, Any] = json.loads((ROOT / "tests" / "faults" / "table.json").read_text())
# A read, a create, an update and a deletion, under every fault.
CELLS = [(fault["name"], operation) for operation in TABLE["samples"] for group in TABLE["groups"] for fault in group["faults"]]
# How often a cell may be void: a connection that has just served a call may not be at hand in time for the next.
TRIES = 20
VOID = f"no connection was used twice, in {TRIES} cells"
# How many cells run at once; most of them wait most of the time.
AT_ONCE = 32


class FaultServer(ServerProgram):
    """The program of tests/fault-server."""

    VARIABLE = "SDK_TEST_FAULT_SERVER"

    def open(self, fault: str, operation: str) -> dict[str, Any]:
        """Sets a cell up; gives what its client and its call need."""
        return self.send("POST", "/_fault", {"fault": fault, "operation": operation})

    def wait_until_idle(self, setup: dict[str, Any]) -> None:
        """Returns once nothing is under way on the connections of a cell, and those that its fault closes are closed."""
        self.send("GET", f"/_fault/{setup['id']}/idle")

    def close(self, setup: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
        """Ends a cell; gives the verdict."""
        return self.send("POST", f"/_fault/{setup['id']}", said(outcome))


def said(outcome: Outcome) -> dict[str, Any]:
    """The outcome of a call, in the form of the boundary."""
    if outcome.error is not None:
        return {"error": outcome.error}
    reply = outcome.replies[0]
    return {"value": reply["value"], "attempts": reply["meta"]["attempts"]}


def settings(setup: dict[str, Any]) -> dict[str, Any]:
    """The client that a cell asks for."""
    return {
        "token": setup["token"],
        "base_url": setup["base_url"],
        "ca_file": setup.get("ca_file"),
        "proxy": setup.get("proxy"),
        "timeout": timeout(setup["timeout_ms"]),
        "backoff": (0.001, 0.002),
    }


def calls_before(setup: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The call that a cell wants first, if any."""
    return before([setup["before"]] if "before" in setup else [])


def run_all(server: FaultServer) -> list[dict[str, Any]]:
    """The verdicts of all cells with a `Client` each, in their order."""

    def play(fault: str, operation: str) -> dict[str, Any]:
        setup, outcome = server.open(fault, operation), Outcome()
        try:
            with edgegap.Client(**settings(setup)) as client:
                for first in calls_before(setup):
                    run(client, first, Outcome())
                    server.wait_until_idle(setup)
                run(client, setup, outcome)
        except edgegap.EdgegapError as error:
            outcome.fail(error)
        return server.close(setup, outcome)

    def cell(fault: str, operation: str) -> dict[str, Any]:
        for _ in range(TRIES):
            verdict = play(fault, operation)
            if not verdict["void"]:
                return verdict
        return {**verdict, "differences": [VOID]}

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(cell, *zip(*CELLS)))


async def run_all_async(server: FaultServer) -> list[dict[str, Any]]:
    """The verdicts of all cells with an `AsyncClient` each, in their order."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def play(fault: str, operation: str) -> dict[str, Any]:
        async with turns:
            setup, outcome = await asyncio.to_thread(server.open, fault, operation), Outcome()
            try:
                async with edgegap.AsyncClient(**settings(setup)) as client:
                    for first in calls_before(setup):
                        await run_async(client, first, Outcome())
                        await asyncio.to_thread(server.wait_until_idle, setup)
                    await asyncio.wait_for(run_async(client, setup, outcome), LONGEST)
            except edgegap.EdgegapError as error:
                outcome.fail(error)
            return await asyncio.to_thread(server.close, setup, outcome)

    async def cell(fault: str, operation: str) -> dict[str, Any]:
        for _ in range(TRIES):
            verdict = await play(fault, operation)
            if not verdict["void"]:
                return verdict
        return {**verdict, "differences": [VOID]}

    return list(await asyncio.gather(*(cell(*names) for names in CELLS)))
