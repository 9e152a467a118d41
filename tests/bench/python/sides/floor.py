"""Sends the bytes of a request and waits for those of the response, without any other work.

It is a lower limit for clients of this language that sleep while they wait.
"""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from . import APP, Calls, headers

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class Reply:
    """A typed response."""

    name = APP


REPLY = Reply()


def prepared(url: str, token: str) -> tuple[str, int, bytes, int]:
    """Host, port, the request, and the length of each response."""
    address = urlsplit(url)
    host, port = address.hostname or "", address.port or 80
    fields = {"Host": address.netloc, **headers(token)}
    lines = [f"GET /v1/app/{APP} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    request = "\r\n".join([*lines, "", ""]).encode()
    with socket.create_connection((host, port)) as connection:
        connection.sendall(request)
        reply = connection.recv(65536)
    if not reply.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"not a reply to measure with: {reply!r}")
    return host, port, request, len(reply)


@contextmanager
def sync(url: str, token: str) -> Iterator[Calls]:
    """Blocking calls."""
    host, port, request, length = prepared(url, token)
    with socket.create_connection((host, port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def get() -> Reply:
            connection.sendall(request)
            left = length
            while left > 0:
                left -= len(connection.recv(65536))
            return REPLY

        yield Calls(get=get)


class Connection(asyncio.Protocol):
    """A connection for one request at a time."""

    def __init__(self, request: bytes, length: int) -> None:
        self.request = request
        self.length = length
        self.left = 0
        self.waiting: asyncio.Future[Reply] | None = None
        self.loop = asyncio.get_running_loop()
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the transport."""
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Counts the bytes of the response."""
        self.left -= len(data)
        if self.left == 0 and self.waiting is not None:
            self.waiting.set_result(REPLY)

    def ask(self) -> asyncio.Future[Reply]:
        """Sends the request."""
        self.left = self.length
        self.waiting = self.loop.create_future()
        self.transport.write(self.request)
        return self.waiting


@asynccontextmanager
async def asynchronous(url: str, token: str) -> AsyncIterator[Calls]:
    """Asynchronous calls."""
    host, port, request, length = prepared(url, token)
    loop = asyncio.get_running_loop()
    idle: list[Connection] = []
    opened: list[Connection] = []

    async def get() -> Reply:
        if idle:
            connection = idle.pop()
        else:
            _, connection = await loop.create_connection(lambda: Connection(request, length), host, port)
            opened.append(connection)
        reply = await connection.ask()
        idle.append(connection)
        return reply

    yield Calls(get=get)
    for connection in opened:
        connection.transport.close()
