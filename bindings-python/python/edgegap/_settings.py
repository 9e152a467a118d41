"""Settings of both clients, and their conversion to the form that the core takes."""

# Without `from __future__ import annotations`: a `NamedTuple` or `TypedDict` would compile each of
# the strings when the package is imported.

import os
import sys
from collections.abc import Sequence
from typing import Any, cast

from . import _environment
from ._keywords import check_keywords
from ._options import ClientOptions, core_options
from ._sealed import Sealed

LANGUAGE = "python/{}.{}.{}".format(*sys.version_info)


class ClientSettings(ClientOptions, total=False):
    """Settings of a client besides token and base URL.

    A setting that is left out, None or an empty string comes from the environment, else it has the
    SDK's default.
    """

    ca_file: str | os.PathLike[str] | None
    """PEM bundle of the only certificates to trust. Default: `SSL_CERT_FILE` and `SSL_CERT_DIR`,
    else `REQUESTS_CA_BUNDLE` or `CURL_CA_BUNDLE`, else those of the platform, else Mozilla's."""
    proxy: str | None
    """Proxy for all requests, `http://user:password@host:port`. The schemes https, socks5h, socks5,
    socks4a and socks4 work too. Default: `https_proxy` (`http_proxy` for an http base URL), else
    `all_proxy`, each in lower then upper case, unless `no_proxy` contains the host; on Windows and
    macOS else the system's proxy. Loopback addresses never use a proxy by default."""
    max_concurrency: int | None
    """Maximum number of requests in flight, 1 or more; further requests wait. Default: no limit."""
    max_body_bytes: int | None
    """Maximum size of a response body in bytes, after decompression. Default 64 MiB."""
    allow_http: bool | None
    """True allows plain `http://` to other machines, where the token can be read in transit.
    Default: loopback only."""
    read_only: bool | None
    """True refuses every call that can change something, before a request is sent, with a
    `PermissionDeniedError`. Default: `EDGEGAP_READ_ONLY`, else False."""
    allow_apps: Sequence[str] | None
    """Refuses every call that names another application than these, before a request is sent, with
    a `PermissionDeniedError`. Default: `EDGEGAP_APP_ALLOWLIST`, else all applications."""
    user_agent: str | None
    """Name of your program, placed in front of the SDK's own in `User-Agent`: `my-build/1.2`."""


_OPTIONS = tuple(ClientOptions.__annotations__)
_OTHERS = tuple(name for name in ClientSettings.__annotations__ if name not in _OPTIONS)


def core_settings(client: str, given: Sealed) -> Sealed:
    """Converts settings to the form that the core takes. The core validates them.

    Raises:
        TypeError: unknown setting, or a duration is not a number of seconds.
    """
    check_keywords(client, [*given.value], ("token", "base_url", *_OPTIONS, *_OTHERS))
    options = core_options(Sealed({name: given.value.get(name) for name in _OPTIONS}))
    return Sealed(
        {
            **{name: given.value.get(name) for name in ("token", "base_url", *_OTHERS)},
            "ca_file": path_or_none(given.value.get("ca_file")),
            "user_agent": none_if_empty(given.value.get("user_agent")),
            "language": LANGUAGE,
            "environment": _environment.variables(),
            "options": options.value,
        }
    )


def view_options(given: Sealed) -> Sealed:
    """Converts the options of a view to the form that the core takes.

    Raises:
        TypeError: unknown option, or a duration is not a number of seconds.
    """
    check_keywords("with_options", [*given.value], _OPTIONS)
    return core_options(given)


def none_if_empty(value: Any) -> Any:
    """Returns None for an empty or blank string, as forms and unset CI secrets leave it."""
    return value if not isinstance(value, str) or value.strip() else None


def path_or_none(value: Any) -> Any:
    """Returns a path as a string, and None for an empty one. The core refuses other types."""
    if isinstance(value, os.PathLike):
        # `Path("")` is the current folder, and no setting takes a folder.
        path = os.fsdecode(cast("os.PathLike[str]", value))
        return None if path in ("", os.curdir) else path
    return none_if_empty(os.fsdecode(value) if isinstance(value, bytes) else value)
