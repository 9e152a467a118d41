"""Errors of type checkers about wrong uses. xtask checks the package and typing/accepted.py."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent
WRONG = HERE / "typing" / "rejected.py"


def lines_with_errors(tool: str) -> set[int]:
    if tool == "mypy":
        command = [sys.executable, "-m", "mypy", "--no-error-summary", "--config-file", "pyproject.toml", str(WRONG)]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
        errors = [line.split(":", 2) for line in ran.stdout.splitlines() if ": error:" in line]
        return {int(number) for _, number, _ in errors}
    command = [sys.executable, "-m", "pyright", "--outputjson", str(WRONG)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600)
    found = json.loads(ran.stdout)["generalDiagnostics"]
    return {diagnostic["range"]["start"]["line"] + 1 for diagnostic in found if diagnostic["severity"] == "error"}


@pytest.mark.parametrize("tool", ["mypy", "pyright"])
def test_wrong_uses_are_rejected(tool: str) -> None:
    lines = WRONG.read_text(encoding="utf-8").splitlines()
    expected = {number for number, line in enumerate(lines, 1) if "#!" in line and not line.startswith('"""')}
    assert len(expected) > 20
    found = lines_with_errors(tool)
    assert {number: lines[number - 1] for number in expected ^ found} == {}
