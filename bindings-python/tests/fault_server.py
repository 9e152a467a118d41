"""The fault server: it injects faults and judges outcomes. See tests/faults/README.md."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import edgegap
from vectors import ROOT, Outcome, before, run, run_async, timeout

TABLE: dict[str, Any] = json.loads((ROOT / "tests" / "faults" / "table.json").read_text())
# A read, a create, an update and a deletion, under every fault.
CELLS = [
    (fault["name"], operation)
    for operation in TABLE["samples"]
    for group in TABLE["groups"]
    for fault in group["faults"]
]
SURFACES = ("sync", "async")
# A cell that takes longer hangs; no cell waits for more than a few seconds. Seconds.
TIMEOUT = 60
# Attempts at a void cell: a connection may not be idle in time for the next call.
ATTEMPTS = 20
# Cells that run at the same time. Most of them wait most of the time.
CONCURRENCY = 32


class FaultServer:
    """The server as a child process. It ends when its standard input is closed."""

    def __enter__(self) -> FaultServer:
        program = os.environ.get("SDK_TEST_FAULT_SERVER")
        if not program:
            raise RuntimeError("SDK_TEST_FAULT_SERVER must be the fault server; `cargo xtask test python` sets it")
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._address = urlsplit(self._process.stdout.readline().strip()).netloc
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def open(self, fault: str, operation: str) -> dict[str, Any]:
        """Sets up a cell; returns the settings of its client and the arguments of its call."""
        return self._request("POST", "/_fault", {"fault": fault, "operation": operation})

    def wait_until_idle(self, setup: dict[str, Any]) -> None:
        """Waits until a cell has no active exchange and its fault has closed its connections."""
        self._request("GET", f"/_fault/{setup['id']}/idle")

    def close(self, setup: dict[str, Any], outcome: Outcome) -> dict[str, Any]:
        """Ends a cell; returns the verdict."""
        return self._request("POST", f"/_fault/{setup['id']}", boundary_outcome(outcome))

    def _request(self, method: str, path: str, body: Any = None) -> Any:
        connection = HTTPConnection(self._address, timeout=TIMEOUT)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            content = json.loads(response.read())
        finally:
            connection.close()
        assert response.status < 300, content
        return content


def boundary_outcome(outcome: Outcome) -> dict[str, Any]:
    """Returns an outcome in the form of tests/contract/boundary.md."""
    if outcome.error is not None:
        return {"error": outcome.error.to_dict()}
    assert outcome.meta is not None
    attempts = [
        {"outcome": attempt.outcome, "waited_ms": round(attempt.waited * 1000)} for attempt in outcome.meta.attempts
    ]
    return {"value": outcome.pages[0] if outcome.pages else outcome.value, "attempts": attempts}


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
                        await asyncio.wait_for(play_async(server, setup, outcome), TIMEOUT)
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
