"""The pytest plugin beside other plugins: pytest-xdist and that of anyio."""

from __future__ import annotations

import os
import sys

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture(autouse=True)
def path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))


def test_each_worker_of_xdist_has_its_own_emulator(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pathlib
        import time

        import pytest

        @pytest.mark.parametrize("number", range(8))
        def test_one(edgegap_emulator, edgegap_client, worker_id, number):
            pathlib.Path(f"{worker_id}-{edgegap_emulator.url.rpartition(':')[2]}.url").touch()
            edgegap_client.applications.create(name="my-game", is_active=True, image="")
            time.sleep(0.2)  # the tests of both workers overlap
            assert edgegap_client.applications.list().total() == 1

        def test_failing(edgegap_client):
            edgegap_client.applications.list().first()
            assert False
        """
    )
    options = ("-n", "2", "-W", "error", "-p", "edgegap_pytest", "-p", "no:cacheprovider")
    ended = pytester.runpytest_subprocess(*options)
    ended.assert_outcomes(passed=8, failed=1)
    ended.stdout.fnmatch_lines(["*Requests to the Edgegap emulator*", "GET /v1/apps*"])
    files = [path.stem.split("-") for path in pytester.path.glob("*.url")]
    assert sorted(worker for worker, _ in files) == ["gw0", "gw1"]
    assert len({port for _, port in files}) == 2


def test_asynchronous_tests_of_anyio(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.fixture
        def anyio_backend():
            return "asyncio"

        @pytest.fixture
        async def application(edgegap_async_client):
            return await edgegap_async_client.applications.create(name="my-game", is_active=True, image="")

        @pytest.mark.anyio
        @pytest.mark.parametrize("number", range(2))
        async def test_one(edgegap_async_client, application, number):
            assert (await edgegap_async_client.applications.get("my-game")).name == application.name
        """
    )
    options = ("-W", "error", "-p", "edgegap_pytest", "-p", "no:cacheprovider")
    pytester.runpytest_subprocess(*options).assert_outcomes(passed=2)
