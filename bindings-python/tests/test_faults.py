"""A read, a create, an update and a deletion by the methods of both clients, under every fault of tests/faults."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from fault_server import CELLS, FaultServer, run_all, run_all_async
from results import RELIABILITY

Verdicts = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def fault_server() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


# All cells run at once, since most of them wait; each has its test all the same.
@pytest.fixture(scope="module")
def sync_verdicts(fault_server: FaultServer) -> Verdicts:
    return dict(zip(CELLS, run_all(fault_server), strict=True))


@pytest.fixture(scope="module")
def async_verdicts(fault_server: FaultServer) -> Verdicts:
    return dict(zip(CELLS, asyncio.run(run_all_async(fault_server)), strict=True))


@pytest.mark.parametrize(("fault", "operation"), CELLS)
def test_fault_sync(fault: str, operation: str, sync_verdicts: Verdicts) -> None:
    judge("sync", sync_verdicts[fault, operation])


@pytest.mark.parametrize(("fault", "operation"), CELLS)
def test_fault_async(fault: str, operation: str, async_verdicts: Verdicts) -> None:
    judge("async", async_verdicts[fault, operation])


def judge(surface: str, verdict: dict[str, Any]) -> None:
    RELIABILITY.append({**verdict["entry"], "surface": surface})
    assert not verdict["differences"], "\n".join(f"Python, {surface}: {what}" for what in verdict["differences"])
