"""The examples."""

from __future__ import annotations

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
        "PYTHONPATH": ":".join(sys.path),
    }
    ran = subprocess.run(
        [sys.executable, *command], cwd=EXAMPLES, env=settings, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == code, ran.stdout + ran.stderr
    return ran


def test_publish(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    arguments = ["publish.py", "my-game", "1.4.2", "docker.io", "studio/my-game"]
    assert run(emulator, *arguments, "b42").stdout == "published 1.4.2 with studio/my-game:b42\n"
    assert run(emulator, *arguments, "b43").stdout.endswith("published 1.4.2 with studio/my-game:b43\n")
    assert client.versions.list("my-game").total() == 1
    failed = run(emulator, "publish.py", "my-game", "1.4.3", "https://docker.io", "Studio/Game:b42", "b42", code=1)
    assert "docker_repository" in failed.stderr and "docker_image" in failed.stderr and "Traceback" not in failed.stderr
    assert "publish.py my-game" in run(emulator, "publish.py", code=1).stderr


def test_disable_old_versions_and_fan_out(emulator: edgegap.Emulator) -> None:
    assert run(emulator, "fan_out.py").stdout == "no applications\n"
    missing = run(emulator, "disable_old_versions.py", "my-game", "1", code=1).stderr
    assert "Application 'my-game' does not exist" in missing and "Traceback" not in missing
    for arguments in ([], ["my-game"], ["my-game", "all"]):
        usage = run(emulator, "disable_old_versions.py", *arguments, code=1).stderr
        assert "disable_old_versions.py my-game 5" in usage
    for name in ("1", "2", "3"):
        run(emulator, "publish.py", "my-game", name, "docker.io", "studio/my-game", "b1")
    assert run(emulator, "disable_old_versions.py", "my-game", "1").stdout == "disabled 2: 2, 1\n"
    assert run(emulator, "disable_old_versions.py", "my-game", "1").stdout == "nothing to disable\n"
    assert run(emulator, "fan_out.py").stdout == "my-game: 3\n"


def test_example_test(emulator: edgegap.Emulator) -> None:
    assert "2 passed" in run(emulator, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_with_emulator.py").stdout
