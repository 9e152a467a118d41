"""What all tests share: the scripted server of the vectors, an emulator, and an environment without settings of the machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import edgegap
from scripted_server import ScriptedServer
from vectors import RESULTS

OF_THE_TESTS = ("EDGEGAP_SCRIPTED_SERVER", "EDGEGAP_PARITY")
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")

for name in [*os.environ]:
    if name.upper() in PROXIES or (name.startswith("EDGEGAP_") and name not in OF_THE_TESTS):
        del os.environ[name]


@pytest.fixture(scope="session")
def scripted_server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
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
    """Writes the results of the vectors for the parity table."""
    path = os.environ.get("EDGEGAP_PARITY")
    if path and RESULTS:
        results = sorted(RESULTS, key=lambda entry: (entry["operation"], entry["vector"], entry["surface"]))
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(json.dumps({"language": "python", "results": results}, indent=2) + "\n")
