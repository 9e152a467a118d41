"""The log of calls, compared with `tests/log.json`, which every language is compared with."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

import edgegap
from script import run

LINES: dict[str, list[str]] = json.loads(
    (Path(__file__).parents[2] / "tests" / "log.json").read_text(encoding="utf-8")
)["lines"]

# The calls of the table.
CALLS = """
import edgegap
with edgegap.Emulator() as emulator, emulator.client(backoff=(0.02, 0.02)) as client:
    client.applications.create(name="my-game", is_active=True, image="")
    emulator.inject("applications.get", "status", code=503, times=1)
    client.applications.get("my-game")
    raises(edgegap.NotFoundError, client.versions.get, "my-game", "none")
    raises(edgegap.ValidationError, client.applications.get, "")
    emulator.inject("applications.get", "status", code=403, times=1)
    raises(edgegap.PermissionDeniedError, client.applications.get, "my-game")
"""
ASYNC_CALLS = """
import asyncio, edgegap
async def failing(call, error):
    try:
        await call
    except error:
        return
    raise AssertionError
async def main():
    with edgegap.Emulator() as emulator:
        async with emulator.async_client(backoff=(0.02, 0.02)) as client:
            await client.applications.create(name="my-game", is_active=True, image="")
            emulator.inject("applications.get", "status", code=503, times=1)
            await client.applications.get("my-game")
            await failing(client.versions.get("my-game", "none"), edgegap.NotFoundError)
            await failing(client.applications.get(""), edgegap.ValidationError)
            emulator.inject("applications.get", "status", code=403, times=1)
            await failing(client.applications.get("my-game"), edgegap.PermissionDeniedError)
asyncio.run(main())
"""


def masked(text: str) -> list[str]:
    text = re.sub(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ", "<time> ", text, flags=re.MULTILINE)
    return re.sub(r"\brequest \d+", "request <id>", re.sub(r"\b(in|after) \d+ ms", r"\1 <n> ms", text)).splitlines()


@pytest.mark.parametrize("level", LINES)
def test_every_level_has_its_lines(level: str) -> None:
    for calls in (CALLS, ASYNC_CALLS):
        out, err = run(calls, EDGEGAP_LOG=level)
        assert (out, masked(err)) == ("", LINES[level])


def test_other_words() -> None:
    assert run(CALLS, EDGEGAP_LOG="no") == ("", "")
    assert masked(run(CALLS, EDGEGAP_LOG=" VERBOSE ")[1]) == LINES["debug"]
    warning, *lines = masked(run(CALLS, EDGEGAP_LOG="canary")[1])
    assert warning.startswith("<time> edgegap warning the variable EDGEGAP_LOG must be one of off, error, warning, ")
    assert lines == LINES["info"] and "canary" not in warning


def test_the_logging_of_a_program_gets_the_same_texts_at_the_same_levels(
    emulator: edgegap.Emulator, client: edgegap.Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "edgegap"):
        client.applications.create(name="my-game", is_active=True, image="")
        emulator.inject("applications.get", "status", code=503, times=1)
        client.with_options(backoff=(0.02, 0.02)).applications.get("my-game")
        with pytest.raises(edgegap.NotFoundError):
            client.versions.get("my-game", "none")
        with pytest.raises(edgegap.ValidationError):
            client.applications.get("")
        emulator.inject("applications.get", "status", code=403, times=1)
        with pytest.raises(edgegap.PermissionDeniedError):
            client.applications.get("my-game")
    seen = [f"<time> edgegap {record.levelname.lower()} {record.getMessage()}" for record in caplog.records]
    assert masked("\n".join(seen)) == LINES["debug"]
    caplog.clear()
    with caplog.at_level(logging.WARNING, "edgegap"):
        client.applications.get("my-game")
    assert caplog.records == []


# Calls to a service that does not answer: interrupted, cancelled at a time limit, and closed.
UNANSWERED = {
    "signal": """
        import signal, edgegap
        emulator = edgegap.Emulator()
        emulator.inject("*", "stall")
        client = emulator.client()
        def leave(*_):
            sys.exit("left")
        for handler, error in ((signal.default_int_handler, KeyboardInterrupt), (leave, SystemExit)):
            signal.signal(signal.SIGALRM, handler)
            signal.setitimer(signal.ITIMER_REAL, 0.1)
            raises(error, client.applications.get, "my-game")
    """,
    "time limit": """
        import asyncio, edgegap
        async def main():
            client = emulator.async_client()
            for call in (client.applications.get("my-game"), client.applications.get("my-game")):
                try:
                    await asyncio.wait_for(call, 0.1)
                except asyncio.TimeoutError:
                    pass
        with edgegap.Emulator() as emulator:
            emulator.inject("*", "stall")
            asyncio.run(main())
    """,
    "coroutine": """
        import asyncio, edgegap
        async def main():
            client = emulator.async_client()
            for call in (client.applications.get("my-game"), client.applications.get("my-game")):
                call.send(None)
                call.close()
        with edgegap.Emulator() as emulator:
            emulator.inject("*", "stall")
            asyncio.run(main())
    """,
}


@pytest.mark.parametrize("calls", UNANSWERED.values(), ids=UNANSWERED)
def test_a_cancelled_call_is_logged(calls: str) -> None:
    line = "<time> edgegap info applications.get GET cancelled in <n> ms"
    for level, expected in (("debug", [line] * 2), ("info", [line] * 2), ("warning", []), ("", [])):
        out, err = run(f"import sys\n{textwrap.dedent(calls)}", EDGEGAP_LOG=level)
        assert (out, masked(err)) == ("", expected), level


def test_a_call_with_invalid_arguments_is_not_logged_as_cancelled(
    client: edgegap.Client, emulator: edgegap.Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    """Python's own errors are about the program, not about a call."""
    wrong: Any = {"extra_body": {1: 2}}

    async def main() -> None:
        await emulator.async_client().applications.create(name="my-game", is_active=True, image="", **wrong)

    with caplog.at_level(logging.DEBUG, "edgegap"):
        with pytest.raises(TypeError, match="must be strings"):
            client.applications.create(name="my-game", is_active=True, image="", **wrong)
        with pytest.raises(TypeError, match="must be strings"):
            asyncio.run(main())
    assert [record.getMessage() for record in caplog.records if record.name == "edgegap"] == []


def test_the_level_of_the_logger_hides_expected_refusals(
    client: edgegap.Client, emulator: edgegap.Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "edgegap"):
        with pytest.raises(edgegap.NotFoundError):
            client.versions.get("my-game", "none")
        assert caplog.records == []
        emulator.inject("applications.get", "status", code=403, times=1)
        with pytest.raises(edgegap.PermissionDeniedError):
            client.applications.get("my-game")
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_handlers_of_a_program_get_records_unless_the_variable_is_set() -> None:
    """They have the program's own format. With the variable there is one line, not two."""
    program = """
        import logging, edgegap
        logging.basicConfig(format="own: %(message)s", level=logging.INFO)
        with edgegap.Emulator() as emulator, emulator.client() as client:
            client.applications.list().total()
    """
    text = "applications.list GET 200 in <n> ms, 1 attempt, request <id>"
    assert masked(run(program)[1]) == [f"own: {text}"]
    assert masked(run(program, EDGEGAP_LOG="off")[1]) == [f"own: {text}"]
    assert masked(run(program, EDGEGAP_LOG="info")[1]) == [f"<time> edgegap info {text}"]


def test_the_level_is_read_when_a_client_is_created() -> None:
    out, err = run("""
        import io, os, sys, edgegap
        with edgegap.Emulator() as emulator:
            emulator.client().applications.list().total()
            assert "logging" not in sys.modules
            os.environ["EDGEGAP_LOG"] = "info"
            # Two clients write a line once, to the standard error of now.
            first, _ = emulator.client(), emulator.client()
            sys.stderr = io.StringIO()
            first.applications.list().total()
            print(sys.stderr.getvalue(), end="")
            # Lines that cannot be written change nothing.
            sys.stderr.close()
            first.applications.list().total()
            sys.stderr = None
            first.applications.list().total()
    """)
    expected = ["<time> edgegap info applications.list GET 200 in <n> ms, 1 attempt, request <id>"]
    assert (masked(out), err) == (expected, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_standard_error_changes_no_call() -> None:
    out, err = run(
        f"import sys\nsys.stderr = open('/dev/full', 'w')\n{CALLS}\nprint('done')\nsys.stderr = None",
        EDGEGAP_LOG="debug",
    )
    assert (out, err) == ("done\n", "")
