"""Command lines with typer, templates with jinja2, and parallel tests with pytest-xdist."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import jinja2
import pytest
import typer
from typer.testing import CliRunner

import edgegap
from samples import APPLICATION, VERSION
from script import run

app = typer.Typer()


@app.command()
def publish(
    name: str,
    protocol: edgegap.Protocol = "UDP",
    restart: Annotated[edgegap.RestartPolicy | None, typer.Option(help="When to restart.")] = None,
) -> None:
    with edgegap.Emulator() as emulator, emulator.client() as client:
        client.applications.create(**APPLICATION)
        ports: list[edgegap.NewPort] = [{"port": 7777, "protocol": protocol}]
        policy = restart or edgegap.UNSET
        version = client.versions.create("my-game", **{**VERSION, "name": name}, ports=ports, restart_policy=policy)
        for port in version.ports or []:
            typer.echo(f"{version.name} {port.protocol} {version.restart_policy}")


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        (["1.0.0"], 0, "1.0.0 UDP always"),
        (["1.0.0", "--protocol", "TCP/UDP", "--restart", "on_failure"], 0, "1.0.0 TCP/UDP on_failure"),
        (["1.0.0", "--protocol", "QUIC"], 2, "QUIC"),
        (["--help"], 0, "WSS"),
    ],
)
def test_typer(arguments: list[str], code: int, shown: str) -> None:
    ran = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert (ran.exit_code, shown in ran.output) == (code, True), ran.output


def test_jinja(emulator: edgegap.Emulator, client: edgegap.Client) -> None:
    for name in ("a", "b"):
        client.applications.create(**{**APPLICATION, "name": name})
    text = "{% for one in client.applications.list() %}{{ one.name }}{{ one.nothing }} {% endfor %}"
    assert jinja2.Template(text).render(client=client) == "a b "

    async def main() -> str:
        text = "{% for one in client.applications.list() %}{{ one.name }} {% endfor %}"
        template = jinja2.Environment(enable_async=True, autoescape=True).from_string(text)
        both = [client, emulator.async_client()]
        return "".join([await template.render_async(client=client) for client in both])

    assert asyncio.run(main()) == "a b a b "


def test_xdist(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "import edgegap, pytest\n\n"
        "@pytest.fixture(scope='session')\n"
        "def client():\n"
        "    with edgegap.Emulator() as emulator, emulator.client() as client:\n"
        "        yield client\n\n"
        "@pytest.mark.parametrize('number', range(20))\n"
        "def test_it(client, number):\n"
        "    client.applications.create(name=f'game-{number}', is_active=True, image='')\n"
        "    if number == 7:\n"
        "        client.applications.get('none')\n"
    )
    # The error of a worker is sent to the process that reports it.
    program = f"""
    import sys, pytest
    arguments = ["-n2", "-q", "-p", "no:cacheprovider", {str(tmp_path)!r}]
    sys.exit(0 if pytest.main(arguments) == 1 else 1)
    """
    out, _ = run(program)
    assert "19 passed" in out and "1 failed" in out and "NotFoundError" in out
