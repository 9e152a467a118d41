"""The program that plays the replies of vectors and judges the outcomes, by its control interface."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from vectors import Outcome


class ScriptedServer:
    """The server as a child process; it ends when its standard input is closed, however this process ends."""

    def __enter__(self) -> ScriptedServer:
        program = os.environ.get("SDK_TEST_SCRIPTED_SERVER")
        if not program:
            raise RuntimeError("SDK_TEST_SCRIPTED_SERVER names the scripted server; `cargo xtask test python` sets it")
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._control = HTTPConnection(urlsplit(self._process.stdout.readline().strip()).netloc, timeout=30)
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def play(self, vector: dict[str, Any]) -> Playing:
        """Serves the exchanges of a vector on ports of their own."""
        return Playing(self, self._ask("POST", "/_script", vector))

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        self._control.request(method, path, None if body is None else json.dumps(body))
        answer = self._control.getresponse()
        content = json.loads(answer.read())
        assert answer.status < 300, content
        return content


class Playing:
    """A vector whose exchanges are served."""

    def __init__(self, server: ScriptedServer, script: dict[str, Any]) -> None:
        self._server = server
        self.script = script

    def url(self, template: str) -> str:
        """A URL, or another string, with the placeholders of vectors filled in."""
        for name, place in self.script["places"].items():
            template = template.replace("{{" + name + "}}", place)
        return template

    def fill(self, template: str | None) -> str | None:
        """The same for a string that may be absent."""
        return None if template is None else self.url(template)

    def wait_until_ended(self) -> None:
        """Returns once every connection that a reply ended has been closed by the server."""
        self._server._ask("GET", f"/_script/{self.script['id']}/ended")

    def judge(self, outcome: Outcome) -> list[str] | None:
        """Ends the script; gives every difference from the vector, or None if the play is void."""
        verdict = self._server._ask("POST", f"/_script/{self.script['id']}/outcome", asdict(outcome))
        return None if verdict["void"] else verdict["differences"]
