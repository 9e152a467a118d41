"""The pytest plugin, in runs of pytest of their own."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

PACKAGE = Path(__file__).resolve().parents[1]
SCENE = {
    "format": "edgegap.emulator/1",
    "applications": [{"name": "my-game", "is_active": True, "image": ""}],
    "storages": [],
    "images": {},
}
NAMES = "[application.name for application in edgegap_client.applications.list()]"


@pytest.fixture
def installed(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The metadata of an installed package, with the entry point of `pyproject.toml`."""
    settings = (PACKAGE / "pyproject.toml").read_text(encoding="utf-8")
    [group] = re.findall(r"^\[project\.entry-points\.pytest11\]\n(.+?)\n\n", settings, re.MULTILINE | re.DOTALL)
    folder = pytester.mkdir("installed")
    info = folder / "edgegap_sdk-1.0.dist-info"
    info.mkdir()
    info.joinpath("entry_points.txt").write_text(f"[pytest11]\n{group}\n".replace('"', ""))
    info.joinpath("METADATA").write_text("Metadata-Version: 2.1\nName: edgegap-sdk\nVersion: 1.0\n")
    python = PACKAGE / "python"
    files = [path.relative_to(python) for path in python.rglob("*.py")]
    info.joinpath("RECORD").write_text("".join(f"{path.as_posix()},,\n" for path in files))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *filter(None, sys.path)]))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    return folder


@pytest.fixture
def run(pytester: pytest.Pytester, installed: Path):
    """Runs pytest in a new process, with warnings as errors."""

    def run(*arguments: str) -> pytest.RunResult:
        strict = ("--strict-markers", "--strict-config", "-W", "error", "-p", "no:cacheprovider")
        return pytester.runpytest_subprocess(*strict, *arguments)

    return run


def test_each_test_has_an_emulator_in_its_initial_state(pytester: pytest.Pytester, run) -> None:
    pytester.makepyfile(
        f"""
        import edgegap

        urls = set()

        def test_one(edgegap_emulator, edgegap_client):
            urls.add(edgegap_emulator.url)
            edgegap_client.applications.create(name="my-game", is_active=True, image="")
            edgegap_emulator.inject("*", "status", code=503)
            edgegap_emulator.set_tokens(["another"])

        def test_two(edgegap_emulator, edgegap_client):
            urls.add(edgegap_emulator.url)
            assert len(urls) == 1  # it is not started again
            assert (edgegap_emulator.requests, edgegap_emulator.faults) == ([], [])
            assert {NAMES} == []

        def test_three(edgegap_emulator, edgegap_client):
            edgegap_emulator.stop()

        def test_four(edgegap_emulator, edgegap_client):
            assert isinstance(edgegap_emulator, edgegap.Emulator)
            assert {NAMES} == []

        def test_five(edgegap_client, edgegap_async_client):
            test_five.clients = edgegap_client, edgegap_async_client

        def test_six():
            import asyncio
            import pytest

            client, async_client = test_five.clients
            with pytest.raises(edgegap.ClosedError):
                client.applications.get("my-game")

            async def get():
                await async_client.applications.get("my-game")

            with pytest.raises(edgegap.ClosedError):
                asyncio.run(get())
        """
    )
    run().assert_outcomes(passed=6)


def test_asynchronous_clients(pytester: pytest.Pytester, run) -> None:
    pytester.makepyfile(
        """
        import asyncio

        import pytest

        @pytest.mark.parametrize("round", range(2))
        def test_calls(edgegap_async_client, round):
            async def create_and_list():
                await edgegap_async_client.applications.create(name="my-game", is_active=True, image="")
                return [application.name async for application in edgegap_async_client.applications.list()]

            assert asyncio.run(create_and_list()) == ["my-game"]
        """
    )
    run().assert_outcomes(passed=2)


def test_unittest(pytester: pytest.Pytester, run) -> None:
    pytester.makepyfile(
        """
        import unittest

        import edgegap
        import pytest

        @pytest.mark.usefixtures("edgegap_environment")
        class Tests(unittest.TestCase):
            def test_one(self):
                with edgegap.Client() as client:
                    self.assertIsNone(client.applications.list().first())
        """
    )
    run().assert_outcomes(passed=1)


def test_scenes(pytester: pytest.Pytester, run) -> None:
    folder = pytester.mkdir("inner")
    folder.joinpath("scene.json").write_text(json.dumps(SCENE), encoding="utf-8")
    other = {**SCENE, "applications": [{**SCENE["applications"][0], "name": "of-the-setting"}]}
    pytester.mkdir("scenes").joinpath("other.json").write_text(json.dumps(other), encoding="utf-8")
    pytester.makeini("[pytest]\nedgegap_scene = scenes/other.json\n")
    folder.joinpath("test_scenes.py").write_text(
        f"""
import pathlib

import pytest

SCENE = {SCENE!r}

def test_setting(edgegap_client):
    assert {NAMES} == ["of-the-setting"]
    edgegap_client.applications.delete("of-the-setting")

@pytest.mark.edgegap_scene("scene.json")
class TestMarker:
    def test_of_the_class(self, edgegap_client):
        assert {NAMES} == ["my-game"]

    @pytest.mark.edgegap_scene(None)
    def test_of_the_function(self, edgegap_client):
        assert {NAMES} == []

@pytest.mark.parametrize("way", [
    pytest.param(1, marks=pytest.mark.edgegap_scene(SCENE)),
    pytest.param(2, marks=pytest.mark.edgegap_scene(pathlib.Path(__file__).with_name("scene.json"))),
])
def test_ways(edgegap_client, edgegap_emulator, way):
    assert {NAMES} == ["my-game"]
    assert [request.operation for request in edgegap_emulator.requests] == ["applications.list"]

def test_setting_again(edgegap_client):
    assert {NAMES} == ["of-the-setting"]
""",
        encoding="utf-8",
    )
    run("inner").assert_outcomes(passed=6)


def test_mistakes_with_scenes(pytester: pytest.Pytester, run) -> None:
    pytester.path.joinpath("text.json").write_text("not JSON", encoding="utf-8")
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.edgegap_scene("missing.json")
        def test_missing(edgegap_emulator): ...

        @pytest.mark.edgegap_scene("text.json")
        def test_text(edgegap_emulator): ...

        @pytest.mark.edgegap_scene({"applications": 3})
        def test_content(edgegap_emulator): ...

        @pytest.mark.edgegap_scene
        def test_no_argument(edgegap_emulator): ...

        @pytest.mark.edgegap_scene(3)
        def test_type(edgegap_emulator): ...

        def test_after(edgegap_client):
            assert edgegap_client.applications.list().first() is None
        """
    )
    ended = run()
    ended.assert_outcomes(passed=1, errors=5)
    ended.stdout.fnmatch_lines_random(
        [
            "the marker edgegap_scene names *missing.json, which cannot be read: No such file or directory",
            "the marker edgegap_scene names *text.json, which is not JSON: *",
            "the scene of the marker edgegap_scene is not valid: *",
            'the marker edgegap_scene needs one argument: edgegap_scene("scene.json")',
            "the marker edgegap_scene must be a path, a name or a dict, not int",
        ]
    )
    pytester.makeini("[pytest]\nedgegap_scene = missing.json\n")
    ended = run("-k", "after")
    ended.assert_outcomes(errors=1, deselected=5)
    ended.stdout.fnmatch_lines(["the setting edgegap_scene names *missing.json, which cannot be read: *"])


def test_the_environment_is_that_of_the_emulator(
    pytester: pytest.Pytester, run, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = {
        "EDGEGAP_API_URL": "https://live.example.com",
        "EDGEGAP_BASE_URL": "https://live.example.com",
        "EDGEGAP_API_TOKEN": "live",
        "EDGEGAP_TOKEN": "live",
        "EDGEGAP_READ_ONLY": "1",
        "EDGEGAP_APP_ALLOWLIST": "another",
        "http_proxy": "http://proxy.example.com",
    }
    for name, value in live.items():
        monkeypatch.setenv(name, value)
    pytester.makepyfile(
        f"""
        import os

        import edgegap

        LIVE = {live!r}

        def code_under_test():
            with edgegap.Client() as client:
                client.applications.create(name="my-game", is_active=True, image="")

        def test_one(edgegap_environment, edgegap_emulator):
            code_under_test()
            assert [request.operation for request in edgegap_emulator.requests] == ["applications.create"]
            assert edgegap_environment.items() <= os.environ.items()
            found = {{name for name in os.environ if name.startswith("EDGEGAP_")}}
            assert found == set(edgegap_environment) == {{"EDGEGAP_BASE_URL", "EDGEGAP_TOKEN"}}

        def test_two(edgegap_emulator):
            assert LIVE.items() <= os.environ.items()
        """
    )
    run().assert_outcomes(passed=2)


def test_the_report_of_a_failed_test_has_the_requests(pytester: pytest.Pytester, run) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def failing(edgegap_client):
            edgegap_client.applications.get("in-a-failing-fixture")

        def test_passing(edgegap_client):
            edgegap_client.applications.ensure(name="not-shown", is_active=True, image="")

        def test_setup(failing): ...

        def test_many(edgegap_client):
            for _ in range(60):
                edgegap_client.applications.list(limit=1).first()
            assert False

        def test_none(edgegap_emulator):
            assert False

        def test_stopped(edgegap_emulator):
            edgegap_emulator.stop()
            assert False

        def test_without():
            assert False
        """
    )
    ended = run()
    ended.assert_outcomes(passed=1, failed=4, errors=1)
    shown = ended.stdout.str()
    assert shown.count("Requests to the Edgegap emulator") == 3
    assert "not-shown, " not in shown
    assert "GET /v1/app/in-a-failing-fixture 404, applications.get, " in shown
    assert shown.count("GET /v1/apps?") == 50
    assert "... 10 earlier requests" in shown
    assert re.search(r"Requests to the Edgegap emulator -+\nnone\n", shown)


def test_the_requests_have_no_secrets(pytester: pytest.Pytester, run) -> None:
    pytester.makepyfile(
        support="""
        import edgegap

        SECRET = "canary-" + "secret"
        BODY = {
            "name": "1.0.0", "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": "b42",
            "req_cpu": 1024, "req_memory": 2048, "private_username": "me", "private_token": SECRET,
        }

        def act(client, emulator):
            emulator.set_tokens([SECRET])
            emulator.inject("applications.get", "status", code=418, times=1)
            client = emulator.client(token=SECRET)
            client.applications.create(name="my-game", is_active=True, image="")
            client.versions.create("my-game", **BODY)
            for call in (lambda: client.applications.get("my-game"), lambda: client.versions.create("nope", **BODY)):
                try:
                    call()
                except edgegap.EdgegapError:
                    pass
        """,
    )
    pytester.makepyfile(
        """
        import support

        def test_failing(edgegap_client, edgegap_emulator):
            support.act(edgegap_client, edgegap_emulator)
            assert False
        """
    )
    ended = run("--junitxml=report.xml", "-o", "junit_logging=all")
    ended.assert_outcomes(failed=1)
    shown = ended.stdout.str()
    assert "canary-secret" not in shown + pytester.path.joinpath("report.xml").read_text(encoding="utf-8")
    lines = shown[shown.index("Requests to the Edgegap emulator") :].splitlines()[1:]
    assert lines[0].startswith("POST /v1/app 200, applications.create, ")
    assert lines[1].startswith("POST /v1/app/my-game/version 200, versions.create, ")
    assert re.fullmatch(r"GET /v1/app/my-game 418, applications\.get, [\d.]+ ms, fault status", lines[2])
    assert lines[3].startswith('    {"message": ')
    assert lines[4].startswith("POST /v1/app/nope/version 404, versions.create, ")


def test_unused_it_does_nothing(pytester: pytest.Pytester, run, installed: Path) -> None:
    pytester.makepyfile(
        """
        import sys

        def test_one():
            assert "edgegap_pytest" in sys.modules
            assert not {name for name in sys.modules if name == "edgegap" or name.startswith("edgegap.")}
        """
    )
    run().assert_outcomes(passed=1)
    # A package that cannot be loaded is a problem of the tests alone that use it.
    broken = installed / "edgegap"
    broken.mkdir()
    broken.joinpath("__init__.py").write_text("raise ImportError('no native library')\n")
    pytester.makepyfile(test_used="def test_two(edgegap_emulator): ...")
    ended = run()
    ended.assert_outcomes(passed=1, errors=1)
    ended.stdout.fnmatch_lines(["E*ImportError: no native library"])


def test_it_can_be_switched_off(pytester: pytest.Pytester, run) -> None:
    pytester.makepyfile("def test_one(edgegap_emulator): ...")
    ended = run("-p", "no:edgegap")
    ended.assert_outcomes(errors=1)
    ended.stdout.fnmatch_lines(["*fixture 'edgegap_emulator' not found"])


@pytest.mark.parametrize("mode", ["prepend", "append", "importlib"])
def test_import_modes(pytester: pytest.Pytester, run, mode: str) -> None:
    pytester.makepyfile("def test_one(edgegap_client): assert edgegap_client.applications.list().first() is None")
    run(f"--import-mode={mode}").assert_outcomes(passed=1)


def test_a_program_that_has_imported_the_package_runs_pytest(pytester: pytest.Pytester, installed: Path) -> None:
    pytester.makepyfile("def test_one(edgegap_client): assert edgegap_client.applications.list().first() is None")
    program = "import sys, edgegap, pytest; sys.exit(pytest.main(['-W', 'error', '-p', 'no:cacheprovider']))"
    assert pytester.run(sys.executable, "-c", program).ret == 0


def test_help(pytester: pytest.Pytester, run) -> None:
    run("--markers").stdout.fnmatch_lines(["@pytest.mark.edgegap_scene(scene): *"])
    names = ("edgegap_emulator", "edgegap_client", "edgegap_async_client", "edgegap_environment")
    run("--fixtures").stdout.fnmatch_lines_random([f"{name} -- *" for name in names])
    run("--help").stdout.fnmatch_lines(["*edgegap_scene (string):*"])


def test_the_test_in_the_readme(pytester: pytest.Pytester, run) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (PACKAGE / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    [block] = [block for block in blocks if "edgegap_client" in block]
    pytester.makepyfile(block)
    run().assert_outcomes(passed=block.count("def test_"))
