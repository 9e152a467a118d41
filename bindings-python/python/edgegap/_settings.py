"""What both clients are made with."""

from __future__ import annotations

import os
import platform
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from ._options import ClientOptions, client_options

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGE = f"python/{platform.python_version()}"


class ClientSettings(ClientOptions, total=False):
    """Settings of a client beside token and address. What is left out or None is the SDK's default."""

    ca_file: str | os.PathLike[str] | None
    """PEM bundle of the only certificates to trust. Default: `SSL_CERT_FILE` and `SSL_CERT_DIR`, else the platform's, else Mozilla's."""
    proxy: str | None
    """Proxy for all requests, `http://user:password@host:port`. Default: `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`; never for loopback."""
    max_concurrency: int | None
    """The most requests in flight at once, 1 or more; others wait their turn. Default: no limit."""
    max_body_bytes: int | None
    """The most bytes of an answer that are read, after decompression. Default 64 MiB."""
    allow_http: bool | None
    """Permits plain `http://` to another machine, where the token can be read on its way. Default: loopback only."""
    user_agent: str | None
    """A word for your program, put in front of the SDK's own in `User-Agent`: `my-build/1.2`."""


_OPTIONS = ("timeout", "max_retries", "backoff", "headers", "extra_query", "extra_body")
_OTHERS = ("ca_file", "proxy", "max_concurrency", "max_body_bytes", "allow_http", "user_agent")


def settings(client: str, token: str | None, base_url: str | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings for the core, which fills in the environment and says what is wrong.

    Raises:
        TypeError: a setting that there is no such thing of.
    """
    check(client, given, (*_OPTIONS, *_OTHERS))
    core = {name: given.get(name) for name in _OTHERS}
    if core["ca_file"] is not None:
        core["ca_file"] = os.fspath(core["ca_file"])
    options = {name: given.get(name) for name in _OPTIONS}
    return {"token": token, "base_url": base_url, "language": LANGUAGE, **core, "options": client_options(options)}


def view_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a view for the core.

    Raises:
        TypeError: an option that there is no such thing of.
    """
    check("with_options", given, _OPTIONS)
    return client_options(given)


def check(function: str, given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Refuses unknown keywords, as Python itself would."""
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise TypeError(f"{function}() got an unexpected keyword argument {name!r}{hint}")
