"""Sources of settings: arguments, `os.environ`, and the defaults for empty values."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

import edgegap
from edgegap import _environment
from script import run


def both(**settings: Any) -> list[Any]:
    return [kind(**settings) for kind in (edgegap.Client, edgegap.AsyncClient)]


def test_os_environ_is_read(emulator: edgegap.Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test may replace it by another mapping."""
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


def test_environment_of_the_process_is_not_read(emulator: edgegap.Emulator) -> None:
    """Native code reads `os.environ` only."""
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


def test_values_that_are_not_unicode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTHER", os.fsdecode(b"\xff"))
    monkeypatch.setenv(os.fsdecode(b"N\xffME"), "value")
    assert edgegap.Client("t").base_url == "https://api.edgegap.com"
    monkeypatch.setenv("EDGEGAP_TOKEN", os.fsdecode(b"canary\xff"))
    for kind in (edgegap.Client, edgegap.AsyncClient):
        with pytest.raises(edgegap.ConfigurationError, match="EDGEGAP_TOKEN is not valid Unicode") as caught:
            kind()
        assert "canary" not in str(caught.value)


def test_environment_that_changes_while_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread sets and removes variables."""
    monkeypatch.setenv("EDGEGAP_TOKEN", "t")

    def read() -> None:
        for _ in range(500):
            assert _environment.variables()["EDGEGAP_TOKEN"] == "t"

    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(read)
        while not reading.done():
            for number in range(50):
                os.environ[f"CHANGES_{number}"] = "1"
            for number in range(50):
                del os.environ[f"CHANGES_{number}"]
    reading.result()


def test_empty_values_count_as_not_set(emulator: edgegap.Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms and unset CI secrets leave them. The environment or the default applies."""
    monkeypatch.setenv("EDGEGAP_TOKEN", emulator.token)
    monkeypatch.setenv("EDGEGAP_BASE_URL", emulator.url)
    for name in (
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "ALL_PROXY",
        "NO_PROXY",
        "EDGEGAP_API_TOKEN",
    ):
        monkeypatch.setenv(name, "")
    for empty in ("", " ", None):
        with edgegap.Client(token=empty, base_url=empty, proxy=empty, ca_file=empty) as client:
            assert client.applications.list().total() == 0
    for empty_path in (Path(), Path(""), cast("Any", b"")):
        assert edgegap.Client(ca_file=empty_path, user_agent="").applications.list().total() == 0
    assert emulator.requests[-1].headers["user-agent"].startswith("edgegap-sdk/")
    monkeypatch.setenv("EDGEGAP_BASE_URL", "")
    assert [client.base_url for client in both(base_url="", ca_file="")] == ["https://api.edgegap.com"] * 2
    monkeypatch.setenv("EDGEGAP_TOKEN", "")
    for token in ("", " ", None):
        with pytest.raises(edgegap.ConfigurationError, match="there is no API token"):
            edgegap.Client(token)


def test_invalid_ca_files(tmp_path: Path) -> None:
    for ca_file in (tmp_path, str(tmp_path), os.fsencode(tmp_path), tmp_path / "none.pem", 5):
        with pytest.raises(edgegap.ConfigurationError, match="ca_file"):
            edgegap.Client("t", ca_file=ca_file)  # type: ignore[arg-type]


def test_emulator_sets_token_and_base_url(emulator: edgegap.Emulator, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is ignored: a test never reaches the live service with a real token."""
    monkeypatch.setenv("EDGEGAP_TOKEN", "real")
    monkeypatch.setenv("EDGEGAP_BASE_URL", "https://api.edgegap.com")
    settings: Any
    for settings in (
        {},
        {"token": None, "base_url": None},
        {"token": "", "base_url": " "},
        {"timeout": None, "headers": None},
    ):
        with emulator.client(**settings) as client:
            assert client.base_url == emulator.url
            assert client.applications.list().total() == 0
        assert emulator.async_client(**settings).base_url == emulator.url


def test_client_of_an_emulator_with_other_settings(emulator: edgegap.Emulator) -> None:
    with emulator.client(token="another", max_retries=0) as client, pytest.raises(edgegap.AuthenticationError):
        client.applications.list().total()
    assert emulator.client(base_url="http://127.0.0.1:1").base_url == "http://127.0.0.1:1"
    assert emulator.async_client(base_url="http://127.0.0.1:1", token="t").base_url == "http://127.0.0.1:1"
    wrong: Any = emulator
    for call, message in [
        (
            lambda: wrong.client(tokn="t"),
            r"Client\(\) got an unexpected keyword argument 'tokn'; did you mean 'token'\?",
        ),
        (lambda: wrong.async_client(base_ulr="t"), r"AsyncClient\(\) .*'base_ulr'; did you mean 'base_url'\?"),
        (lambda: wrong.client("t"), r"client\(\) takes 1 positional argument but 2 were given"),
        (lambda: edgegap.Client(tokne="t"), r"'tokne'; did you mean 'token'\?"),  # type: ignore[call-arg]
    ]:
        with pytest.raises(TypeError, match=message):
            call()
    with pytest.raises(edgegap.ConfigurationError, match="token must be a string"):
        wrong.client(token=5)


def test_unknown_variables_are_logged_once() -> None:
    """Logging writes them to standard error by default. They are not Python warnings."""
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
    for setup, prefix in (("not set up", ""), ("set up", "edgegap WARNING ")):
        _, err = run(program, setup, PYTHONWARNINGS="error")
        assert sorted(line.split(",")[0] for line in err.splitlines()) == sorted([prefix + url, prefix + secret]), err
        assert "EDGEGAP_BASE_URL" in err and "EDGEGAP_TOKEN" in err and "canary" not in err


@pytest.mark.parametrize("setup", ["", "import logging; logging.basicConfig()"])
def test_warnings_about_settings_follow_the_log_level(setup: str) -> None:
    """They are logged without the variable too, because a mistake in settings is easily missed."""
    for kind in ("Client", "AsyncClient"):
        program = f"{setup}\nimport edgegap\nedgegap.{kind}('t')"
        for level in (None, "", " ", "warn", "info", "DEBUG"):
            variables = {} if level is None else {"EDGEGAP_LOG": level}
            out, err = run(program, EDGEGAP_URL="https://canary.example", **variables)
            assert (out, err.count("\n"), err.count("the variable EDGEGAP_URL is set")) == ("", 1, 1), level
        for level in ("off", " None ", "0", "error", "ERROR"):
            assert run(program, EDGEGAP_URL="https://canary.example", EDGEGAP_LOG=level) == ("", ""), level


def test_known_variables_are_not_logged() -> None:
    program = """
    import os, sys, edgegap
    os.environ.update(EDGEGAP_TOKEN="t", EDGEGAP_EMULATOR_PORT="1", EDGEGAPS="x")
    os.environ["EDGEGAP_API_URL"] = "https://api.example"
    assert edgegap.Client().base_url == "https://api.example"
    assert ("logging" in sys.modules) is bool(os.environ["EDGEGAP_LOG"])
    """
    for level in ("", "warning"):
        assert run(program, EDGEGAP_LOG=level) == ("", "")


def test_nothing_is_logged_without_handlers() -> None:
    written = run("""
    import logging, edgegap
    with edgegap.Emulator() as emulator, emulator.client(backoff=(0.001, 0.001)) as client:
        emulator.inject("*", "status", code=503, times=1)
        client.applications.list().total()
        emulator.inject("*", "status", code=503)
        raises(edgegap.ServerError, client.applications.get, "none")
    """)
    assert written == ("", "")


class Broken(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise OSError("no space left")


@pytest.mark.parametrize("shown", [True, False])
def test_failing_log_handler_changes_no_result(
    emulator: edgegap.Emulator,
    client: edgegap.Client,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    shown: bool,
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


def test_without_standard_error() -> None:
    """Programs without a console have none."""
    written = run(
        """
    import os, sys
    os.environ.update(EDGEGAP_URL="https://api.example")
    out = os.dup(1)
    sys.stdout = sys.stderr = None
    import edgegap
    with edgegap.Emulator() as emulator, emulator.client() as client:
        client.applications.list().total()
        raises(edgegap.NotFoundError, client.applications.get, "none")
        os.write(out, b"done")
    """,
        EDGEGAP_LOG="debug",
    )
    assert written == ("done", "")


def test_type_errors_name_the_client() -> None:
    given: Any = {"token": "two"}
    with pytest.raises(TypeError, match=r"^Client\(\) got multiple values for argument 'token'"):
        edgegap.Client("one", "http://127.0.0.1:9", **given)
