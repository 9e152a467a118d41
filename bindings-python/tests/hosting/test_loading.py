"""Loading the package: in threads that end, in handlers, in pools and in spawned processes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import edgegap
from script import TIMEOUT, env, run


# A crash would occur in most runs, but not in each.
@pytest.mark.parametrize("_run", range(3))
def test_the_thread_that_imports_it_ends(_run: int) -> None:
    run("""
    import sys
    def load():
        import edgegap

    def use():
        edgegap = sys.modules["edgegap"]
        with edgegap.Emulator() as emulator, emulator.client() as client:
            client.applications.create(name="my-game", is_active=True, image=b"x" * 100_000)
            assert len(client.applications.get("my-game").image) > 100_000

    async def use_async():
        edgegap = sys.modules["edgegap"]
        async with edgegap.Emulator() as emulator, emulator.async_client() as client:
            await client.applications.create(name="my-game", is_active=True, image="")
            assert [application.name async for application in client.applications.list()] == ["my-game"]

    def use_asyncio():
        import asyncio
        asyncio.run(use_async())

    in_a_thread(load)
    for _ in range(3):
        in_a_thread(use)
        in_a_thread(use_asyncio)
    use()
    use_asyncio()
    """)


def test_import_in_a_handler_of_a_threading_server() -> None:
    """Each request has a thread. The first thread loads the package."""
    run("""
    import threading, urllib.request
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            import edgegap
            with edgegap.Emulator() as emulator, emulator.client() as client:
                client.applications.create(name="my-game", is_active=True, image="")
                body = client.applications.get("my-game").name.encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = "http://127.0.0.1:%d/" % server.server_port
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(5):
        with opener.open(url, timeout=30) as response:
            assert response.read() == b"my-game"
    server.shutdown()
    server.server_close()
    """)


def test_import_in_workers_of_pools() -> None:
    """Several pools, one after the other."""
    run("""
    from concurrent.futures import ThreadPoolExecutor

    def work(number):
        import edgegap
        with edgegap.Emulator() as emulator, emulator.client() as client:
            client.applications.create(name=f"game-{number}", is_active=True, image="")
            return [application.name for application in client.applications.list()]

    for size in (1, 4, 1, 4):
        with ThreadPoolExecutor(size) as pool:
            assert list(pool.map(work, range(8))) == [[f"game-{number}"] for number in range(8)]
    """)


def test_objects_outlive_their_thread() -> None:
    """Objects of one thread are used and freed by another after the first has ended."""
    run("""
    import sys
    made = []

    def make():
        import edgegap
        emulator = edgegap.Emulator()
        client = emulator.client()
        for number in range(200):
            client.applications.create(name=f"game-{number}", is_active=True, image="")
        made.append(raises(edgegap.NotFoundError, client.applications.get, "none").with_traceback(None))
        made.extend([emulator, client, client.applications.list(limit=10), list(client.applications.list())])

    def use():
        error, emulator, client, applications, items = made
        assert error.status == 404 and error.attempts[0].outcome == "404"
        assert len(list(applications)) == len(items) == 200
        assert client.with_options(timeout=5).applications.get("game-7") == items[7]

    in_a_thread(make)
    for _ in range(3):
        in_a_thread(use)
    emulator = made[1]

    def free():
        made.clear()

    in_a_thread(free)
    emulator.stop()
    """)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_multiprocessing_in_other_modes(method: str, tmp_path: Path) -> None:
    """Models and errors are sent between processes; each process makes a client of its own."""
    program = tmp_path / "program.py"
    program.write_text(f"""
import multiprocessing
import edgegap
import pytest

def work(task):
    url, token, name = task
    with edgegap.Client(token, url) as client:
        if name == "none":
            try:
                client.applications.get(name)
            except edgegap.EdgegapError as error:
                error.add_note("seen in the worker") if hasattr(error, "add_note") else None
                return error
        if name == "raise":
            client.applications.get(name)
        return client.applications.get(name), next(client.applications.list().pages()), edgegap.UNSET

if __name__ == "__main__":
    with edgegap.Emulator() as emulator, emulator.client() as client:
        client.applications.create(name="my-game", is_active=True, image="")
        with multiprocessing.get_context("{method}").Pool(2) as pool:
            tasks = [(emulator.url, emulator.token, name) for name in ("my-game", "none", "raise")]
            (got, page, unset), error = pool.map(work, tasks[:2])
            assert got == client.applications.get("my-game") and page.meta.status == 200 and unset is edgegap.UNSET
            assert isinstance(error, edgegap.NotFoundError) and error.status == 404
            assert getattr(error, "__notes__", ["seen in the worker"]) == ["seen in the worker"]
            with pytest.raises(edgegap.NotFoundError) as caught:
                pool.map(work, tasks[2:])
            assert caught.value.attempts[0].outcome == "404"
            for owned in (client, client.applications, client.applications.list(), emulator):
                with pytest.raises(TypeError, match="process"):
                    pool.apply(print, (owned,))
    print("done")
""")
    out, err = run(
        f"import runpy, sys; sys.argv[0] = {str(program)!r}; runpy.run_path({str(program)!r}, run_name='__main__')"
    )
    assert out == "done\n", err


@pytest.mark.parametrize("shares_the_gil", [False, True])
def test_second_interpreter_is_refused(shares_the_gil: bool) -> None:
    """An interpreter with its own GIL, and one that shares the GIL, as mod_wsgi makes them."""
    out, err = run(
        """
    import sys
    shares_the_gil = sys.argv[1] == "True"
    if sys.version_info >= (3, 13):
        import _interpreters
        create = lambda: _interpreters.create("legacy" if shares_the_gil else "isolated")
    else:
        import _xxsubinterpreters as _interpreters
        create = lambda: _interpreters.create(isolated=not shares_the_gil)
    import edgegap
    program = '''if True:
        import sys
        sys.path[:] = %r
        try:
            import edgegap
        except ImportError as error:
            assert "edgegap" in str(error) and "interpreter" in str(error), error
        else:
            raise AssertionError("the package was loaded twice")
    ''' % (sys.path,)
    interpreter = create()
    failed = _interpreters.run_string(interpreter, program)
    assert failed is None, failed
    _interpreters.destroy(interpreter)
    with edgegap.Emulator() as emulator:
        assert emulator.client().applications.list().total() == 0
    print("done")
    """,
        str(shares_the_gil),
    )
    assert out == "done\n", err


def test_reload() -> None:
    """With `importlib.reload`, and by deleting the package from `sys.modules` as test tools do."""
    run("""
    import importlib, sys
    import edgegap as first
    emulator = first.Emulator()
    client = emulator.client()
    client.applications.create(name="my-game", is_active=True, image="")
    importlib.reload(first)
    assert client.applications.get("my-game").name == "my-game"
    for name in [name for name in sys.modules if name.partition(".")[0] == "edgegap"]:
        del sys.modules[name]
    import edgegap as second
    assert second is not first
    for edgegap, client in ((first, client), (second, second.Client(emulator.token, emulator.url))):
        assert isinstance(client.applications.get("my-game"), edgegap.Application)
        client.applications.update("my-game", is_active=False)
        raises(edgegap.NotFoundError, client.applications.get, "none")
    with second.Emulator() as other:
        assert other.client().applications.list().total() == 0
    emulator.stop()
    """)


@pytest.mark.parametrize("option", ["-OO", "-I", "-X dev", "-W error", "-bb", "-X importtime", "-X utf8=0"])
def test_interpreter_options(option: str) -> None:
    program = f"""if True:
        import sys
        sys.path[:] = {sys.path!r}
        import asyncio, gc, edgegap

        async def main(emulator):
            async with emulator.async_client() as client:
                async for application in client.applications.list():
                    return application.name

        with edgegap.Emulator() as emulator:
            client = emulator.client()
            client.applications.create(name="my-game", is_active=True, image=b"x")
            view = client.with_options(max_retries=0)
            for application in view.applications.list():
                name = application.name
            try:
                client.applications.get("")
            except edgegap.ValidationError as error:
                if "too_short" not in repr(error.violations):
                    raise
            if asyncio.run(main(emulator)) != name:
                raise SystemExit("the names differ")
        del client, view
        gc.collect()
        print("done")
    """
    command = [sys.executable, *option.split(), "-c", program]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT, env=env())
    assert (ran.stdout, ran.returncode) == ("done\n", 0), ran.stderr
    if option != "-X importtime":
        assert ran.stderr == ""


def test_a_library_that_cannot_be_loaded_is_explained(tmp_path: Path) -> None:
    """A wheel of another platform that was unpacked by hand."""
    package = tmp_path / "edgegap"
    ignored = shutil.ignore_patterns("__pycache__", "_native.*so", "_native.*pyd")
    shutil.copytree(Path(edgegap.__file__).parent, package, ignore=ignored)

    def load() -> str:
        command = [sys.executable, "-c", "import edgegap"]
        ended = subprocess.run(command, capture_output=True, text=True, env=env(PYTHONPATH=str(tmp_path)), check=False)
        assert ended.returncode == 1
        return ended.stderr

    missing = load()
    assert "the native library cannot be loaded on" in missing and "The package has none. Wheels are for" in missing
    (package / "_native.abi3.so").write_bytes(b"not a library")
    wrong = load()
    assert "has _native.abi3.so, which may be for another system" in wrong
