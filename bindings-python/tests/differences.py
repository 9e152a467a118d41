"""Compares what came of a vector's call with what was expected, and says every difference in words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import edgegap
from vectors import OWN, TOKEN, Outcome


def differences(vector: dict[str, Any], outcome: Outcome) -> list[str]:
    """All of them."""
    found: list[str] = []
    expect = vector["expect"]
    wanted = expect.get("error")
    if outcome.refused is not None:
        # Python refuses these by the signature of the method, before anything of ours is asked.
        codes = [violation["code"] for violation in (wanted or {}).get("violations", [])]
        return [] if codes and all(code in OWN for code in codes) else [f"refused: {outcome.refused}"]
    if wanted and outcome.error:
        found += error_differences(vector, wanted, outcome.error)
    elif wanted or outcome.error:
        found.append(f"expected error {wanted}, got {outcome.error!r}")
    else:
        found += value_differences(vector, expect, outcome)
    if "page" in expect and outcome.page:
        note(found, "page", {"total": None, **expect["page"]}, outcome.page)
    if "meta" in expect:
        found += meta_differences(expect["meta"], outcome.meta)
    for secret in [*expect.get("nowhere", []), TOKEN]:
        if secret in outcome.shown:
            at = outcome.shown.index(secret)
            found.append(f"{secret!r} must occur nowhere, found {outcome.shown[max(0, at - 30) : at + 60]!r}")
    return found


def value_differences(vector: dict[str, Any], expect: dict[str, Any], outcome: Outcome) -> list[str]:
    found: list[str] = []
    if "value" in expect:
        got = outcome.value if "drain" not in vector else (outcome.pages or [[]])[0]
        note(found, "value", without_nulls(expect["value"]), without_nulls(got))
    if "items" in expect:
        note(found, "items", without_nulls(expect["items"]), without_nulls([item for page in outcome.pages for item in page]))
    if "pages" in expect:
        note(found, "pages", without_nulls(expect["pages"]), without_nulls(outcome.pages))
    if "total" in expect and vector.get("drain") == "items":
        note(found, "total", expect["total"], outcome.total)
    return found


def without_nulls(value: Any) -> Any:
    """A typed model may not tell null from absent; extra members stay as they came."""
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if isinstance(value, dict):
        return {name: item if name == "$extra" else without_nulls(item) for name, item in value.items() if item is not None}
    return value


def meta_differences(expected: dict[str, Any], meta: edgegap.Meta | None) -> list[str]:
    if meta is None:
        return ["there is no meta"]
    found: list[str] = []
    if "status" in expected:
        note(found, "meta.status", expected["status"], meta.status)
    if "request_id" in expected:
        note(found, "meta.request_id", expected["request_id"], meta.request_id)
    for name, value in expected.get("headers", {}).items():
        note(found, f"meta.headers.{name}", value, meta.headers.get(name))
    if "attempts" in expected:
        found += attempt_differences(expected["attempts"], meta.attempts)
    return found


def error_differences(vector: dict[str, Any], expected: dict[str, Any], error: edgegap.EdgegapError) -> list[str]:
    found: list[str] = []
    note(found, "error.kind", expected["kind"], error.kind)
    note(found, "error.status", expected.get("status"), error.status)
    for name in ("request_id", "retryable", "maybe_applied", "method", "excerpt", "extra"):
        if name in expected:
            note(found, f"error.{name}", expected[name], getattr(error, name))
    if "attempts" in expected:
        found += attempt_differences(expected["attempts"], error.attempts)
    for part in expected.get("message_contains", []):
        if part not in str(error):
            found.append(f"error.message: expected ... {part} ..., got {error}")
    for part in expected.get("excerpt_contains", []):
        if part not in (error.excerpt or ""):
            found.append(f"error.excerpt: expected ... {part} ..., got {error.excerpt}")
    if "violations" in expected:
        found += violation_differences(expected["violations"], error)
    if "retry_after_ms" in expected:
        least, most = expected["retry_after_ms"]
        if error.retry_after is None or not least <= error.retry_after * 1000 <= most:
            found.append(f"error.retry_after: expected {least} to {most} ms, got {error.retry_after} s")
    if len((error.excerpt or "").encode()) > 1024:
        found.append("error.excerpt is longer than 1024 bytes")
    if "url_path" in expected:
        note(found, "path of error.url", expected["url_path"], urlsplit(error.url or "").path)
    # A client that could not be made has no operation to name.
    if error.kind != "configuration":
        note(found, "error.operation", vector["operation"], error.operation)
    return found


def violation_differences(expected: list[dict[str, Any]], error: edgegap.EdgegapError) -> list[str]:
    # `extra_body` is `$extra` of the body's top level.
    got = [
        {"path": "$extra" if violation.path == "extra_body" else violation.path, "code": violation.code, "limit": violation.limit}
        for violation in error.violations
    ]
    same = len(got) == len(expected) and all({**actual, **wanted} == actual for wanted, actual in zip(expected, got, strict=True))
    return [] if same else [f"violations: expected {expected}, got {got}"]


def attempt_differences(expected: list[Any], attempts: tuple[edgegap.Attempt, ...]) -> list[str]:
    def fits(wanted: Any, got: edgegap.Attempt) -> bool:
        if isinstance(wanted, str):
            return wanted == got.outcome
        least, most = wanted["waited_ms"]
        return wanted["outcome"] == got.outcome and least <= round(got.waited * 1000) <= most

    same = len(expected) == len(attempts) and all(map(fits, expected, attempts)) and not (attempts and attempts[0].waited)
    return [] if same else [f"attempts: expected {expected}, got {attempts}"]


def note(found: list[str], what: str, expected: Any, got: Any) -> None:
    if not same(expected, got):
        found.append(f"{what}\n    expected {expected!r}\n    got      {got!r}")


def same(a: Any, b: Any) -> bool:
    """As JSON: numbers by value, but true is no number."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[name], b[name]) for name in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return bool(a == b)
