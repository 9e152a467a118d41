"""Tools that print the local variables of frames find no secret in those of the package."""

from __future__ import annotations

from pathlib import Path

import pytest

from script import run

SECRET = "canary-5d1f"
# The secret never is a variable of the program: only frames of the package could show it.
PROGRAM = """
import asyncio, os, sys, edgegap

def secret():
    return os.environ["CANARY"]

def body(**more):
    return {
        "name": "1", "docker_repository": "docker.io", "docker_image": "me/game", "docker_tag": "b1",
        "req_cpu": 512, "req_memory": 512, "private_token": secret(),
        "envs": [{"key": "A", "value": secret(), "is_hidden": True}], "headers": {"X-Key": secret()}, **more,
    }

def calls(emulator):
    client, other = emulator.client(max_retries=0), emulator.async_client(max_retries=0)

    async def call(more=dict):
        await other.versions.create("none", **body(**more()))

    yield lambda: client.versions.create("none", **body())
    yield lambda: client.versions.create("none", **body(req_cpu="many"))
    yield lambda: client.versions.create("none", **body(timeout="1"))
    yield lambda: client.versions.create("none", **body(privat_token=secret()))
    yield lambda: edgegap.reply_of(client.versions.create, "none", **body())
    yield lambda: asyncio.run(call())
    yield lambda: asyncio.run(call(lambda: {"extra_body": {1: secret()}}))
    yield lambda: client.versions.list("none", headers={"X-Key": secret()}).collect()
    yield lambda: edgegap.Client(secret(), "zz")
    yield lambda: edgegap.AsyncClient(secret(), proxy=f"http://user:{secret()}@127.0.0.1:1", proxyy=1)
    yield lambda: client.with_options(headers={"X-Key": secret()}, max_retries=-1)
    yield lambda: emulator.client(token=secret(), max_retries=-1)
    yield lambda: edgegap.Version(private_token=secret(), nmae="1")
    yield lambda: setattr(edgegap.Version(private_token=secret()), "private_tokn", secret())
    yield lambda: edgegap.Env(key="A", value=secret(), is_hidden=True, values=secret())

shown = 0
with edgegap.Emulator(tokens=[secret()]) as emulator:
    for call in calls(emulator):
        try:
            call()
        except Exception as error:
            shown += 1
            show(error)
print("shown", shown, flush=True)
"""

TOOLS = {
    "rich": """
from rich.console import Console
from rich.traceback import Traceback

def show(error):
    traceback = Traceback.from_exception(
        type(error), error, error.__traceback__, show_locals=True, locals_max_length=None, locals_max_string=None,
        locals_hide_dunder=False, locals_hide_sunder=False,
    )
    Console(width=250).print(traceback)
""",
    "loguru": """
import sys
from loguru import logger

logger.remove()
logger.add(sys.stdout, diagnose=True, backtrace=True)

def show(error):
    logger.opt(exception=error).error("failed")
""",
    "sentry": """
import sentry_sdk

# Nothing is sent: `before_send` returns nothing.
sentry_sdk.init(dsn="http://key@127.0.0.1:9/1", before_send=lambda event, _: print(event), max_value_length=100_000)

def show(error):
    sentry_sdk.capture_exception(error)
""",
    "cgitb": """
import traceback

def show(error):
    print("".join(traceback.TracebackException.from_exception(error, capture_locals=True).format()))
""",
}


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_no_frame_has_a_secret(tool: str) -> None:
    out, err = run(TOOLS[tool] + PROGRAM, CANARY=SECRET)
    assert out.count("shown 15") == 1 and "privat_token" in out
    assert "edgegap" in out and "_caller" in out, "no frame of the package was shown"
    assert SECRET not in out + err


def test_sentry_at_a_log_record() -> None:
    """It shows the frames of a call that succeeds, if a log handler reports it."""
    out, err = run(
        """
        import logging, os, sentry_sdk, edgegap

        dsn = "http://key@127.0.0.1:9/1"
        sentry_sdk.init(dsn=dsn, before_send=lambda event, _: print(event), attach_stacktrace=True)

        class Report(logging.Handler):
            def emit(self, record):
                sentry_sdk.capture_message("called")

        logging.getLogger("edgegap").addHandler(Report())
        logging.getLogger("edgegap").setLevel(logging.DEBUG)
        with edgegap.Emulator() as emulator, emulator.client() as client:
            headers = lambda: {"X-Key": os.environ["CANARY"]}
            client.applications.create(name="my-game", is_active=True, image="", headers=headers())
        """,
        CANARY=SECRET,
    )
    assert "'_record'" in out and "'called'" in out
    assert "'parts': '***'" in out and "'sealed': '***'" in out and "'body': '***'" in out
    assert SECRET not in out


def test_pytest_with_locals(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import edgegap, os\n\n"
        "def test_it():\n"
        "    with edgegap.Emulator() as emulator, emulator.client() as client:\n"
        "        client.versions.create('none', name='1', docker_repository='docker.io', docker_image='me/game',\n"
        "            docker_tag='b', req_cpu=512, req_memory=512, private_token=os.environ['CANARY'],\n"
        "            envs=[edgegap.Env(key='A', value=os.environ['CANARY'], is_hidden=True)])\n"
    )
    program = f"""
    import sys, pytest
    sys.exit(0 if pytest.main(["-l", "-vv", "--tb=long", "-p", "no:cacheprovider", {str(tmp_path)!r}]) == 1 else 1)
    """
    out, err = run(program, CANARY=SECRET)
    assert "NotFoundError" in out and "sealed     = ***" in out and "body       = ***" in out
    assert SECRET not in out + err


def test_what_rich_prints() -> None:
    out, _ = run(
        """
        import edgegap
        from rich import print
        from rich.progress import track

        env = edgegap.Env(key="A", value="canary", is_hidden=True)
        ports = [edgegap.Port(port=1, protocol="UDP")]
        print(edgegap.Version(name="1", private_token="canary", envs=[env], ports=ports))
        print([edgegap.Application(name="my-game", image="A" * 80_123)])
        with edgegap.Emulator() as emulator, emulator.client() as client:
            client.applications.create(name="tracked", is_active=True, image="")
            print([application.name for application in track(client.applications.list())])
        """,
        COLUMNS="200",
    )
    assert "canary" not in out and "private_token=***" in out and "value=***" in out
    assert "(80123 characters)" in out and len(out) < 2000 and "'tracked'" in out
