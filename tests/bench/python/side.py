"""One side of a measurement in Python, in its own process.

`side.py <side> <workload> <url> <token> <calls> <in flight>` warms up, runs several rounds, and
prints their results as one line of JSON. With one call in flight it uses the blocking client,
otherwise asyncio.

* `get`, `create`, `list`: wall time and processor time of a call in microseconds:
  `[{"wall_us": 1.0, "cpu_us": 1.0}]`.
* `closing`: as `get`, with 3 ms between calls, which do not count, and a server that closes the
  connection after each response.
* `first`: one round without warm-up, including the making of the client, without
  imports.
* `paging`: growth of the resident memory in MiB while all versions are read: `[{"mib": 1.0}]`.
* `memory`: resident memory in MiB after this number of calls, and after ten times as many.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sides import APP, PAGE, Calls

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 5
# Seconds between calls to a server that closes connections, as in a script that processes each
# response.
PAUSE = 0.003
VERSIONS = 10_000
MODULES = {
    "edgegap": "sides.ours",
    "requests": "sides.with_requests",
    "httpx": "sides.with_httpx",
    "aiohttp": "sides.with_aiohttp",
    "socket": "sides.floor",
}


def main() -> None:
    """Measures and prints the results."""
    name, workload, url, token, calls, in_flight = sys.argv[1:]
    if workload == "closing":
        url += "/closing"
    module = importlib.import_module(MODULES[name])
    if int(in_flight) == 1:
        rounds = blocking(module.sync, workload, url, token, int(calls))
    else:
        rounds = asyncio.run(waiting(module.asynchronous, workload, url, token, int(calls), int(in_flight)))
    print(json.dumps(rounds))


class Clock:
    """The time of a round."""

    def __init__(self) -> None:
        self.cpu = time.process_time()
        self.wall = time.perf_counter()

    def each(self, calls: int, pauses: float = 0) -> dict[str, float]:
        """The time of a call since the start, without pauses of this number of seconds."""
        wall, cpu = time.perf_counter() - self.wall - pauses, time.process_time() - self.cpu
        return {"wall_us": wall / calls * 1e6, "cpu_us": cpu / calls * 1e6}


def blocking(
    side: Callable[[str, str], Any], workload: str, url: str, token: str, calls: int
) -> list[dict[str, float]]:
    """The rounds of the blocking client."""
    whole = Clock()
    with side(url, token) as client:
        call, check = chosen(client, workload)

        def run(count: int) -> float:
            pauses = 0.0
            for _ in range(count):
                check(call())
                if workload == "closing":
                    began = time.perf_counter()
                    time.sleep(PAUSE)
                    pauses += time.perf_counter() - began
            return pauses

        if workload == "first":
            run(calls)
            return [whole.each(calls)]
        if workload == "paging":
            return [{"mib": paging(client)}]
        run(calls)
        if workload == "memory":
            few = resident()
            run(9 * calls)
            return [{"mib": few}, {"mib": resident()}]
        rounds = []
        for _ in range(ROUNDS):
            clock = Clock()
            pauses = run(calls)
            rounds.append(clock.each(calls, pauses))
        return rounds


async def waiting(
    side: Callable[[str, str], Any], workload: str, url: str, token: str, calls: int, in_flight: int
) -> list[dict[str, float]]:
    """The rounds of the asynchronous client."""
    whole = Clock()
    async with side(url, token) as client:
        call, check = chosen(client, workload)

        async def run(count: int) -> float:
            left = iter(range(count))
            pauses = 0.0

            async def worker() -> None:
                nonlocal pauses
                for _ in left:
                    check(await call())
                    if workload == "closing":
                        began = time.perf_counter()
                        await asyncio.sleep(PAUSE)
                        pauses += time.perf_counter() - began

            await asyncio.gather(*(worker() for _ in range(in_flight)))
            return pauses / in_flight

        await run(calls)
        if workload == "first":
            return [whole.each(calls)]
        if workload == "memory":
            few = resident()
            await run(9 * calls)
            return [{"mib": few}, {"mib": resident()}]
        rounds = []
        for _ in range(ROUNDS):
            clock = Clock()
            pauses = await run(calls)
            rounds.append(clock.each(calls, pauses))
        return rounds


def chosen(client: Calls, workload: str) -> tuple[Callable[[], Any], Callable[[Any], None]]:
    """The call of a workload, and the check of its response."""

    def named(name: str) -> Callable[[Any], None]:
        def check(answer: Any) -> None:
            if answer.name != name:
                raise RuntimeError(f"the wrong answer: {answer!r}")

        return check

    def page(versions: Any) -> None:
        # Reading these fields also ensures that their values are typed.
        is_right = [version.create_time.year == 2026 and version.ports[0].port == 7777 for version in versions]
        if is_right != [True] * PAGE:
            raise RuntimeError("the wrong answer")

    calls = {"create": (client.create, named("v1")), "list": (client.list, page)}
    call, check = calls.get(workload, (client.get, named(APP)))
    if call is None:
        raise RuntimeError(f"this side has no {workload}")
    return call, check


def paging(client: Calls) -> float:
    """The growth of the resident memory in MiB while all versions are read."""
    if client.all is None:
        raise RuntimeError("this side does not page by itself")
    client.get()
    before = most = resident()
    seen = 0
    for version in client.all():
        seen += version.name == f"v{seen}"
        if seen % PAGE == 0:
            most = max(most, resident(collect=False))
    if seen != VERSIONS:
        raise RuntimeError(f"{seen} versions of {VERSIONS}")
    return most - before


def resident(*, collect: bool = True) -> float:
    """The resident memory in MiB, by default after a garbage collection."""
    if collect:
        gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
