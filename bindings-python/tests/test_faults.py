"""A read, a create, an update and a deletion with both clients under every fault."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from fault_server import CELLS, SURFACES, FaultServer, run_all
from results import RELIABILITY

Verdicts = dict[tuple[str, str], dict[str, Any]]


# All cells run concurrently because most of them wait. Each still has a test of its own.
@pytest.fixture(scope="module", params=SURFACES)
def verdicts(request: pytest.FixtureRequest, fault_server: FaultServer) -> tuple[str, Verdicts]:
    found = asyncio.run(run_all(fault_server, request.param))
    return request.param, dict(zip(CELLS, found, strict=True))


@pytest.mark.parametrize(("fault", "operation"), CELLS)
def test_fault(fault: str, operation: str, verdicts: tuple[str, Verdicts]) -> None:
    surface, found = verdicts
    verdict = found[fault, operation]
    RELIABILITY.append({**verdict["entry"], "surface": surface})
    assert not verdict["differences"], "\n".join(f"Python, {surface}: {what}" for what in verdict["differences"])
