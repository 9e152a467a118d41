"""A server program of the tests, with a control interface over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
from http.client import HTTPConnection
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlsplit

Server = TypeVar("Server", bound="ServerProgram")

# Time limit for a request to the control interface, in seconds. None waits for more than a few.
LONGEST = 60


class ServerProgram:
    """The server as a child process. It ends with its standard input, so with this process."""

    VARIABLE: ClassVar[str]
    """The variable with the path of the program, or with the URL of a server that runs."""

    def __enter__(self: Server) -> Server:
        program = os.environ.get(self.VARIABLE)
        if not program:
            raise RuntimeError(f"{self.VARIABLE} is not set; `cargo xtask test python` sets it")
        if program.startswith("http://"):
            self._process = None
            self._address = urlsplit(program).netloc
            return self
        self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self._address = urlsplit(self._process.stdout.readline().strip()).netloc
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is None:
            return
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._process.stdout.close()

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Sends a request to the control interface and gives the JSON of the response."""
        connection = HTTPConnection(self._address, timeout=LONGEST)
        try:
            connection.request(method, path, None if body is None else json.dumps(body))
            response = connection.getresponse()
            content = json.loads(response.read())
        finally:
            connection.close()
        assert response.status < 300, content
        return content
