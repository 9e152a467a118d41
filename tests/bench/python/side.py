"""One side of a measurement in Python, in a process of its own: `side.py <side> <workload> <url> <token> <calls> <in flight>`.

It warms up, runs several rounds and prints them as one line of JSON. One call in flight is the client that blocks, more are asyncio.

* `get`, `create`, `list`: microseconds a call, by the clock and of the processors: `[{"wall_us": 1.0, "cpu_us": 1.0}]`.
* `closing`: the same as `get`, 3 ms apart, to a server that closes the connection after each reply; the pauses do not count.
* `first`: the same without warm-up, one round, the making of the client included; imports are not.
* `paging`: MiB by which resident memory grew while all versions were read: `[{"mib": 1.0}]`.
* `memory`: MiB that are resident after so many calls, and after ten times as many.
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
# Seconds between calls to a server that closes connections, as a script has that does something with each reply.
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
    """Measures and prints."""
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
    """What a round takes."""

    def __init__(self) -> None:
        self.cpu = time.process_time()
        self.wall = time.perf_counter()

    def each(self, calls: int, pauses: float = 0) -> dict[str, float]:
        """Since it was made, without pauses of so many seconds, for each of so many calls."""
        wall, cpu = time.perf_counter() - self.wall - pauses, time.process_time() - self.cpu
        return {"wall_us": wall / calls * 1e6, "cpu_us": cpu / calls * 1e6}


def blocking(side: Callable[[str, str], Any], workload: str, url: str, token: str, calls: int) -> list[dict[str, float]]:
    """The rounds of the client that blocks."""
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
    """The rounds of the client that is awaited."""
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
    """The call of a workload, and what makes sure that its answer was read."""

    def named(name: str) -> Callable[[Any], None]:
        def check(answer: Any) -> None:
            if answer.name != name:
                raise RuntimeError(f"the wrong answer: {answer!r}")

        return check

    def page(versions: Any) -> None:
        # What somebody would look at; it also makes sure that views of an answer are as typed as objects are.
        if len(versions) != PAGE or not all(version.create_time.year == 2026 and version.ports[0].port == 7777 for version in versions):
            raise RuntimeError("the wrong answer")

    call, check = {"create": (client.create, named("v1")), "list": (client.list, page)}.get(workload, (client.get, named(APP)))
    if call is None:
        raise RuntimeError(f"this side has no {workload}")
    return call, check


def paging(client: Calls) -> float:
    """MiB by which resident memory grew at most while all versions were read."""
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
    """MiB. What is garbage already says when the collector ran last, not what is kept."""
    if collect:
        gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


if __name__ == "__main__":
    main()
