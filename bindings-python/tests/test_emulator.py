"""The emulator in process and as a program."""

from __future__ import annotations

import asyncio
import gc
import json
import signal
import socket
import subprocess
import sys
import urllib.request
import weakref
from pathlib import Path

import pytest

import edgegap
from script import env, run


def test_faults_quotas_and_reset(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    emulator.set_quota(applications=1)
    client.applications.create(name="first", is_active=True, image="")
    with pytest.raises(edgegap.BadRequestError, match="limit of 1"):
        client.applications.create(name="second", is_active=True, image="")
    emulator.inject("applications.get", "status", code=429, retry_after=3600)
    with pytest.raises(edgegap.RateLimitedError) as caught:
        client.applications.get("first")
    assert caught.value.retry_after == 3600
    emulator.clear_faults()
    emulator.inject("applications.get", "latency", seconds=0.01, times=1)
    assert client.applications.get("first").name == "first"
    assert emulator.requests[-1].fault == "latency"
    emulator.reset()
    assert emulator.requests == []
    assert list(client.applications.list()) == []


def test_a_fault_can_be_limited_and_removed(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    first = emulator.inject("applications.get", "status", code=404, chance=1, ttl=600, name="game")
    second = emulator.inject("*", "rate_limit", calls=1, seconds=600, retry_after=1)
    assert client.applications.list().total() == 0
    one, two = emulator.faults
    assert (one.id, one.chance, one.ttl, one.name, one.is_active) == (first, 1.0, 600.0, "game", True)
    assert (two.id, two.calls, two.seconds, two.retry_after) == (second, 1, 600.0, "1")
    emulator.remove_fault(second)
    with pytest.raises(edgegap.NotFoundError):
        client.applications.get("game")
    assert [fault.hits for fault in emulator.faults] == [1]
    with pytest.raises(edgegap.ValidationError, match="no fault"):
        emulator.remove_fault(second)
    emulator.inject("*", "rate_limit", calls=0, seconds=600)
    with pytest.raises(edgegap.RateLimitedError):
        emulator.client(max_retries=0).applications.list().first()


def test_lists_can_be_behind(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    emulator.inject("applications.list", "eventual_list", seconds=600)
    client.applications.create(name="game", is_active=True, image="")
    assert list(client.applications.list()) == []
    assert client.applications.get("game").name == "game"


def test_a_scene_is_saved_and_loaded(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    emulator.load("demo")
    scene = emulator.state()
    names = [application.name for application in client.applications.list()]
    assert names == [application["name"] for application in scene["applications"]] == ["space-arena", "tiny-kart"]
    emulator.reset()
    emulator.load(scene)
    assert emulator.state() == scene
    for wrong, message in [("none", "no scene"), ({"applications": [{}]}, r"applications\[0\]")]:
        with pytest.raises(edgegap.ValidationError, match=message):
            emulator.load(wrong)
    assert emulator.state() == scene


def test_responses_are_recorded(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    emulator.inject("*", "status", code=404, times=1)
    with pytest.raises(edgegap.NotFoundError) as caught:
        client.applications.get("game")
    (request,) = emulator.requests
    assert request.response_body == {"message": "A fault was injected: status 404."}
    assert request.response_headers["content-type"] == "application/json"
    assert caught.value.request_id == str(request.id)


def test_recorded_requests_are_shown_short(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    client.applications.create(name="my-game", is_active=True, image="A" * 4_000)
    (request,) = emulator.requests
    assert "'image': '" + "A" * 100 + "...' (4000 characters)" in repr(request) and len(repr(request)) < 1500
    assert repr(request).startswith("RecordedRequest(id=1, time='") and len(request.body["image"]) == 4_000


def test_invalid_faults(emulator: edgegap.Emulator) -> None:
    for arguments, message in [
        (("nope.nope", "reset"), "nope.nope"),
        (("*", "explode"), "explode"),
        (("*", "status"), "code"),
    ]:
        with pytest.raises(edgegap.ValidationError, match=message) as caught:
            emulator.inject(*arguments)  # type: ignore[arg-type]
        assert " line " not in str(caught.value)
    for seconds in (None, "1"):
        for kind in ("latency", "eventual_list"):
            with pytest.raises(TypeError, match="seconds"):
                emulator.inject("*", kind, seconds=seconds)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="ttl"):
        emulator.inject("*", "reset", ttl="1")  # type: ignore[arg-type]
    for seed in (lambda: emulator.seed_tags("game", "latest"), lambda: edgegap.Emulator(tokens="abc")):
        with pytest.raises(edgegap.EdgegapError, match="list|sequence"):
            seed()


def test_settings_of_an_emulator(tmp_path: Path) -> None:
    data = tmp_path / "state.redb"
    with edgegap.Emulator(data=data, tokens=["one", "two"]) as emulator:
        assert emulator.token == "one"
        with edgegap.Client("two", emulator.url) as client:
            client.applications.create(name="kept", is_active=True, image="")
        with edgegap.Client("three", emulator.url) as client, pytest.raises(edgegap.AuthenticationError):
            client.applications.get("kept")
        port = int(emulator.url.rsplit(":", 1)[1])
        with pytest.raises(edgegap.ConfigurationError, match="taken"):
            edgegap.Emulator(port=port)
    with edgegap.Emulator(data=data) as emulator, emulator.client() as client:
        assert client.applications.get("kept").name == "kept"
    with pytest.raises(edgegap.ConfigurationError, match="nowhere"):
        edgegap.Emulator(data=tmp_path / "nowhere" / "state.redb")


def test_stopping_can_be_interrupted() -> None:
    """Ctrl-C ends the wait for exchanges."""
    run(
        """
        import edgegap, signal, threading
        emulator = edgegap.Emulator()
        emulator.inject("*", "latency", seconds=60)
        client = emulator.client()
        threading.Thread(target=client.applications.get, args=("my-game",), daemon=True).start()
        while not emulator._control("GET", "/faults")["faults"][0]["hits"]:
            pass
        threading.Timer(0.2, signal.raise_signal, (signal.SIGINT,)).start()
        raises(KeyboardInterrupt, emulator.stop)
        """
    )


def test_async_context_manager() -> None:
    async def main() -> None:
        async with edgegap.Emulator() as emulator, emulator.async_client() as client:
            await client.applications.create(name="my-game", is_active=True, image="")
            assert len(emulator.requests) == 1

    asyncio.run(main())


def test_clients_keep_their_emulator() -> None:
    """`Emulator().client()` works, and so does what outlives that client."""
    client = edgegap.Emulator().client()
    emulator = weakref.ref(client._emulator)  # type: ignore[arg-type]
    url = client.base_url
    view = client.with_options(max_retries=0)
    resource, listed = view.applications, view.applications.list()
    gc.collect()
    client.applications.create(name="my-game", is_active=True, image="")
    del client, view
    gc.collect()
    assert resource.get("my-game").name == "my-game"
    del resource
    gc.collect()
    items = iter(listed)
    del listed
    gc.collect()
    assert [application.name for application in items] == ["my-game"]
    # Freed with the last reference, without the garbage collector.
    gc.disable()
    try:
        del items
        assert emulator() is None
    finally:
        gc.enable()
    with (
        edgegap.Client("emulator-token", url, max_retries=0) as late,
        pytest.raises(edgegap.ConnectionFailedError),
    ):
        late.applications.get("my-game")


def test_async_clients_keep_their_emulator() -> None:
    async def main() -> None:
        client = edgegap.Emulator().async_client().with_options(max_retries=0)
        gc.collect()
        await client.applications.create(name="my-game", is_active=True, image="")
        emulator = weakref.ref(client._emulator)  # type: ignore[arg-type]
        # The pending call itself keeps the emulator.
        pending = client.applications.get("my-game")
        items = aiter(client.applications.list())
        del client
        gc.collect()
        assert (await pending).name == "my-game"
        assert [application.name async for application in items] == ["my-game"]
        del items, pending
        gc.collect()
        assert emulator() is None

    asyncio.run(main())


def test_an_emulator_on_another_address_needs_no_more_settings() -> None:
    """As one in a container: plain http, although it is not a loopback address for the SDK."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # It sends nothing, and selects the address of this machine.
            probe.connect(("192.0.2.1", 9))
            host = probe.getsockname()[0]
        except OSError:
            host = "127.0.0.2"
    with edgegap.Emulator(host=host, tokens=["own"]) as emulator, emulator.client() as client:
        assert client.applications.list().total() == 0
        with edgegap.Emulator.attach(emulator.url, "own") as attached, attached.client() as other:
            assert other.applications.list().total() == 0


def test_clients_of_an_emulator_ignore_proxy_variables(
    emulator: edgegap.Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with emulator.client() as client:
        assert client.applications.list().total() == 0


@pytest.mark.skipif(sys.platform == "win32", reason="a process of Windows receives no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_program_runs_until_it_is_told_to_end(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "edgegap.emulator", "--port", "0"]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=env(),
    ) as program:
        assert program.stdout is not None
        printed = program.stdout.readline().split()
        values = dict(word.split("=", 1) for word in printed if "=" in word)
        with edgegap.Client(values["EDGEGAP_TOKEN"], values["EDGEGAP_BASE_URL"]) as client:
            client.applications.create(name="my-game", is_active=True, image="")
        with urllib.request.urlopen(values["EDGEGAP_BASE_URL"] + "/_emulator/requests") as response:
            assert b"applications.create" in response.read()
        program.send_signal(number)
        assert program.wait(30) == 0
        assert program.stderr is not None and program.stderr.read() == ""


def test_the_program_announces_that_it_is_ready(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "edgegap.emulator", "--port=0", "--print=env", f"--ready-file={ready}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env()) as program:
        assert program.stdout is not None
        lines = [program.stdout.readline(), program.stdout.readline()]
        announced = json.loads(ready.read_text(encoding="utf-8"))
        assert lines == [
            f"export EDGEGAP_BASE_URL='{announced['url']}'\n",
            f"export EDGEGAP_TOKEN='{announced['token']}'\n",
        ]
        assert announced["pid"] == program.pid
        with edgegap.Emulator.attach(announced["url"], announced["token"]) as emulator:
            emulator.reset()
        program.terminate()
        assert program.wait(30) == 0
        assert program.stdout.read() == ""
    assert not ready.exists()


def test_the_program_refuses_unknown_arguments() -> None:
    command = [sys.executable, "-m", "edgegap.emulator", "--prot", "0"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, env=env())
    assert ran.returncode == 2
    assert "--port" in ran.stderr
