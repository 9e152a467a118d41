"""The sides: one module each, imported before anything is timed. `sync` and `asynchronous` give the calls of a client in a `with` or `async with`."""

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
"""What a create sends."""


@dataclass(frozen=True)
class Calls:
    """The calls of a client: what they give is typed, or awaited and typed then. None where a side has no such call."""

    get: Callable[[], Any]
    create: Callable[[], Any] | None = None
    list: Callable[[], Any] | None = None
    """One page."""
    all: Callable[[], Any] | None = None
    """All pages, item by item."""


def headers(token: str) -> dict[str, str]:
    """What peers send."""
    return {"Authorization": f"token {token}", "Accept": "application/json"}


def authority() -> str | None:
    """Whom TLS trusts instead of the machine's own authorities."""
    return os.environ.get("SSL_CERT_FILE")
