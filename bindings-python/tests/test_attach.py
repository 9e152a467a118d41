"""Handles to emulators in other processes."""

from __future__ import annotations

import asyncio
import gc
import json
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import edgegap
from script import env, run

TOKEN = "it's-own"


@pytest.fixture
def program() -> Iterator[str]:
    """Runs an emulator in another process; returns its URL."""
    command = [sys.executable, "-m", "edgegap.emulator", "--port=0", "--print=json", f"--token={TOKEN}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env()) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        assert ready["token"] == TOKEN
        yield ready["url"]
        process.terminate()
        assert process.stdout.read() == ""
        assert process.wait(30) == 0


def test_it_has_the_methods_of_an_emulator(program: str) -> None:
    with edgegap.Emulator.attach(program + "/", TOKEN) as emulator, emulator.client() as client:
        assert (emulator.url, emulator.token) == (program, TOKEN)
        assert repr(emulator) == f"Emulator(url={program!r})"
        emulator.set_quota(applications=1)
        client.applications.create(name="first", is_active=True, image="")
        with pytest.raises(edgegap.BadRequestError, match="limit of 1"):
            client.applications.create(name="second", is_active=True, image="")
        emulator.inject("applications.get", "status", code=429, retry_after=3600, times=2)
        emulator.inject("*", "latency", seconds=0.001, when="after", skip=1)
        with pytest.raises(edgegap.RateLimitedError):
            client.applications.get("first")
        status, latency = emulator.faults
        assert (status.kind, status.code, status.retry_after, status.times, status.hits) == (
            "status",
            429,
            "3600",
            2,
            1,
        )
        assert (latency.operation, latency.seconds, latency.when, latency.skip) == ("*", 0.001, "after", 1)
        emulator.clear_faults()
        assert emulator.faults == []
        assert [request.operation for request in emulator.requests][-1] == "applications.get"
        emulator.seed_tags("game", ["v1", {"tag": "v2", "size_mb": 1.5}])
        assert len(list(client.container_registry.list_tags("game"))) == 2
        with pytest.raises(edgegap.ValidationError, match="explode"):
            emulator.inject("*", "explode")  # type: ignore[arg-type]
        emulator.set_tokens(["other", TOKEN])
        with emulator.client(token="other") as other:
            other.applications.get("first")
        emulator.clear_requests()
        emulator.reset()
        assert emulator.requests == []
        with emulator.client(token="other") as other, pytest.raises(edgegap.AuthenticationError):
            other.applications.get("first")


def test_stopping_a_handle_only_detaches_it(program: str) -> None:
    emulator = edgegap.Emulator.attach(program, TOKEN)
    client = emulator.client()
    emulator.stop()
    emulator.stop()
    for use in (lambda: emulator.url, lambda: emulator.requests, emulator.reset, emulator.client):
        with pytest.raises(edgegap.ClosedError, match="attach again"):
            use()
    assert repr(emulator) == "Emulator(detached)"
    client.applications.create(name="my-game", is_active=True, image="")
    with edgegap.Emulator.attach(program, TOKEN) as again:
        assert [request.operation for request in again.requests] == ["applications.create"]
    with pytest.raises(TypeError, match="url and token"):
        emulator.__reduce__()


def test_async_with_and_garbage(program: str) -> None:
    async def main() -> None:
        async with edgegap.Emulator.attach(program, TOKEN) as emulator, emulator.async_client() as client:
            await client.applications.create(name="my-game", is_active=True, image="")
            assert len(emulator.requests) == 1
        edgegap.Emulator.attach(program, TOKEN)
        client = edgegap.Emulator.attach(program, TOKEN).async_client()
        gc.collect()
        await client.applications.get("my-game")
        await client.close()

    # A handle works in every loop and thread, also after a loop was closed.
    for _ in range(2):
        asyncio.run(main())
        edgegap.Emulator.attach(program, TOKEN).reset()
    with edgegap.Emulator.attach(program, TOKEN) as emulator:
        thread = threading.Thread(target=emulator.reset)
        thread.start()
        thread.join()
        assert emulator.requests == []


def test_a_forked_process_uses_the_handle() -> None:
    """Other than an emulator of the process, which belongs to the parent."""
    run(
        """
        import os, sys, edgegap
        with edgegap.Emulator() as own:
            attached = edgegap.Emulator.attach(own.url)
            def child():
                raises(edgegap.ClosedError, own.reset)
                attached.client().applications.create(name=str(os.getpid()), is_active=True, image="")
                attached.clear_faults()
            in_child(child, 2)
            in_child(attached.stop)
            assert [request.operation for request in attached.requests] == ["applications.create"] * 2
        """
    )


class Other(BaseHTTPRequestHandler):
    """A server that is not an emulator. It records the tokens that it gets."""

    tokens: list[str | None]

    def do_GET(self) -> None:
        self.tokens.append(self.headers["Authorization"])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: object) -> None:
        """Writes nothing."""


def test_what_cannot_be_attached_is_explained(program: str) -> None:
    Other.tokens = []
    with HTTPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(edgegap.ConfigurationError, match="is not an emulator"):
            edgegap.Emulator.attach(f"http://127.0.0.1:{server.server_port}", "canary")
        server.shutdown()
    assert Other.tokens == [None]
    with pytest.raises(edgegap.ConnectionFailedError, match="refused.*start one with edgegap-emulator"):
        edgegap.Emulator.attach(f"http://127.0.0.1:{server.server_port}")
    with pytest.raises(edgegap.AuthenticationError, match="other tokens than the default one"):
        edgegap.Emulator.attach(program)
    wrong: list[tuple[object, object, str]] = [
        ("https://api.edgegap.com", None, "https"),
        ("http://user:canary@127.0.0.1:1", None, "user name or password"),
        ("127.0.0.1:8080", None, "add http://"),
        ("", None, "is empty"),
        (None, None, "is empty"),
        (8080, None, "url must be a string"),
        (program, 5, "token must be a string"),
        (program, "canary canary", "A token "),
        (program, "canary", "does not accept the token"),
    ]
    for url, token, message in wrong:
        kind = edgegap.AuthenticationError if "accept" in message else edgegap.ConfigurationError
        with pytest.raises(kind, match=message) as caught:
            edgegap.Emulator.attach(url, token)  # type: ignore[arg-type]
        frames = [frame for frame in traceback.extract_tb(caught.tb) if "edgegap/_" in frame.filename]
        shown = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
        own = [str(frame.locals) for frame in shown.stack if "edgegap/_" in frame.filename]
        assert frames and "canary" not in f"{caught.value}{own}"


def test_proxies_are_never_used(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:{}".format(proxy.getsockname()[1]))
        # An address of this machine that is not loopback would use the proxy by default.
        with edgegap.Emulator.attach(program, TOKEN) as emulator, emulator.client() as client:
            assert client.applications.list().total() == 0
        proxy.setblocking(False)
        with pytest.raises(BlockingIOError):
            proxy.accept()


def test_ctrl_c_ends_the_wait() -> None:
    run(
        """
        import edgegap, signal, socket, threading
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = "http://127.0.0.1:{}".format(silent.getsockname()[1])
            def interrupt():
                silent.accept()
                signal.raise_signal(signal.SIGINT)
            threading.Thread(target=interrupt).start()
            raises(KeyboardInterrupt, edgegap.Emulator.attach, url)
        """
    )
