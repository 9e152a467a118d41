"""The program `edgegap`, in the process of Python."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import edgegap
from script import env

EDGEGAP = [sys.executable, "-m", "edgegap"]
MANIFEST = """
format = 1
app = { name = "my-game" }
[versions.dev]
docker_repository = "docker.io"
docker_image = "me/game"
docker_tag = "${TAG}"
req_cpu = 1024
req_memory = 1024
"""


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [*EDGEGAP, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=env(**variables))


def test_it_publishes(emulator: edgegap.Emulator, client: edgegap.Client, tmp_path: Path) -> None:
    manifest = tmp_path / "edgegap.toml"
    manifest.write_text(MANIFEST, "utf-8")
    account = {"EDGEGAP_TOKEN": emulator.token, "EDGEGAP_BASE_URL": emulator.url}
    ended = run("apply", "-f", str(manifest), "--set", "TAG=b42", "--yes", **account)
    assert (ended.returncode, ended.stdout[:20]) == (0, "Applied: 2 created in"[:20]), ended.stderr
    assert client.versions.get("my-game", "dev").docker_tag == "b42"


def test_it_returns_the_exit_codes_of_the_program() -> None:
    assert run("--version").stdout == f"edgegap {edgegap.__version__}\n"
    assert run("apps", "list", "--emulator").returncode == 0
    assert run("apps", "lists").returncode == 2
    refused = run("apps", "list")
    assert refused.returncode == 4
    assert "there is no API token" in refused.stderr


def test_ctrl_c_ends_it_with_130(emulator: edgegap.Emulator) -> None:
    emulator.inject("applications.list", "stall")
    account = {"EDGEGAP_TOKEN": emulator.token, "EDGEGAP_BASE_URL": emulator.url}
    with subprocess.Popen([*EDGEGAP, "apps", "list"], env=env(**account), stdout=subprocess.DEVNULL) as program:
        while not emulator.requests:
            time.sleep(0.01)
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 130
