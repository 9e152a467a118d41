"""The Python program of `tests/secrets`: `program.py sync|async`.

It makes the calls of the plan and prints everything that they return or raise.
"""

from __future__ import annotations

import asyncio
import copy
import json
import logging
import os
import pickle
import pprint
import sys
import traceback
from pathlib import Path
from typing import Any

import edgegap

KINDS = {
    "versions.create": edgegap.Version,
    "versions.update": edgegap.Version,
    "endpoint_storages.create": edgegap.EndpointStorage,
    "endpoint_storages.update": edgegap.EndpointStorage,
}


def show(*values: object) -> None:
    for value in values:
        print(repr(value), str(value), f"{value} {value!r} {value!a}", "%s %r" % (value, value), pprint.pformat(value))
        if isinstance(value, (list, tuple)):
            show(*value)


def failed(name: str, error: edgegap.EdgegapError) -> None:
    print(f"\n== {name}: {error.kind}")
    show(error, error.args, error.to_dict(), error.extra, error.excerpt, error.violations, error.attempts)
    show(error.url, vars(error), error.__cause__, error.__context__)
    show(pickle.dumps(error), pickle.loads(pickle.dumps(error)), copy.deepcopy(error))
    print("".join(traceback.format_exception(type(error), error, error.__traceback__)))
    logging.getLogger("program").error("failed", exc_info=error, stack_info=True)
    try:
        raise RuntimeError("caused by") from error
    except RuntimeError:
        traceback.print_exc()
    try:
        raise error
    except edgegap.EdgegapError:
        traceback.print_exc()


def succeeded(name: str, value: Any, *more: object) -> None:
    print(f"\n== {name}: ok")
    show(value, *more)
    for one in value if isinstance(value, list) else [value]:
        show(
            pickle.loads(pickle.dumps(one)), copy.deepcopy(one), getattr(one, "extra", None), getattr(one, "envs", None)
        )
        show(*getattr(one, "__rich_repr__", tuple)())
        try:
            json.dumps(one)
        except TypeError as error:
            show(error)
            traceback.print_exc()


async def one(client_type: Any, case: dict[str, Any]) -> None:
    name, body, operation = case["name"], case.get("body") or {}, case["operation"]
    settings = dict(case["settings"], max_retries=1, backoff=(0.001, 0.001))
    if case["attempt_ms"]:
        settings["timeout"] = edgegap.Timeout(attempt=case["attempt_ms"] / 1000)
    client = client_type(**settings)
    view = client.with_options(max_retries=1)
    resource, method = operation.split(".")
    bound = getattr(getattr(view, resource), method)
    show(client, view, getattr(client, resource), bound)
    if operation in KINDS:
        try:
            show(KINDS[operation](**body))
        except TypeError as error:
            print(f"{error!r}")
    try:
        if method == "list":
            pager = bound(*case["path"].values())
            show(pager, pager.pages())
            succeeded(name, list(pager) if client_type is edgegap.Client else [item async for item in pager])
        else:
            reply = edgegap.reply_of(bound, *case["path"].values(), **body)
            reply = reply if client_type is edgegap.Client else await reply
            succeeded(name, reply.value, reply, reply.meta)
    except edgegap.EdgegapError as error:
        failed(name, error)
    except TypeError as error:
        # Python itself refuses unknown keywords.
        print(f"\n== {name}: impossible\n{error!r}")
        traceback.print_exc()
    closed = client.close()
    if closed is not None:
        await closed
    try:
        result = bound(*case["path"].values(), **body)
        if hasattr(result, "__await__"):
            await result
    except (edgegap.EdgegapError, TypeError) as error:
        show(error)
        traceback.print_exc()


async def emulator(plan: dict[str, Any]) -> None:
    token = plan["canaries"]["api_token"]
    with edgegap.Emulator(tokens=[token], verbose=True) as emulator, emulator.client() as client:
        client.applications.create(name="my-game", is_active=True, image="")
        bodies = {case["operation"]: case["body"] for case in reversed(plan["cases"]) if case.get("body")}
        show(
            client.versions.create("my-game", **bodies["versions.create"]),
            client.endpoint_storages.create(**bodies["endpoint_storages.create"]),
        )
        try:
            client.versions.create("my-game", **bodies["versions.create"])
        except edgegap.ConflictError as error:
            show(error)
        print(f"\nemulator: {emulator!r}")
        show(emulator, client, emulator.requests)


async def main() -> None:
    client_type: Any = {"sync": edgegap.Client, "async": edgegap.AsyncClient}[sys.argv[1]]
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s %(name)s %(levelname)s %(message)s %(args)s")
    logging.getLogger("edgegap").propagate = True
    plan = json.loads(Path(os.environ["SDK_TEST_SECRETS_PLAN"]).read_text(encoding="utf-8"))
    for case in plan["cases"]:
        await one(client_type, case)
    for case in plan["settings"]:
        try:
            client = client_type(**{"token": "t", **case["settings"]})
            print(f"\n== {case['name']}: ok\n{client!r}")
        except edgegap.EdgegapError as error:
            failed(case["name"], error)
    await emulator(plan)
    print("\ndone")


asyncio.run(main(), debug=True)
