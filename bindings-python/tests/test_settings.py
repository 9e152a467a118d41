"""Where the settings of a client come from: arguments, Python's own environment, and what forms and shells leave in either."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import Any

import pytest

import edgegap
from edgegap import _environment
from script import run


def both(**settings: Any) -> list[Any]:
    return [kind(**settings) for kind in (edgegap.Client, edgegap.AsyncClient)]


def test_python_s_own_environment_is_asked(emulator: edgegap.Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where it is not the process's: a mapping that a test put in its place."""
    monkeypatch.setattr(os, "environ", {"EDGEGAP_TOKEN": emulator.token, "EDGEGAP_BASE_URL": emulator.url})
    with edgegap.Client() as client:
        assert client.applications.list().total() == 0
    os.environ["EDGEGAP_BASE_URL"] = "http://127.0.0.1:1"
    assert [client.base_url for client in both()] == ["http://127.0.0.1:1"] * 2
    del os.environ["EDGEGAP_TOKEN"]
    for name in ("EDGEGAP_API_TOKEN", "EDGEGAP_API_KEY"):
        with pytest.raises(edgegap.ConfigurationError, match=name):
            edgegap.Client()
    os.environ["EDGEGAP_API_KEY"] = emulator.token
    assert edgegap.Client(base_url=emulator.url).applications.list().total() == 0


def test_what_only_the_process_has_is_not_asked(emulator: edgegap.Emulator) -> None:
    """Native code does not look past Python's environment."""
    run(
        """
    import os, sys, edgegap
    os.environ["EDGEGAP_TOKEN"] = "a"
    os.putenv("EDGEGAP_BASE_URL", "http://127.0.0.1:1")
    os.putenv("EDGEGAP_TOKEN", "b")
    assert edgegap.Client().base_url == "https://api.edgegap.com"
    os.environ["EDGEGAP_BASE_URL"] = sys.argv[1]
    os.environ["EDGEGAP_TOKEN"] = sys.argv[2]
    os.unsetenv("EDGEGAP_BASE_URL")
    os.unsetenv("EDGEGAP_TOKEN")
    assert edgegap.Client().applications.list().total() == 0
    """,
        emulator.url,
        emulator.token,
    )


def test_values_that_are_no_unicode_are_named_where_they_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER", os.fsdecode(b"\xff"))
    monkeypatch.setenv(os.fsdecode(b"N\xffME"), "value")
    assert edgegap.Client("t").base_url == "https://api.edgegap.com"
    monkeypatch.setenv("EDGEGAP_TOKEN", os.fsdecode(b"canary\xff"))
    for kind in (edgegap.Client, edgegap.AsyncClient):
        with pytest.raises(edgegap.ConfigurationError, match="EDGEGAP_TOKEN is not valid Unicode") as caught:
            kind()
        assert "canary" not in str(caught.value)


def test_the_environment_may_change_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other threads set and remove variables."""
    monkeypatch.setenv("EDGEGAP_TOKEN", "t")
    ended = threading.Event()

    def change() -> None:
        while not ended.is_set():
            for number in range(50):
                os.environ[f"CHANGES_{number}"] = "1"
            for number in range(50):
                os.environ.pop(f"CHANGES_{number}", None)

    changing = threading.Thread(target=change)
    changing.start()
    try:
        for _ in range(500):
            assert _environment.variables()["EDGEGAP_TOKEN"] == "t"
    finally:
        ended.set()
        changing.join()


def test_empty_is_not_given(emulator: edgegap.Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """As forms and absent secrets leave it: the environment's is taken, else the default."""
    monkeypatch.setenv("EDGEGAP_TOKEN", emulator.token)
    monkeypatch.setenv("EDGEGAP_BASE_URL", emulator.url)
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "EDGEGAP_API_TOKEN"):
        monkeypatch.setenv(name, "")
    for empty in ("", " ", None):
        with edgegap.Client(token=empty, base_url=empty, proxy=empty, ca_file=empty) as client:
            assert client.applications.list().total() == 0
    for nowhere in (Path(), Path(""), b""):
        assert edgegap.Client(ca_file=nowhere, user_agent="").applications.list().total() == 0  # type: ignore[arg-type]
    assert emulator.requests[-1].headers["user-agent"].startswith("edgegap-sdk/")
    monkeypatch.setenv("EDGEGAP_BASE_URL", "")
    assert [client.base_url for client in both(base_url="", ca_file="")] == ["https://api.edgegap.com"] * 2
    monkeypatch.setenv("EDGEGAP_TOKEN", "")
    for token in ("", " ", None):
        with pytest.raises(edgegap.ConfigurationError, match="there is no API token"):
            edgegap.Client(token)


def test_files_that_are_none(tmp_path: Path) -> None:
    for ca_file in (tmp_path, str(tmp_path), os.fsencode(tmp_path), tmp_path / "none.pem", 5):
        with pytest.raises(edgegap.ConfigurationError, match="ca_file"):
            edgegap.Client("t", ca_file=ca_file)  # type: ignore[arg-type]


def test_an_emulator_fills_in_what_is_not_given(emulator: edgegap.Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment has: a test never goes to the live service with a real token."""
    monkeypatch.setenv("EDGEGAP_TOKEN", "real")
    monkeypatch.setenv("EDGEGAP_BASE_URL", "https://api.edgegap.com")
    settings: Any
    for settings in ({}, {"token": None, "base_url": None}, {"token": "", "base_url": " "}, {"timeout": None, "headers": None}):
        with emulator.client(**settings) as client:
            assert client.base_url == emulator.url
            assert client.applications.list().total() == 0
        assert emulator.async_client(**settings).base_url == emulator.url


def test_an_emulator_s_client_with_another_token_or_address(emulator: edgegap.Emulator) -> None:
    with emulator.client(token="another", max_retries=0) as client, pytest.raises(edgegap.AuthenticationError):
        client.applications.list().total()
    assert emulator.client(base_url="http://127.0.0.1:1").base_url == "http://127.0.0.1:1"
    assert emulator.async_client(base_url="http://127.0.0.1:1", token="t").base_url == "http://127.0.0.1:1"
    wrong: Any = emulator
    for call, words in [
        (lambda: wrong.client(tokn="t"), r"Client\(\) got an unexpected keyword argument 'tokn'; did you mean 'token'\?"),
        (lambda: wrong.async_client(base_ulr="t"), r"AsyncClient\(\) .*'base_ulr'; did you mean 'base_url'\?"),
        (lambda: wrong.client("t"), r"client\(\) takes 1 positional argument but 2 were given"),
        (lambda: edgegap.Client(tokne="t"), r"'tokne'; did you mean 'token'\?"),  # type: ignore[call-arg]
    ]:
        with pytest.raises(TypeError, match=words):
            call()
    with pytest.raises(edgegap.ConfigurationError, match="token must be a string"):
        wrong.client(token=5)


def test_variables_that_nothing_reads_are_named_once() -> None:
    """By logging, which writes to standard error where nobody has set it up; never as a warning of Python's."""
    program = """
        import os, sys
        os.environ.update(EDGEGAP_TOKEN="t", EDGEGAP_URL="https://canary.example", EDGEGAP_SECRET="canary")
        if sys.argv[1] == "set up":
            import logging
            logging.basicConfig(format="%(name)s %(levelname)s %(message)s")
        import edgegap
        for kind in (edgegap.Client, edgegap.AsyncClient, edgegap.Client):
            kind().with_options(max_retries=0)
    """
    url, secret = "the variable EDGEGAP_URL is set", "the variable EDGEGAP_SECRET is set"
    for how, before in (("not set up", ""), ("set up", "edgegap WARNING ")):
        said = run(program, how, PYTHONWARNINGS="error").stderr
        assert sorted(line.split(",")[0] for line in said.splitlines()) == sorted([before + url, before + secret]), said
        assert "EDGEGAP_BASE_URL" in said and "EDGEGAP_TOKEN" in said and "canary" not in said


def test_nothing_is_written_where_everything_is_known() -> None:
    done = run(
        """
    import os, sys, edgegap
    os.environ.update(EDGEGAP_TOKEN="t", EDGEGAP_LOG="off", EDGEGAP_API_URL="https://api.example", EDGEGAP_EMULATOR_PORT="1", EDGEGAPS="x")
    assert edgegap.Client().base_url == "https://api.example"
    assert "logging" not in sys.modules
    """
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_a_program_that_does_not_log_hears_of_no_call() -> None:
    """Calls that were tried again are for whoever has set logging up."""
    done = run("""
    import logging, edgegap
    with edgegap.Emulator() as emulator, emulator.client(backoff=(0.001, 0.001)) as client:
        emulator.inject("*", "status", code=503, times=1)
        client.applications.list().total()
        emulator.inject("*", "status", code=503)
        try:
            client.applications.get("none")
        except edgegap.ServerError:
            pass
    """)
    assert (done.stdout, done.stderr) == ("", "")


class Broken(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise OSError("no space left")


@pytest.mark.parametrize("shown", [True, False])
def test_a_log_that_fails_changes_no_call(
    emulator: edgegap.Emulator, client: edgegap.Client, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], shown: bool
) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", shown)
    logger, broken = logging.getLogger("edgegap"), Broken()
    logger.addHandler(broken)
    try:
        emulator.inject("applications.create", "status", code=503, times=1)
        assert client.applications.create(name="my-game", is_active=True, image="").name == "my-game"
        logger.setLevel(logging.DEBUG)
        assert client.applications.get("my-game").name == "my-game"
        with pytest.raises(edgegap.NotFoundError):
            client.applications.get("none")
    finally:
        logger.removeHandler(broken)
        logger.setLevel(logging.NOTSET)
    assert ("no space left" in capsys.readouterr().err) is shown


def test_there_may_be_no_standard_error() -> None:
    """As in programs without a console."""
    done = run(
        """
    import os, sys
    os.environ.update(EDGEGAP_URL="https://api.example")
    out = os.dup(1)
    sys.stdout = sys.stderr = None
    import edgegap
    with edgegap.Emulator() as emulator, emulator.client() as client:
        client.applications.list().total()
        try:
            client.applications.get("none")
        except edgegap.NotFoundError:
            os.write(out, b"done")
    """,
        EDGEGAP_LOG="debug",
    )
    assert (done.stdout, done.stderr) == ("done", "")


def test_arguments_that_do_not_fit_name_what_was_called() -> None:
    given: Any = {"token": "two"}
    with pytest.raises(TypeError, match=r"^Client\(\) got multiple values for argument 'token'"):
        edgegap.Client("one", "http://127.0.0.1:9", **given)
