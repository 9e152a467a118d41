"""The sides, each a module that is imported before the measurement.

`sync` and `asynchronous` return the calls of a client in a `with` or `async with`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

APP = "bench"
PAGE = 100

BODY: dict[str, Any] = {
    "name": "v1",
    "docker_repository": "registry.edgegap.com",
    "docker_image": "my-studio/space-arena",
    "docker_tag": "b42",
    "private_username": "robot$my-studio",
    "private_token": "example",
    "req_cpu": 1024,
    "req_memory": 2048,
    "max_duration": 120,
    "ports": [{"port": 7777, "protocol": "UDP", "name": "game"}, {"port": 8080, "protocol": "HTTP", "name": "status"}],
    "envs": [{"key": f"SETTING_{index}", "value": "x" * 60} for index in range(4)],
}
"""The body of a create."""


@dataclass(frozen=True)
class Calls:
    """The calls of a client, or None. They return typed values, or awaitables."""

    get: Callable[[], Any]
    create: Callable[[], Any] | None = None
    list: Callable[[], Any] | None = None
    """One page."""
    all: Callable[[], Any] | None = None
    """All pages, item by item."""


def headers(token: str) -> dict[str, str]:
    """The headers of peers."""
    return {"Authorization": f"token {token}", "Accept": "application/json"}


def authority() -> str | None:
    """The file of the authorities that TLS trusts instead of those of the machine."""
    return os.environ.get("SSL_CERT_FILE")
