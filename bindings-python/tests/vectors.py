"""The vectors of tests/vectors: their calls by the methods that users have, and the outcomes."""

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
# The variables that a client may read. While it is made, those of its vector are set and no others.
READ = re.compile(r"EDGEGAP_.*|.*_PROXY|SSL_CERT_.*|.*CA_BUNDLE|NODE_EXTRA_CA_CERTS", re.IGNORECASE)


def load() -> list[dict[str, Any]]:
    """All vectors for Python whose calls a typed surface can make."""
    files = sorted(path for path in FOLDER.glob("*.json") if path.name != "vector.schema.json")
    vectors = [vector for path in files for vector in json.loads(path.read_text(encoding="utf-8"))]
    vectors = [vector for vector in vectors if "python" in vector.get("languages", ["python"])]
    vectors = [vector for vector in vectors if "typed" in vector.get("surface", ["typed"])]
    # Emulated platforms run one of so many vectors.
    return vectors[:: int(os.environ.get("SDK_TEST_EVERY", "1"))]


@dataclass
class Outcome:
    """The outcome of a call as the scripted server judges it: see tests/vectors/README.md."""

    replies: list[dict[str, Any]] = field(default_factory=list)
    total: int | None = None
    error: dict[str, Any] | None = None
    error_json: dict[str, Any] | None = None
    refused: str | None = None
    shown: str = ""
    # A model does not tell null from absent.
    drops_nulls: bool = True

    def show(self, value: object) -> None:
        """Adds everything that a value can be printed as."""
        self.shown += f"{value} {value!r}\n"

    def add(self, value: Any, meta: edgegap.Meta, **page: Any) -> None:
        """Adds a reply, or a page of a list."""
        envelope = {**meta_attributes(meta), "attempts": attempts(meta.attempts)}
        self.replies.append({"value": canonical(value), "meta": envelope, "page": page or None})

    def add_page(self, page: edgegap.Page[Any]) -> None:
        """Adds a page of a list."""
        self.show(page)
        self.add(page.items, page.meta, number=page.number, total=page.total, more=page.has_next)

    def fail(self, error: edgegap.EdgegapError) -> None:
        """Takes an error: its attributes in the form of the boundary, and its own JSON."""
        self.error = error_attributes(error)
        self.error_json = with_boundary_paths(error.to_dict())
        self.show(error)
        self.shown += json.dumps(error.to_dict()) + "".join(traceback.format_exception(error))


def meta_attributes(meta: edgegap.Meta) -> dict[str, Any]:
    change = meta.change and {
        "action": meta.change.action,
        "fields": [*meta.change.fields],
        "not_compared": [*meta.change.not_compared],
    }
    return {"status": meta.status, "request_id": meta.request_id, "headers": dict(meta.headers), "change": change}


def attempts(attempts: tuple[edgegap.Attempt, ...]) -> list[dict[str, Any]]:
    return [{"outcome": attempt.outcome, "waited_ms": round(attempt.waited * 1000)} for attempt in attempts]


def error_attributes(error: edgegap.EdgegapError) -> dict[str, Any]:
    names = ("kind", "operation", "status", "request_id", "retryable", "maybe_applied", "excerpt", "method", "url")
    attributes: dict[str, Any] = {name: getattr(error, name) for name in names}
    attributes["message"] = str(error)
    attributes["attempts"] = attempts(error.attempts)
    attributes["elapsed_ms"] = round(error.elapsed * 1000)
    attributes["retry_after_ms"] = None if error.retry_after is None else round(error.retry_after * 1000)
    attributes["violations"] = [violation._asdict() for violation in error.violations] or None
    attributes["extra"] = error.extra or None
    return with_boundary_paths(attributes)


def with_boundary_paths(error: dict[str, Any]) -> dict[str, Any]:
    violations = error.get("violations") or []
    paths = [{**violation, "path": boundary_path(violation["path"])} for violation in violations]
    return {**error, "violations": paths} if paths else error


def boundary_path(path: str) -> str:
    """`extra_body` is `$extra` of the body's top level."""
    return "$extra" if path == "extra_body" else path


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
    """Sets exactly the variables of the vector, of those that a client may read."""
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
    """Calls that come before the vector's own, in its form. A list is read to its first page."""
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
        # A value that is not a set of limits becomes a string, so that it is not taken for seconds.
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
    """The attributes of a model as canonical JSON, without those that are None."""
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


def run(client: edgegap.Client, vector: dict[str, Any], outcome: Outcome) -> None:
    """Makes the call with a `Client`."""
    method, path, keywords = call(client, vector)
    drain = vector.get("drain")
    if drain is None:
        reply = edgegap.reply_of(method, **dict(path), **keywords)
        outcome.show(reply)
        outcome.add(reply.value, reply.meta)
        return
    pager = method(**dict(path), **keywords)
    outcome.show(pager)
    if drain == "items":
        items: list[Any] = []
        outcome.replies.append({"value": items})
        for item in pager:
            outcome.show(item)
            items.append(canonical(item))
        outcome.total = pager.total()
        return
    for page in pager.pages():
        outcome.add_page(page)
        if drain == "page" or len(outcome.replies) > ENDLESS:
            return


async def run_async(client: edgegap.AsyncClient, vector: dict[str, Any], outcome: Outcome) -> None:
    """Makes the call with an `AsyncClient`."""
    method, path, keywords = call(client, vector)
    drain = vector.get("drain")
    if drain is None:
        reply = await edgegap.reply_of(method, **dict(path), **keywords)
        outcome.show(reply)
        outcome.add(reply.value, reply.meta)
        return
    pager = method(**dict(path), **keywords)
    outcome.show(pager)
    if drain == "items":
        items: list[Any] = []
        outcome.replies.append({"value": items})
        async for item in pager:
            outcome.show(item)
            items.append(canonical(item))
        outcome.total = await pager.total()
        return
    async for page in pager.pages():
        outcome.add_page(page)
        if drain == "page" or len(outcome.replies) > ENDLESS:
            return
