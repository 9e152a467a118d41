"""A server that accepts requests and never responds."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress


class SilentServer:
    """The server on a free port. Two semaphores count received requests and closed connections."""

    def __enter__(self) -> SilentServer:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self._listener.getsockname()[1]
        self.requests = threading.Semaphore(0)
        self.closed = threading.Semaphore(0)
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        sockets = [self._listener, *self._connections]
        for open_socket in sockets:
            with suppress(OSError):
                open_socket.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(10)
        for open_socket in sockets:
            open_socket.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._connections.append(connection)
                thread = threading.Thread(target=self._receive, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _receive(self, connection: socket.socket) -> None:
        with suppress(OSError):
            while data := connection.recv(65536):
                if b"\r\n\r\n" in data:
                    self.requests.release()
        self.closed.release()
