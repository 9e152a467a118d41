"""Uses that type checkers must accept. Never run."""

import asyncio
import os
import pathlib
from collections.abc import AsyncIterator, Iterator
from datetime import datetime  # noqa: F401  # used in a string
from typing import Any

from typing_extensions import assert_type

import edgegap


def calls(client: edgegap.Client, token: "str | None") -> None:
    application = client.applications.create(name="a", is_active=True, image=pathlib.Path("icon.png"))
    assert_type(application, edgegap.Application)
    assert_type(application.create_time, "datetime | None")
    assert_type(application.is_active, bool)
    client.applications.create(name="a", is_active=True, image=b"bytes")
    version = client.versions.create(
        "a",
        name="1",
        docker_repository="docker.io",
        docker_image="me/game",
        docker_tag="b1",
        req_cpu=512,
        req_memory=512,
        private_token=token or edgegap.UNSET,
        ports=[{"port": 7777, "protocol": "UDP", "name": "game"}, edgegap.Port(port=1, protocol="QUIC")],
        envs=[edgegap.Env(key="A", value="1"), {"key": "B", "value": "2", "is_hidden": True}],
        restart_policy="on_failure",
        timeout=edgegap.Timeout(connect=1),
        headers={"X-Trace": "1"},
        extra_body={"registry_profile": "x"},
    )
    assert_type(version.ports, "list[edgegap.Port] | None")
    assert_type(version.req_cpu, int)
    client.versions.update("a", "1", max_duration=None, command=None, ports=version.ports or [])
    assert_type(client.versions.delete("a", "1", timeout=1.5, max_retries=0), None)
    assert_type(client.with_options(backoff=(0.1, 1), max_retries=1), edgegap.Client)
    assert_type(client.container_registry.delete_tags("a", tags=["b"]).summary, "edgegap.DeletionSummary | None")


def lists(client: edgegap.Client) -> Iterator[str]:
    assert_type(client.versions.list("a", page=2, limit=5), edgegap.Pager[edgegap.Version])
    assert_type(client.endpoint_storages.list(fields="*"), edgegap.Pager[dict[str, Any]])
    assert_type(client.endpoint_storages.list(), edgegap.Pager[edgegap.EndpointStorage])
    assert_type(client.versions.list("a").first(), "edgegap.Version | None")
    assert_type(client.versions.list("a").collect(limit=5), list[edgegap.Version])
    assert_type(client.versions.list("a").collect(), list[edgegap.Version])
    for page in client.versions.list("a").pages():
        assert_type(page, edgegap.Page[edgegap.Version])
    for version in client.versions.list("a"):
        yield version.name


async def asynchronous(client: edgegap.AsyncClient) -> AsyncIterator[str]:
    first, second = await asyncio.gather(client.applications.get("a"), client.versions.get("a", "1"))
    assert_type(first, edgegap.Application)
    assert_type(second, edgegap.Version)
    assert_type(await client.versions.list("a").total(), "int | None")
    assert_type(await client.versions.list("a").first(), "edgegap.Version | None")
    assert_type(await client.versions.list("a").collect(limit=5), list[edgegap.Version])
    reply = await edgegap.reply_of(client.versions.get, "a", "1", timeout=2)
    assert_type(reply, edgegap.Reply[edgegap.Version])
    asyncio.create_task(edgegap.reply_of(client.versions.delete, "a", "1"))
    async for version in client.versions.list("a"):
        yield version.name


def copies(client: edgegap.Client) -> None:
    version = client.versions.get("a", "1")
    new = version.as_new(name="2", private_token=None, restart_policy="never")
    assert_type(new, edgegap.NewVersion)
    new["ports"] = version.ports or []
    assert_type(client.versions.create("a", **new, timeout=5), edgegap.Version)
    client.versions.create("a", **version.as_new(ports=[{"port": 1, "protocol": "UDP"}], envs=version.envs))
    storage = client.endpoint_storages.get("logs")
    client.endpoint_storages.create(**storage.as_new(secret_access_key="secret"))
    assert_type([port.as_new(port=1) for port in version.ports or []], list[edgegap.NewPort])
    version.name = "3"
    written: edgegap.NewApplication = {"name": "a", "is_active": True, "image": pathlib.Path("icon.png")}
    client.applications.create(**written)


def replies(client: edgegap.Client) -> None:
    assert_type(edgegap.reply_of(client.versions.get, "a", "1"), edgegap.Reply[edgegap.Version])
    assert_type(edgegap.reply_of(client.versions.delete, "a", "1").meta.headers, dict[str, str])


def publishing(client: edgegap.Client) -> None:
    plan = client.publish.plan(pathlib.Path("edgegap.toml"), set={"TAG": "b43"}, unlink=["balance:dev"], timeout=5)
    assert_type(plan, edgegap.Plan)
    assert_type(plan.actions[0].fields[0].items[0].fields[0], edgegap.ItemField)
    assert_type(plan.counts.calls, int)
    assert_type(edgegap.Plan.from_dict(plan.to_dict()), edgegap.Plan)
    for step in client.publish.apply(plan, wait=120, manifest="edgegap.toml", set=None):
        if step.kind == "waiting":
            assert_type(step, edgegap.WaitingStep)
        elif step.kind == "summary":
            assert_type(step.created, int)
        else:
            assert_type(step, edgegap.ObjectStep)
    assert_type(client.publish.check(edgegap.ManifestText("", "json")).warnings, tuple[edgegap.Problem, ...])
    assert_type(client.publish.prune("edgegap.toml", dry_run=True), edgegap.Pager[edgegap.Step])


async def publishing_asynchronously(client: edgegap.AsyncClient) -> None:
    plan = await client.publish.plan("edgegap.toml")
    assert_type(client.publish.apply(plan), edgegap.AsyncPager[edgegap.Step])
    assert_type((await client.publish.check("edgegap.toml")).app, str)


def settings() -> None:
    edgegap.Client("t", timeout=5, ca_file=pathlib.Path("ca.pem"), max_concurrency=4, proxy=os.environ.get("PROXY"))
    with edgegap.Emulator.attach("http://127.0.0.1:8080", token=None) as attached:
        faults: list[edgegap.InjectedFault] = attached.faults
        assert_type(faults[0].hits, int)
    with edgegap.Emulator(tokens=["a"]) as emulator:
        emulator.inject("versions.create", "status", code=503, times=1)
        assert_type(emulator.async_client(max_retries=0), edgegap.AsyncClient)
        assert_type(emulator.client(token=os.environ.get("TOKEN"), base_url=None, timeout=None), edgegap.Client)
    try:
        edgegap.Client()
    except edgegap.ValidationError as error:
        assert_type(error.violations[0].limit, "float | None")
