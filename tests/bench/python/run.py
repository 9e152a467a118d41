"""Measures the Python package beside its peers, in turn and in one run. Arguments: URL and token of a server with the application `bench`.

Prints one JSON object per figure. Each side runs several rounds, the sides take turns, the median counts.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from peers import ASYNC, SYNC, at_once

ROUNDS = 7
TURNS = 3
IN_FLIGHT = 64


def main() -> None:
    url, token, *side = sys.argv[1:]
    if side:
        print(json.dumps(asyncio.run(one_side(url, token, side[0], int(side[1])))))
        return
    figure("GET in sequence, sync", sequential(url, token, 400))
    figure(f"GET, {IN_FLIGHT} in flight, asyncio", concurrent(url, token, 5000))
    figure("import", imports())
    figure("resident memory, sync", memory(url, token))


def figure(name: str, values: dict[str, Any]) -> None:
    print(json.dumps({"figure": name, **values}), flush=True)


def sequential(url: str, token: str, calls: int) -> dict[str, Any]:
    """Microseconds a call, wall clock and CPU."""
    wall: dict[str, list[float]] = {name: [] for name in SYNC}
    cpu: dict[str, list[float]] = {name: [] for name in SYNC}
    opened = {name: side(url, token) for name, side in SYNC.items()}
    reads = {name: side.__enter__() for name, side in opened.items()}
    for read in reads.values():
        for _ in range(50):
            read()
    for _ in range(ROUNDS):
        for name, read in reads.items():
            began, began_cpu = time.perf_counter(), time.process_time()
            for _ in range(calls):
                read()
            cpu[name].append((time.process_time() - began_cpu) / calls * 1e6)
            wall[name].append((time.perf_counter() - began) / calls * 1e6)
    for side in opened.values():
        side.__exit__(None, None, None)
    return {**ratios(wall), **{f"{name}_cpu": value for name, value in ratios(cpu).items()}}


def concurrent(url: str, token: str, calls: int) -> dict[str, Any]:
    """Microseconds a call, wall clock, with many in flight. Each side has a process of its own: what the others leave behind is not its fault."""
    wall: dict[str, list[float]] = {name: [] for name in ASYNC}
    for _ in range(TURNS):
        for name in ASYNC:
            # The slowest side would make the run take minutes.
            own = calls if name != "httpx" else calls // 10
            command = [sys.executable, __file__, url, token, name, str(own)]
            wall[name] += json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return ratios(wall)


async def one_side(url: str, token: str, name: str, calls: int) -> list[float]:
    """The rounds of one side."""
    rounds: list[float] = []
    async with ASYNC[name](url, token) as read:
        await at_once(read, calls // 5, IN_FLIGHT)
        for _ in range(3):
            began = time.perf_counter()
            await at_once(read, calls, IN_FLIGHT)
            rounds.append((time.perf_counter() - began) / calls * 1e6)
    return rounds


def ratios(rounds: dict[str, list[float]]) -> dict[str, Any]:
    """Medians, their spread, and how many times as long the others take."""
    medians = {name: statistics.median(values) for name, values in rounds.items()}
    values: dict[str, Any] = {}
    for name, median in medians.items():
        values[f"{name}_us"] = round(median, 1)
        values[f"{name}_spread"] = round((max(rounds[name]) - min(rounds[name])) / median, 2)
        if name != "edgegap":
            values[f"times_{name}"] = round(median / medians["edgegap"], 2)
    return values


def imports() -> dict[str, Any]:
    """Milliseconds that `import edgegap` adds to a bare start of Python."""

    def start(program: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], check=True)
        return (time.perf_counter() - began) * 1e3

    pairs = [(start("pass"), start("import edgegap")) for _ in range(25)]
    bare, imported = (statistics.median(side) for side in zip(*pairs, strict=True))
    return {"bare_ms": round(bare, 1), "import_ms": round(imported - bare, 1)}


def memory(url: str, token: str) -> dict[str, Any]:
    """Resident MB after 10,000 and after 100,000 calls."""
    with SYNC["edgegap"](url, token) as read:
        for _ in range(10_000):
            read()
        few = resident()
        for _ in range(90_000):
            read()
        many = resident()
    return {"after_10000_mb": round(few, 1), "after_100000_mb": round(many, 1), "ratio": round(many / few, 3)}


def resident() -> float:
    pages = int(Path(f"/proc/{os.getpid()}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
