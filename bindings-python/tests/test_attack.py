"""Hostile names in every method: each stays one path segment, or is refused before sending."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import edgegap
from samples import APPLICATION, PROFILE, STORAGE, VERSION

CONTRACT = Path(__file__).parents[2] / "tests" / "contract" / "api.json"

BODIES: dict[str, dict[str, Any]] = {
    "NewApplication": APPLICATION,
    "NewVersion": VERSION,
    "NewEndpointStorage": STORAGE,
    "NewPullProfile": PROFILE,
    "TagSelection": {"tags": ["1"]},
}

SENT = [
    "%2e%2e",
    "..%2f",
    "x?page=7",
    "x#y",
    "x y+z",
    "a&b=c;d",
    "\\..\\",
    "\u202egnp.exe",
    "\uff0e\uff0e",
    "\U0001f3ae",
    "http://evil.example/",
]
REFUSED = ["", ".", "..", "\0", "x\r\nX-Evil: 1", "\x7f", "a" * 102_400, "\ud800", "x\udc00y"]
IMAGES = ["../x", "x/../y", "x//y", "/x"]


def test_no_name_leaves_its_segment(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    for operation in json.loads(CONTRACT.read_text(encoding="utf-8"))["operations"]:
        resource, method = operation["id"].split(".")
        call = getattr(getattr(client, resource), method)
        body = BODIES.get(operation.get("body", {}).get("type"), {"name": "xyz"}) if "body" in operation else {}
        parameters = [parameter["name"] for parameter in operation["path_parameters"]]
        for parameter in parameters:
            # Names of images have parts, and registries accept few characters.
            sent = {"image": ["x-1", "x/y"], "tag": ["x-1"]}.get(parameter, [*SENT, *IMAGES])
            for name in dict.fromkeys([*sent, *SENT, *REFUSED, *IMAGES]):
                names = [name if other == parameter else "xyz" for other in parameters]
                place = f"{operation['id']}, {parameter} = {name[:40]!r}"
                emulator.clear_requests()
                try:
                    made = call(*names, **body)
                    if operation["output"]["shape"] == "page":
                        list(made)
                except edgegap.ValidationError as error:
                    assert name not in sent, f"{place}: {error}"
                    assert {violation.path for violation in error.violations} == {parameter}, f"{place}: {error}"
                    assert emulator.requests == [], place
                    continue
                except (edgegap.NotFoundError, edgegap.BadRequestError):
                    pass
                assert name in sent, f"{place} was sent"
                # An ensure that finds nothing sends its create.
                count = 2 if operation.get("steps", {}).get("kind") == "ensure" else 1
                assert len(emulator.requests) == count, place
                request = emulator.requests[-1]
                template, path = operation["path"].split("/"), request.path.replace("x/y", "x%2Fy").split("/")
                assert len(template) == len(path), f"{place}: {request.path}"
                expected = [f"{{{other}}}" for other in parameters]
                found = {wanted: unquote(got) for wanted, got in zip(template, path, strict=True) if wanted in expected}
                assert found == dict(zip(expected, names, strict=True)), f"{place}: {request.path}"
                assert all(wanted in expected or wanted == got for wanted, got in zip(template, path, strict=True)), (
                    place
                )


def test_headers_stay_one_header(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    for value in ["a\r\nX-Evil: 1", "a\nX-Evil: 1", "a\0", "é", "\ud800"]:
        for options in [{"headers": {"X-Trace": value}}, {"headers": {value: "1"}}]:
            try:
                client.applications.get("xyz", **options)  # type: ignore[arg-type]
            except edgegap.ValidationError as error:
                assert error.violations[0].path.startswith("headers"), error
            else:
                raise AssertionError(f"{options} was sent")
    assert emulator.requests == []
