"""IPython: its prompt, `await` at it, and what it shows."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

import edgegap
from script import run

LINES = """
import edgegap
emulator = edgegap.Emulator(); client = emulator.client(); other = emulator.async_client()
client.applications.create(name="my-game", is_active=True, image="A" * 80_000)
(await other.applications.get("my-game")).name
[application.name async for application in other.applications.list()]
(await other.applications.list().first()).name + " is the first"
other.applications.list()
len(client.applications.list())
await client.applications.list()
await other.applications.list()
client.applications.get("my-game").nmae
edgegap.Env(key="A", value="canary", is_hidden=True)
client.versions.create?
%timeit -n1 -r1 client.applications.get("my-game")
emulator.stop()
"""


def test_prompt(tmp_path: Path) -> None:
    program = """
    import sys
    from IPython import start_ipython
    sys.exit(start_ipython(["--no-banner", "--simple-prompt", "--colors=NoColor", "--no-confirm-exit"]))
    """
    out, _ = run_with_input(program, LINES, tmp_path)
    for shown in (
        "Out[3]: Application(name='my-game'",
        "(80000 characters)",
        "Out[4]: 'my-game'",
        "Out[5]: ['my-game']",
        "'my-game is the first'",
        "<AsyncPager of applications.list, read by iterating or by await <list>.collect()>",
        "Pager has no length, because it is read page by page: use `total()`",
        "TypeError: object Pager can't be used in 'await' expression",
        "AsyncPager cannot be awaited: use `async for`, or `await <list>.collect()`",
        "'Application' object has no attribute 'nmae'; did you mean 'name'?",
        "value=***",
        "docker_repository: Host of the container registry",
        "per loop",
    ):
        assert shown in out, out
    assert "canary" not in out.replace(LINES, "")


def run_with_input(program: str, lines: str, folder: Path) -> tuple[str, str]:
    (folder / "lines").write_text(lines.strip() + "\n")
    opened = f"    import os; os.dup2(os.open({str(folder / 'lines')!r}, os.O_RDONLY), 0)\n"
    return run(opened + program, IPYTHONDIR=str(folder), HOME=str(folder))


@pytest.fixture
def shell() -> InteractiveShell:
    """A shell in a running loop, as in a kernel of Jupyter."""
    InteractiveShell.clear_instance()
    return InteractiveShell(history_load_length=0)


def test_cells_in_a_running_loop(emulator: edgegap.Emulator, shell: InteractiveShell) -> None:
    shell.user_ns.update(emulator=emulator)

    async def cell(text: str) -> Any:
        transformed = shell.transform_cell(text)
        ran = await shell.run_cell_async(text, store_history=False, transformed_cell=transformed)
        ran.raise_error()
        return ran.result

    async def kernel() -> None:
        await cell("client, other = emulator.client(), emulator.async_client()")
        await cell("await other.applications.create(name='my-game', is_active=True, image='')")
        # Blocking calls work beside a running loop.
        assert await cell("client.applications.list().first().name") == "my-game"
        assert await cell("[item.name async for item in other.applications.list()]") == ["my-game"]
        await cell("import asyncio; task = asyncio.ensure_future(other.applications.get('my-game'))")
        assert await cell("(await task).name") == "my-game"
        await cell("emulator.inject('applications.get', 'stall', times=1)")
        waiting = asyncio.ensure_future(cell("await other.applications.get('my-game')"))
        await asyncio.sleep(0.1)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert (await cell("await other.applications.get('my-game')")).name == "my-game"
        await cell("await other.close()")

    asyncio.run(kernel())
