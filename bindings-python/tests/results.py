"""The results of vectors and faults, for the tables."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

PARITY: list[dict[str, Any]] = []
RELIABILITY: list[dict[str, Any]] = []


def write() -> None:
    """Writes the results to the files that the environment names, sorted so that two equal runs make equal files."""
    for variable, found, order in (
        ("SDK_TEST_PARITY", PARITY, ("operation", "vector", "surface")),
        ("SDK_TEST_RELIABILITY", RELIABILITY, ("fault", "operation", "surface")),
    ):
        path = os.environ.get(variable)
        if path and found:
            results = sorted(found, key=lambda entry: tuple(entry[name] for name in order))
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            Path(path).write_text(json.dumps({"language": "python", "results": results}, indent=2) + "\n")
