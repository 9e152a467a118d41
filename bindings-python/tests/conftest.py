"""Shared fixtures, and an environment without the settings of this machine."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator

import pytest

import edgegap
import results
from fault_server import FaultServer
from scripted_server import ScriptedServer

TEST_VARIABLES = ("SDK_TEST_SCRIPTED_SERVER", "SDK_TEST_PARITY", "SDK_TEST_FAULT_SERVER", "SDK_TEST_RELIABILITY")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")

for name in [*os.environ]:
    if name.upper() in PROXIES or (name.startswith("EDGEGAP_") and name not in TEST_VARIABLES):
        del os.environ[name]


# `cargo xtask test --tools` has an environment with the tools, and names the folder.
collect_ignore = [] if importlib.util.find_spec("pydantic") else ["tools"]


@pytest.fixture(scope="session")
def scripted_server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture(scope="session")
def fault_server() -> Iterator[FaultServer]:
    with FaultServer() as server:
        yield server


@pytest.fixture
def emulator() -> Iterator[edgegap.Emulator]:
    with edgegap.Emulator() as emulator:
        yield emulator


@pytest.fixture
def client(emulator: edgegap.Emulator) -> Iterator[edgegap.Client]:
    with emulator.client(backoff=(0.001, 0.002)) as client:
        yield client


def pytest_sessionfinish() -> None:
    """Writes the results for the tables of parity and reliability."""
    results.write()
