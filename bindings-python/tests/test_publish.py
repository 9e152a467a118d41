"""Plans, their application and prunes, with both clients."""

from __future__ import annotations

import asyncio
import json
import pickle
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import edgegap
import samples
from test_frames import SECRET, Alarm, variables

MANIFEST = """
format = 1
app = { name = "space-arena" }
[defaults]
docker_repository = "docker.io"
docker_image = "me/game"
docker_tag = "${TAG}"
req_cpu = 512
req_memory = 512
private_username = { env = "REGISTRY_USER" }
private_token = { env = "REGISTRY_TOKEN" }
ports = [{ port = 7777, protocol = "UDP" }]
[defaults.envs]
MODE = "ranked"
MATCH_KEY = { env = "MATCH_KEY", hidden = true }
[versions.dev]
[versions."${VERSION}"]
[prune]
protect = ["dev"]
versions = { keep = 1 }
"""


@pytest.fixture
def manifest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("REGISTRY_USER", "REGISTRY_TOKEN", "MATCH_KEY"):
        monkeypatch.setenv(name, SECRET)
    path = tmp_path / "edgegap.toml"
    path.write_text(MANIFEST)
    return path


@pytest.fixture
def published(client: edgegap.Client, manifest: Path) -> Path:
    client.publish.apply(client.publish.plan(manifest, set={"TAG": "b42"})).collect()
    return manifest


def test_a_plan_is_what_would_change(client: edgegap.Client, manifest: Path, emulator: edgegap.Emulator) -> None:
    plan = client.publish.plan(str(manifest), set={"TAG": "b42"})
    assert (plan.app, plan.is_empty, plan.left_out) == ("space-arena", False, ("${VERSION}",))
    assert plan.counts == edgegap.PlanCounts(create=2, change=0, delete=0, calls=2)
    assert repr(plan) == "Plan(app='space-arena', create=2, change=0, delete=0, calls=2)"
    lines = str(plan).splitlines()
    assert lines[0].startswith(f"{manifest} -> space-arena at 127.0.0.1:")
    assert lines[-1] == "2 to create, 0 to change, 0 to delete: 2 calls."
    application, version = plan.actions
    assert (application.object, application.action, application.path) == ("application", "create", ("space-arena",))
    assert [field.name for field in version.fields if not field.sent] == []
    tag = next(field for field in version.fields if field.name == "docker_tag")
    assert (tag.state, tag.from_, tag.to) == ("changed", None, "b42")
    assert {request.method for request in emulator.requests} == {"GET"}


def test_a_plan_is_applied_step_by_step(client: edgegap.Client, manifest: Path) -> None:
    plan = client.publish.plan(manifest, set={"TAG": "b42"})
    application, version, summary = client.publish.apply(plan, wait=60)
    assert isinstance(application, edgegap.ObjectStep) and isinstance(version, edgegap.ObjectStep)
    assert (application.kind, application.object, application.action) == ("done", "application", "create")
    assert str(version).startswith("  ok  version dev created")
    assert isinstance(summary, edgegap.SummaryStep)
    assert (summary.kind, summary.created, summary.requests) == ("summary", 2, 2)
    assert str(summary).startswith("Applied: 2 created in ")
    live = client.versions.get("space-arena", "dev")
    assert (live.docker_tag, live.private_username == SECRET) == ("b42", False)

    again = client.publish.plan(manifest, set={"TAG": "b42"})
    assert (again.is_empty, again.counts.calls) == (True, 0)
    assert {action.action for action in again.actions} == {"unchanged"}
    assert isinstance(again.actions[1].last_updated, type(live.create_time))
    resent = client.publish.plan(manifest, set={"TAG": "b42"}, resend_secrets=True)
    assert (resent.is_empty, resent.counts.change) == (False, 1)


def test_items_of_lists_are_compared(client: edgegap.Client, published: Path) -> None:
    published.write_text(MANIFEST.replace('"ranked"', '"casual"'))
    plan = client.publish.plan(published, set={"TAG": "b42"})
    envs = next(field for field in plan.actions[1].fields if field.name == "envs")
    assert envs.sent
    mode, key = envs.items
    assert mode == ("MODE", "changed", (edgegap.ItemField("value", "ranked", "casual"),))
    assert (key.key, key.state) == ("MATCH_KEY", "hidden")


def test_a_world_that_moved_is_a_conflict(client: edgegap.Client, published: Path) -> None:
    plan = client.publish.plan(published, set={"TAG": "b43"})
    client.versions.update("space-arena", "dev", max_duration=60)
    with pytest.raises(edgegap.ConflictError, match="changed since the plan") as caught:
        client.publish.apply(plan).collect()
    assert caught.value.operation == "publish.apply"
    plan = client.publish.plan(published, set={"TAG": "b43"})
    published.write_text(MANIFEST + "# changed\n")
    with pytest.raises(edgegap.ConflictError, match="is not what the plan was made from"):
        client.publish.apply(plan).first()
    assert client.versions.get("space-arena", "dev").docker_tag == "b42"


def test_a_tag_is_waited_for(client: edgegap.Client, published: Path, emulator: edgegap.Emulator) -> None:
    plan = client.publish.plan(published, set={"TAG": "b43"})
    emulator.inject("versions.update", "settle", reads=2)
    waiting, *_, done, _ = client.publish.apply(plan, wait=60)
    assert isinstance(waiting, edgegap.WaitingStep) and isinstance(done, edgegap.ObjectStep)
    assert (waiting.kind, waiting.wanted, waiting.live, waiting.timeout) == ("waiting", "b43", "", 60.0)
    assert (done.fields, done.docker_tag) == (("docker_tag",), "b43")
    emulator.inject("versions.update", "ignored")
    with pytest.raises(edgegap.ImageError, match="did not change the tag"):
        client.publish.apply(client.publish.plan(published, set={"TAG": "b44"}), wait=0).collect()


def test_a_plan_file_needs_its_manifest(client: edgegap.Client, published: Path) -> None:
    plan = client.publish.plan(published, set={"TAG": "b43"})
    file = json.dumps(plan.to_dict())
    read = edgegap.Plan.from_dict(json.loads(file))
    assert read == plan and str(read) == str(plan) and SECRET not in file
    for copy in (read, pickle.loads(pickle.dumps(plan))):
        with pytest.raises(TypeError, match="give its manifest too"):
            client.publish.apply(copy)
    steps = client.publish.apply(read, manifest=published, set={"TAG": "b43"}).collect()
    assert [step.kind for step in steps] == ["done", "summary"]
    with pytest.raises(edgegap.ValidationError, match="it has no `format`"):
        edgegap.Plan.from_dict({})
    with pytest.raises(edgegap.ValidationError, match=r"has the format `edgegap.plan/9`"):
        edgegap.Plan.from_dict({"format": "edgegap.plan/9"})
    with pytest.raises(edgegap.ValidationError, match=r"cannot be read: KeyError: 'app': make a new plan"):
        edgegap.Plan.from_dict({"format": "edgegap.plan/1"})
    wrong: Any = client.publish
    with pytest.raises(TypeError, match=r"not dict; read it with `Plan.from_dict`"):
        wrong.apply(plan.to_dict())


def test_a_manifest_may_be_a_text(client: edgegap.Client, manifest: Path) -> None:
    check = client.publish.check(edgegap.ManifestText(MANIFEST), set={"TAG": "b42"})
    assert check.app == "space-arena"
    (warning,) = check.warnings
    assert (warning.level, warning.code, warning.file) == ("warning", "port_without_name", "edgegap.toml")
    assert (warning.line, warning.column, warning.path) == (12, 10, "defaults.ports[0]")
    assert "^^^^" in str(warning)
    text = edgegap.ManifestText(MANIFEST, path=manifest)
    assert repr(text) == f"ManifestText(path={str(manifest)!r}, format='toml')" and text.text == MANIFEST
    assert client.publish.apply(client.publish.plan(text, set={"TAG": "b42"})).collect()[-1].kind == "summary"
    as_json = edgegap.ManifestText('{"format": 1, "app": {"name": "space-arena"}}', "json")
    assert client.publish.plan(as_json).is_empty


def test_problems_are_shown_at_their_places(client: edgegap.Client, emulator: edgegap.Emulator) -> None:
    manifest = edgegap.ManifestText(MANIFEST.replace("req_cpu = 512", "req_cpu = 1"))
    emulator.clear_requests()
    for call in (client.publish.check, client.publish.plan):
        with pytest.raises(edgegap.ValidationError) as caught:
            call(manifest)
        error = caught.value
        assert "the variable `TAG` is not set" in str(error) and "^^^^" in str(error)
        problems = error.extra["problems"]
        assert {problem["code"] for problem in problems} >= {"variable", "out_of_range"}
        assert all(problem["text"] in str(error) for problem in problems)
    assert emulator.requests == []
    wrong: Any = client.publish
    with pytest.raises(edgegap.ValidationError, match="the manifest must be a path or a text, not a number; set: "):
        wrong.plan(7, set={"TAG": 43})
    with pytest.raises(TypeError, match=r"publish.plan\(\) got an unexpected keyword argument 'sett'; did you mean"):
        wrong.plan("edgegap.toml", sett={})
    with pytest.raises(edgegap.ValidationError, match="publish.check has no dry run"):
        edgegap.dry_run(client.publish.check, manifest)


def test_old_versions_are_pruned(client: edgegap.Client, published: Path) -> None:
    for name in ("1", "2", "3"):
        client.versions.create("space-arena", **{**samples.VERSION, "name": name})
    planned = client.publish.prune(published, set={"TAG": "b42"}, dry_run=True).collect()
    assert [(step.kind, step.name, step.action) for step in planned if step.kind == "planned"] == [
        ("planned", "1", "disable"),
        ("planned", "2", "disable"),
    ]
    assert all(version.is_active for version in client.versions.list("space-arena"))
    *_, summary = client.publish.prune(published, set={"TAG": "b42"}, delete=True, versions=2)
    assert isinstance(summary, edgegap.SummaryStep) and (summary.is_prune, summary.deleted) == (True, 1)
    assert {version.name for version in client.versions.list("space-arena")} == {"dev", "2", "3"}


def test_asyncio(emulator: edgegap.Emulator, manifest: Path) -> None:
    async def main() -> None:
        async with emulator.async_client() as client:
            given = {"TAG": "b42"}
            assert (await client.publish.check(manifest, set=given)).app == "space-arena"
            plan = await client.publish.plan(manifest, set=given)
            steps = [step async for step in client.publish.apply(plan)]
            assert [step.kind for step in steps] == ["done", "done", "summary"]
            assert (await client.publish.plan(manifest, set=given)).is_empty
            assert await client.publish.prune(manifest, set=given, dry_run=True).collect() == []
            with pytest.raises(edgegap.ConflictError):
                await client.publish.apply(plan).collect()

    asyncio.run(main())


def test_cancelled_between_steps(emulator: edgegap.Emulator, manifest: Path) -> None:
    async def main() -> None:
        async with emulator.async_client() as client:
            steps = aiter(client.publish.apply(await client.publish.plan(manifest, set={"TAG": "b42"})))
            assert (await anext(steps)).kind == "done"
            emulator.inject("versions.create", "stall", times=1)
            task = asyncio.ensure_future(anext(steps))
            while not any(request.operation == "versions.create" for request in emulator.requests):
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert [version async for version in client.versions.list("space-arena")] == []
            # The same step is tried again.
            assert [step.kind async for step in steps] == ["done", "summary"]

    asyncio.run(main())


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the platform has no timers")
def test_interrupted_between_steps(client: edgegap.Client, manifest: Path, emulator: edgegap.Emulator) -> None:
    def handle(*_: object) -> None:
        raise Alarm

    steps = iter(client.publish.apply(client.publish.plan(manifest, set={"TAG": "b42"})))
    assert next(steps).kind == "done"
    emulator.inject("versions.create", "stall", times=1)
    replaced = signal.signal(signal.SIGALRM, handle)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.1)
        with pytest.raises(Alarm) as caught:
            next(steps)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, replaced)
    assert SECRET not in variables(caught.value)
    assert [step.kind for step in steps] == ["done", "summary"]


def failures(manifest: Path) -> Iterator[Any]:
    """Calls that fail, with secrets in the values for the manifest."""
    given = {"TAG": "b42", "KEY": SECRET}
    yield lambda client: client.publish.plan("nowhere.toml", set=given)
    yield lambda client: client.publish.plan(manifest, set={"TAG": "", "KEY": SECRET})
    yield lambda client: client.publish.plan(manifest, set={"KEY": SECRET, "N": 1})
    yield lambda client: client.publish.plan(manifest, set=given, timout=1)
    yield lambda client: client.publish.check(edgegap.ManifestText(f'{MANIFEST}\nkey = "{SECRET}"'), set=given)
    yield lambda client: client.publish.prune(manifest, set=given, headers={"X-Key": SECRET}, max_retries=-1).first()
    plan = edgegap.Client(SECRET).publish.plan
    yield lambda client: edgegap.Plan.from_dict({"format": "edgegap.plan/1"})
    yield lambda client: client.publish.apply(plan, set=given, headers={"X-Key": SECRET})


def test_no_secret_is_shown(client: edgegap.Client, manifest: Path) -> None:
    plan = client.publish.plan(manifest, set={"TAG": "b42"})
    steps = client.publish.apply(plan).collect()
    shown = [repr(plan), str(plan), str(plan.actions), str(plan.to_dict()), repr(steps), repr(client.publish)]
    assert SECRET not in "".join(shown)
    assert SECRET.encode() not in pickle.dumps(plan)
    count = 0
    for call in failures(manifest):
        with pytest.raises((edgegap.EdgegapError, TypeError)) as caught:
            call(client)
        assert SECRET not in f"{caught.value} {caught.value!r} {vars(caught.value)}"
        assert SECRET not in variables(caught.value)
        count += 1
    assert count == 8
