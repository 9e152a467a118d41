"""requests, with a session."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import requests

from . import APP, BODY, PAGE, Calls, authority, headers
from .models import Application, Version, versions

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def sync(url: str, token: str) -> Iterator[Calls]:
    """Calls that block."""
    with requests.Session() as session:
        session.headers.update(headers(token))
        session.trust_env = False
        session.verify = authority() or True

        def ask(method: str, path: str, **arguments: Any) -> Any:
            answer = session.request(method, f"{url}/v1/app/{APP}{path}", timeout=60, **arguments)
            answer.raise_for_status()
            return answer.json()

        yield Calls(
            get=lambda: Application.read(ask("GET", "")),
            create=lambda: Version.read(ask("POST", "/version", json=BODY)["version"]),
            list=lambda: versions(ask("GET", "/versions", params={"page": 1, "limit": PAGE})),
        )
