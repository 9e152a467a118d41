"""What both clients are made with."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, cast

from . import _environment
from ._options import ClientOptions, client_options, durations
from ._sealed import Sealed

if TYPE_CHECKING:
    from collections.abc import Iterable

LANGUAGE = "python/{}.{}.{}".format(*sys.version_info)


class ClientSettings(ClientOptions, total=False):
    """Settings of a client beside token and address. What is left out, None or empty text is as the environment has it, else the SDK's default."""

    ca_file: str | os.PathLike[str] | None
    """PEM bundle of the only certificates to trust. Default: `SSL_CERT_FILE` and `SSL_CERT_DIR`, else `REQUESTS_CA_BUNDLE` or `CURL_CA_BUNDLE`,
    else the platform's, else Mozilla's."""
    proxy: str | None
    """Proxy for all requests, `http://user:password@host:port`; https, socks5h, socks5, socks4a and socks4 too. Default: `https_proxy`
    (`http_proxy` for an http address), else `all_proxy`, in lower then upper case, unless `no_proxy` names the host; on Windows and
    macOS else the system's; never for loopback."""
    max_concurrency: int | None
    """The most requests in flight at once, 1 or more; others wait their turn. Default: no limit."""
    max_body_bytes: int | None
    """The most bytes of an answer that are read, after decompression. Default 64 MiB."""
    allow_http: bool | None
    """Permits plain `http://` to another machine, where the token can be read on its way. Default: loopback only."""
    user_agent: str | None
    """A word for your program, put in front of the SDK's own in `User-Agent`: `my-build/1.2`."""


_OPTIONS = tuple(ClientOptions.__annotations__)
_OTHERS = tuple(name for name in ClientSettings.__annotations__ if name not in _OPTIONS)


def settings(client: str, given: Sealed) -> Sealed:
    """The settings for the core, which takes the rest from the environment and says what is wrong.

    Raises:
        TypeError: a setting that there is no such thing of.
    """
    check(client, given.value.keys(), ("token", "base_url", *_OPTIONS, *_OTHERS))
    times = durations(given.value.get("timeout"), given.value.get("backoff"))
    return Sealed(
        {
            **{name: given.value.get(name) for name in ("token", "base_url", *_OTHERS)},
            "ca_file": path(given.value.get("ca_file")),
            "user_agent": given_or_none(given.value.get("user_agent")),
            "language": LANGUAGE,
            "environment": _environment.variables(),
            "options": {**client_options({name: given.value.get(name) for name in _OPTIONS}), **times},
        }
    )


def given_or_none(value: Any) -> Any:
    """The value, None for text that says nothing, as forms and absent secrets leave it."""
    return value if not isinstance(value, str) or value.strip() else None


def path(value: Any) -> Any:
    """The path as text, None for an empty one. What is no path is left for the core to refuse."""
    if isinstance(value, os.PathLike):
        # `Path("")`, as a program makes it of a variable that is not set, calls itself the current folder; no setting here is a folder.
        text = os.fsdecode(cast("os.PathLike[str]", value))
        return None if text in ("", os.curdir) else text
    return given_or_none(os.fsdecode(value) if isinstance(value, bytes) else value)


def view_options(given: Sealed) -> Sealed:
    """The options of a view for the core.

    Raises:
        TypeError: an option that there is no such thing of.
    """
    check("with_options", given.value.keys(), _OPTIONS)
    times = durations(given.value.get("timeout"), given.value.get("backoff"))
    return Sealed({**client_options(given.value), **times})


def check(function: str, given: Iterable[str], known: tuple[str, ...]) -> None:
    """Refuses unknown keywords, as Python itself would."""
    for name in given:
        if name not in known:
            from difflib import get_close_matches

            near = get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise TypeError(f"{function}() got an unexpected keyword argument {name!r}{hint}")
