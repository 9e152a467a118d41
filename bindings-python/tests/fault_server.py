"""The fault server: it injects faults and judges outcomes. See tests/faults/README.md."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import edgegap
from server_program import LONGEST, ServerProgram
from vectors import ROOT, Outcome, before, run, run_async, timeout

TABLE: dict[str, Any] = json.loads((ROOT / "tests" / "faults" / "table.json").read_text(encoding="utf-8"))
# A read, a create, an update and a deletion, under every fault.
CELLS = [
    (fault["name"], operation)
    for operation in TABLE["samples"]
    for group in TABLE["groups"]
    for fault in group["faults"]
]
SURFACES = ("sync", "async")
# Attempts at a void cell: a connection may not be idle in time for the next call.
ATTEMPTS = 20
# Cells that run at the same time. Most of them wait most of the time.
CONCURRENCY = 32


class FaultServer(ServerProgram):
    """The program of tests/fault-server."""

    VARIABLE = "SDK_TEST_FAULT_SERVER"

    def open(self, fault: str, operation: str) -> dict[str, Any]:
        """Sets up a cell; returns the settings of its client and the arguments of its call."""
        return self.send("POST", "/_fault", {"fault": fault, "operation": operation})

    def wait_until_idle(self, setup: dict[str, Any]) -> None:
        """Waits until a cell has no active exchange and its fault has closed its connections."""
        self.send("GET", f"/_fault/{setup['id']}/idle")

    def close(self, setup: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
        """Ends a cell; returns the verdict."""
        return self.send("POST", f"/_fault/{setup['id']}", boundary_outcome(outcome))


def boundary_outcome(outcome: Outcome) -> dict[str, Any]:
    """Returns an outcome in the form of tests/contract/boundary.md."""
    if outcome.error is not None:
        return {"error": outcome.error}
    reply = outcome.replies[0]
    return {"value": reply["value"], "attempts": reply["meta"]["attempts"]}


def settings(setup: dict[str, Any]) -> dict[str, Any]:
    """Returns the settings of a cell's client."""
    return {
        **{name: setup.get(name) for name in ("token", "base_url", "ca_file", "proxy")},
        "timeout": timeout(setup["timeout_ms"]),
        "backoff": (0.001, 0.002),
    }


async def run_all(server: FaultServer, surface: str) -> list[dict[str, Any]]:
    """Runs all cells with a client each; returns the verdicts in the order of `CELLS`."""
    turns = asyncio.Semaphore(CONCURRENCY)

    async def cell(fault: str, operation: str) -> dict[str, Any]:
        async with turns:
            for _ in range(ATTEMPTS):
                setup, outcome = await asyncio.to_thread(server.open, fault, operation), Outcome()
                try:
                    if surface == "sync":
                        await asyncio.to_thread(play, server, setup, outcome)
                    else:
                        await asyncio.wait_for(play_async(server, setup, outcome), LONGEST)
                except edgegap.EdgegapError as error:
                    outcome.fail(error)
                verdict = await asyncio.to_thread(server.close, setup, outcome)
                if not verdict["void"]:
                    return verdict
        return {**verdict, "differences": [f"no connection was reused in {ATTEMPTS} attempts"]}

    with ThreadPoolExecutor(CONCURRENCY) as pool:
        asyncio.get_running_loop().set_default_executor(pool)
        return list(await asyncio.gather(*(cell(*names) for names in CELLS)))


def play(server: FaultServer, setup: dict[str, Any], outcome: Outcome) -> None:
    with edgegap.Client(**settings(setup)) as client:
        for first in before([setup["before"]] if "before" in setup else []):
            run(client, first, Outcome())
            server.wait_until_idle(setup)
        run(client, setup, outcome)


async def play_async(server: FaultServer, setup: dict[str, Any], outcome: Outcome) -> None:
    async with edgegap.AsyncClient(**settings(setup)) as client:
        for first in before([setup["before"]] if "before" in setup else []):
            await run_async(client, first, Outcome())
            await asyncio.to_thread(server.wait_until_idle, setup)
        await run_async(client, setup, outcome)
