"""The examples."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import edgegap

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "examples"


def run(emulator: edgegap.Emulator, *command: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    settings = {
        **os.environ,
        "EDGEGAP_TOKEN": emulator.token,
        "EDGEGAP_BASE_URL": emulator.url,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    ran = subprocess.run(
        [sys.executable, *command], cwd=EXAMPLES, env=settings, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran


def test_promote_and_fan_out(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    assert run(emulator, "fan_out.py").stdout == "no applications\n"
    missing = run(emulator, "promote.py", "my-game", "dev", "live", code=1).stderr
    assert "not promoted: " in missing and "Application 'my-game' does not exist" in missing
    assert "Traceback" not in missing
    client.applications.create(name="my-game", is_active=True, image="")
    for name, tag in (("dev", "b43"), ("live", "b42")):
        client.versions.create(
            "my-game",
            name=name,
            docker_repository="docker.io",
            docker_image="studio/my-game",
            docker_tag=tag,
            req_cpu=1024,
            req_memory=2048,
        )
    assert run(emulator, "promote.py", "my-game", "dev", "live").stdout == "live has studio/my-game:b43\n"
    assert client.versions.get("my-game", "live").docker_tag == "b43"
    assert "promote.py my-game dev live" in run(emulator, "promote.py", code=1).stderr
    assert run(emulator, "fan_out.py").stdout == "my-game: live\n"


def test_example_test(emulator: edgegap.Emulator) -> None:
    assert "2 passed" in run(emulator, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_with_emulator.py").stdout


def test_example_test_with_fixtures(emulator: edgegap.Emulator) -> None:
    # An installed package has an entry point for its plugin.
    is_installed = any(importlib.metadata.entry_points(group="pytest11", name="edgegap"))
    plugin = "edgegap" if is_installed else "edgegap_pytest"
    arguments = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", plugin, "test_with_fixtures.py")
    assert "2 passed" in run(emulator, *arguments).stdout
