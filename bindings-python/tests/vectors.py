"""The vectors of tests/vectors: their calls by the methods that users have, and what must come of them."""

from __future__ import annotations

import json
import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import edgegap

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "tests" / "vectors"
TOKEN = "test-token"
ENDLESS = 50
# What Python itself refuses, by the signature of the method or of an option.
OWN = ("missing", "unknown", "wrong_type")
# The variables that a client may read: while one is made there are those of its vector and no others of these.
READ = re.compile(r"EDGEGAP_.*|.*_PROXY|SSL_CERT_.*|.*CA_BUNDLE|NODE_EXTRA_CA_CERTS", re.IGNORECASE)


def load() -> list[dict[str, Any]]:
    """All vectors that are for Python and that a typed surface can say."""
    files = sorted(path for path in FOLDER.glob("*.json") if path.name != "vector.schema.json")
    vectors = [vector for path in files for vector in json.loads(path.read_text())]
    vectors = [vector for vector in vectors if "python" in vector.get("languages", ["python"])]
    return [vector for vector in vectors if "typed" in vector.get("surface", ["typed"])]


@dataclass
class Outcome:
    """What came of a call."""

    value: Any = None
    pages: list[list[Any]] = field(default_factory=list)
    page: dict[str, Any] | None = None
    total: int | None = None
    meta: edgegap.Meta | None = None
    error: edgegap.EdgegapError | None = None
    refused: TypeError | None = None
    shown: str = ""

    def show(self, value: object) -> None:
        """Adds everything that a value can be turned into."""
        self.shown += f"{value} {value!r}\n"

    def fail(self, error: edgegap.EdgegapError) -> None:
        """Takes an error."""
        self.error = error
        self.show(error)
        self.shown += json.dumps(error.to_dict()) + "".join(traceback.format_exception(error))


def settings(vector: dict[str, Any], fill: Any) -> dict[str, Any]:
    """The usual client with what the vector changes; `fill` fills placeholders in."""
    setup = vector.get("client", {})
    waits = setup.get("backoff_ms", {"initial": 1, "max": 2})
    given: dict[str, Any] = {
        "token": fill(setup.get("token", TOKEN)),
        "base_url": fill(setup.get("base_url", "{{base}}")),
        "ca_file": fill(setup.get("ca_file")),
        "proxy": fill(setup.get("proxy")),
        "backoff": (waits["initial"] / 1000, waits["max"] / 1000),
        "max_retries": setup.get("max_retries"),
        "max_body_bytes": setup.get("max_body_bytes"),
        "headers": setup.get("headers"),
        "timeout": timeout(setup.get("timeout_ms", {})),
    }
    if "allow_http" in setup:
        given["allow_http"] = setup["allow_http"]
    return given


@contextmanager
def environment(vector: dict[str, Any], fill: Any) -> Iterator[None]:
    """Exactly the variables of the vector, of those that a client may read."""
    given = {name: fill(value) for name, value in vector.get("client", {}).get("environment", {}).items()}
    kept = {name: os.environ.pop(name) for name in [*os.environ] if READ.fullmatch(name)}
    os.environ.update(given)
    try:
        yield
    finally:
        for name in given:
            del os.environ[name]
        os.environ.update(kept)


def before(called: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Calls that come before that of a vector, in its form; a list is read to its first page."""
    for one in called:
        is_list = one["operation"].endswith((".list", ".list_tags"))
        yield {**one, "drain": "page"} if is_list else one


def timeout(limits: dict[str, int]) -> edgegap.Timeout | None:
    """Time limits of a vector."""
    return edgegap.Timeout(**{name: limit / 1000 for name, limit in limits.items()}) if limits else None


def call(client: Any, vector: dict[str, Any]) -> tuple[Any, list[Any], dict[str, Any]]:
    """The method of a vector's operation with its arguments."""
    arguments = filled(vector.get("arguments", {}))
    options = dict(vector.get("options", {}))
    if "backoff_ms" in options:
        waits = options.pop("backoff_ms")
        client = client.with_options(backoff=(waits["initial"] / 1000, waits["max"] / 1000))
    resource, name = vector["operation"].split(".")
    body = dict(arguments.get("body") or {})
    image = body.get("image")
    if isinstance(image, dict) and image.keys() == {"path"}:
        body["image"] = Path(image["path"])
    extra = body.pop("$extra", None)
    keywords: dict[str, Any] = {**arguments.get("query", {}), **body}
    if "timeout_ms" in options:
        limits = options.pop("timeout_ms")
        # What is no set of limits is nothing that could be meant in seconds either.
        keywords["timeout"] = timeout(limits) if isinstance(limits, dict) else str(limits)
    if extra is not None:
        keywords["extra_body"] = extra
    for option, value in options.items():
        keywords[option] = {**keywords.get(option, {}), **value} if isinstance(value, dict) else value
    return getattr(getattr(client, resource), name), list(arguments.get("path", {}).items()), keywords


def filled(value: Any) -> Any:
    """Arguments with `{{files}}` filled in."""
    if isinstance(value, str):
        return value.replace("{{files}}", str(FOLDER / "files"))
    if isinstance(value, list):
        return [filled(item) for item in value]
    if isinstance(value, dict):
        return {name: filled(item) for name, item in value.items()}
    return value


def canonical(value: Any) -> Any:
    """What a model shows of itself, as the canonical JSON that it came from; what is None is left out."""
    if isinstance(value, datetime):
        assert value.utcoffset() is not None
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if type(value).__module__ != "edgegap._generated.models":
        return value
    names = [name for name in type(value).__annotations__ if not name.startswith("_")]
    members = {name: canonical(getattr(value, name)) for name in names if getattr(value, name) is not None}
    if value.extra:
        members["$extra"] = dict(value.extra)
    return members


def page_of(page: edgegap.Page[Any]) -> dict[str, Any]:
    """Where a page stands."""
    return {"number": page.number, "total": page.total, "more": page.has_next}


def run(client: edgegap.Client, vector: dict[str, Any], outcome: Outcome) -> None:
    """Makes the call with a `Client`."""
    method, path, keywords = call(client, vector)
    drain = vector.get("drain")
    if drain is None:
        reply = edgegap.reply_of(method, **dict(path), **keywords)
        outcome.show(reply)
        outcome.value, outcome.meta = canonical(reply.value), reply.meta
        return
    pager = method(**dict(path), **keywords)
    outcome.show(pager)
    if drain == "items":
        outcome.pages.append([])
        for item in pager:
            outcome.pages[0].append(canonical(item))
        outcome.total = pager.total() if "total" in vector["expect"] else None
        return
    for page in pager.pages():
        take(outcome, page, drain)
        if drain == "page" or len(outcome.pages) > ENDLESS:
            return


async def run_async(client: edgegap.AsyncClient, vector: dict[str, Any], outcome: Outcome) -> None:
    """Makes the call with an `AsyncClient`."""
    method, path, keywords = call(client, vector)
    drain = vector.get("drain")
    if drain is None:
        reply = await edgegap.reply_of(method, **dict(path), **keywords)
        outcome.show(reply)
        outcome.value, outcome.meta = canonical(reply.value), reply.meta
        return
    pager = method(**dict(path), **keywords)
    outcome.show(pager)
    if drain == "items":
        outcome.pages.append([])
        async for item in pager:
            outcome.pages[0].append(canonical(item))
        outcome.total = await pager.total() if "total" in vector["expect"] else None
        return
    async for page in pager.pages():
        take(outcome, page, drain)
        if drain == "page" or len(outcome.pages) > ENDLESS:
            return


def take(outcome: Outcome, page: edgegap.Page[Any], drain: str) -> None:
    """Remembers a page."""
    outcome.show(page)
    outcome.meta = page.meta
    outcome.page = outcome.page or page_of(page)
    # A page that core dropped as a repeat is no page.
    if page.items or drain == "page":
        outcome.pages.append([canonical(item) for item in page.items])
