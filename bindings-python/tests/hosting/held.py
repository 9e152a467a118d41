"""A server that takes requests and never answers, and tells when a connection is closed."""

from __future__ import annotations

import socket
import threading


class Held:
    """Such a server on a free port."""

    def __enter__(self) -> Held:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self._listener.getsockname()[1]
        self.asked = threading.Semaphore(0)
        self.closed = threading.Semaphore(0)
        self._connections: list[socket.socket] = []
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()
        return self

    def __exit__(self, *_: object) -> None:
        for held in (self._listener, *self._connections):
            try:
                held.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self._threads:
            thread.join(10)
        for held in (self._listener, *self._connections):
            held.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections.append(connection)
            thread = threading.Thread(target=self._hold, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _hold(self, connection: socket.socket) -> None:
        try:
            while data := connection.recv(65536):
                if b"\r\n\r\n" in data:
                    self.asked.release()
        except OSError:
            pass
        self.closed.release()
