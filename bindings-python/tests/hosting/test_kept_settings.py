"""A client keeps its settings: in views, after a fork, and when the environment or files change."""

from __future__ import annotations

import asyncio
import os
import shutil
from pathlib import Path

import pytest

import edgegap
from fault_server import FaultServer
from script import run

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform has no fork")


def test_address_and_token_after_the_environment_changed() -> None:
    """Parent, view and children keep the service and the account."""
    run("""
    import os, sys, edgegap
    with edgegap.Emulator(tokens=["first"]) as ours, edgegap.Emulator(tokens=["second"]) as theirs:
        ours.client().applications.create(name="ours", is_active=True, image="")
        url = ours.url
        os.environ.update(EDGEGAP_BASE_URL=url, EDGEGAP_TOKEN="first")
        client, unused = edgegap.Client(), edgegap.Client()
        client.applications.get("ours")

        def child():
            for one in (client, unused, client.with_options(max_retries=0)):
                assert one.base_url == url
                assert one.applications.get("ours").name == "ours"

        changes = [
            {"EDGEGAP_BASE_URL": theirs.url, "EDGEGAP_TOKEN": "second"},
            {"EDGEGAP_BASE_URL": "", "EDGEGAP_TOKEN": ""},
            {"EDGEGAP_BASE_URL": "not a url", "EDGEGAP_TOKEN": "${TOKEN}"},
        ]
        for change in changes:
            os.environ.update(change)
            child()
            in_child(child, generations=2)
        del os.environ["EDGEGAP_BASE_URL"], os.environ["EDGEGAP_TOKEN"]
        child()
        in_child(child, generations=2)
        assert theirs.requests == []
    """)


def test_token_rotation() -> None:
    """Clients made before and after the rotation have different tokens."""
    run("""
    import os, sys, edgegap
    with edgegap.Emulator(tokens=["old", "new"]) as emulator:
        os.environ.update(EDGEGAP_BASE_URL=emulator.url, EDGEGAP_TOKEN="old")
        before = edgegap.Client()
        os.environ["EDGEGAP_TOKEN"] = "new"
        after = edgegap.Client()
        del os.environ["EDGEGAP_TOKEN"]
        os.environ["EDGEGAP_API_TOKEN"] = "another"

        def child():
            assert before.applications.list().total() == 0
            assert after.applications.list().total() == 0
            raises(edgegap.AuthenticationError, edgegap.Client(max_retries=0).applications.list().total)

        child()
        in_child(child, generations=2)
    """)


def test_proxy_variables_that_change() -> None:
    """A client uses the proxy that was set when it was made."""
    run("""
    import os, sys, edgegap
    import json, threading
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Proxy(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.paths.append(self.path)
            body = json.dumps({"applications": [], "total_count": 0}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    def proxy():
        server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        server.paths = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        server.url = "http://127.0.0.1:%d" % server.server_port
        return server

    ours, theirs = proxy(), proxy()
    settings = dict(token="t", base_url="http://edgegap.invalid", allow_http=True, max_retries=0, timeout=10)
    direct = edgegap.Client(**settings)
    os.environ["http_proxy"] = ours.url
    proxied = edgegap.Client(**settings)
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        os.environ[name] = theirs.url

    def child():
        assert proxied.applications.list().total() == 0
        raises(edgegap.ConnectionFailedError, direct.applications.list().total)

    child()
    in_child(child, generations=2)
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        del os.environ[name]
    os.environ["NO_PROXY"] = "*"
    child()
    in_child(child, generations=2)
    # The requests of the children arrived here too.
    assert len(ours.paths) == 6 and theirs.paths == [], (ours.paths, theirs.paths)
    """)


@pytest.mark.parametrize("by", ["argument", "SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_certificate_file_may_be_deleted(by: str, fault_server: FaultServer, tmp_path: Path) -> None:
    """It is read when the client is made. Relative paths refer to the folder of that time."""
    setup = fault_server.open("none-tls", "versions.get")
    (tmp_path / "certificates").mkdir()
    shutil.copy(setup["ca_file"], tmp_path / "certificates" / "authority.pem")
    run(
        """
    import os, sys, edgegap
    import shutil
    folder, by, url, token = sys.argv[1:]
    os.chdir(folder)
    given = {"argument": {"ca_file": "certificates/authority.pem"}}.get(by, {})
    if by != "argument":
        os.environ[by] = "certificates" if by == "SSL_CERT_DIR" else "certificates/authority.pem"
    client, unused = (edgegap.Client(token, url, **given) for _ in range(2))
    os.chdir("/")
    shutil.rmtree(os.path.join(folder, "certificates"))
    os.environ.pop(by, None)

    def child():
        for one in (client, unused, client.with_options(max_retries=0)):
            raises(edgegap.NotFoundError, one.applications.get, "none")

    child()
    in_child(child, generations=2)
    """,
        str(tmp_path),
        by,
        setup["base_url"],
        setup["token"],
    )


def test_async_client_keeps_its_settings(emulator: edgegap.Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        monkeypatch.setenv("EDGEGAP_BASE_URL", emulator.url)
        monkeypatch.setenv("EDGEGAP_TOKEN", emulator.token)
        async with edgegap.AsyncClient() as client:
            monkeypatch.setenv("EDGEGAP_BASE_URL", "http://127.0.0.1:1")
            monkeypatch.delenv("EDGEGAP_TOKEN")
            assert client.base_url == emulator.url
            assert await client.with_options(max_retries=0).applications.list().total() == 0

    asyncio.run(main())
