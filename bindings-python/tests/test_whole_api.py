"""Every operation with both clients, on the emulator."""

from __future__ import annotations

import asyncio
import base64
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import edgegap
from samples import PROFILE, STORAGE, VERSION


def test_sync(emulator: edgegap.Emulator, client: edgegap.Client, tmp_path: Path) -> None:
    icon = tmp_path / "icon.png"
    icon.write_bytes(b"\x89PNG")
    application = client.applications.create(name="my-game", is_active=True, image=icon)
    assert application.image == base64.b64encode(b"\x89PNG").decode()
    created = application.create_time
    assert created is not None and created.tzinfo is timezone.utc
    assert abs(datetime.now(timezone.utc) - created) < timedelta(minutes=1)
    assert client.applications.get("my-game") == application
    renamed = client.applications.update("my-game", name="my-game-2", is_active=False)
    assert (renamed.name, renamed.is_active, renamed.image) == ("my-game-2", False, application.image)
    assert [application.name for application in client.applications.list()] == ["my-game-2"]

    storage = client.endpoint_storages.create(**{**STORAGE, "secret_access_key": "canary"})
    assert storage.output_format == "TEXT"
    assert client.endpoint_storages.update("logs", output_format="NDJSON").output_format == "NDJSON"
    assert client.endpoint_storages.get("logs").bucket == "b"
    assert [storage.name for storage in client.endpoint_storages.list()] == ["logs"]
    assert list(client.endpoint_storages.list(fields="endpoints{name}")) == [{"name": "logs"}]

    version = client.versions.create(
        "my-game-2",
        name="1.0.0",
        docker_repository="docker.io",
        docker_image="me/game",
        docker_tag="b42",
        req_cpu=1024,
        req_memory=2048,
        endpoint_storage="logs",
        private_username="robot",
        private_token="canary",
        max_duration=60,
        ports=[
            {"port": 7777, "protocol": "UDP", "name": "game"},
            edgegap.Port(port=8080, protocol="HTTP", tls_upgrade=True),
        ],
        envs=[edgegap.Env(key="A", value="1"), {"key": "B", "value": "canary", "is_hidden": True}],
    )
    assert version.ports is not None and [port.port for port in version.ports] == [7777, 8080]
    assert version.envs is not None and version.envs[0] == edgegap.Env(key="A", value="1", is_hidden=False)
    assert version.private_token == "This value is set and encrypted"
    changed = client.versions.update("my-game-2", "1.0.0", max_duration=None, ports=[version.ports[0]])
    assert changed.max_duration == 1440
    assert changed.ports == [version.ports[0]]
    assert client.versions.get("my-game-2", "1.0.0") == changed
    assert client.versions.list("my-game-2").total() == 1

    profile = client.pull_profiles.create("logs", **PROFILE)
    assert client.pull_profiles.update("logs", "maps", destination="/srv/other").destination == "/srv/other"
    assert client.pull_profiles.get("logs", "maps").source == profile.source
    link = client.pull_profiles.link("logs", "maps", "my-game-2", "1.0.0")
    assert (link.app, link.app_version, link.endpoint, link.pull_profile) == ("my-game-2", "1.0.0", "logs", "maps")
    assert [profile.name for profile in client.pull_profiles.list("logs")] == ["maps"]
    client.pull_profiles.unlink("logs", "maps", "my-game-2", "1.0.0")
    client.pull_profiles.delete("logs", "maps")

    emulator.seed_tags("game", ["v1", "v2", {"tag": "v3", "size_mb": 12.5}])
    tags = list(client.container_registry.list_tags("game"))
    assert [tag.tag for tag in tags] == ["v1", "v2", "v3"]
    assert tags[2].artifact is not None and tags[2].artifact.size_mb == 12.5
    assert client.container_registry.delete_tag("game", "v1").deleted_tag == "v1"
    summary = client.container_registry.delete_tags("game", tags=["v2", "nope"]).summary
    assert summary is not None and (summary.success, summary.failed) == (1, 1)

    client.versions.delete("my-game-2", "1.0.0")
    client.endpoint_storages.delete("logs")
    client.applications.delete("my-game-2")
    with pytest.raises(edgegap.NotFoundError):
        client.applications.get("my-game-2")
    seen = {request.operation for request in emulator.requests}
    assert len(seen) == 25
    assert "canary" not in str(emulator.requests)


def test_async(emulator: edgegap.Emulator) -> None:
    async def life() -> set[str | None]:
        async with emulator.async_client() as client:
            await client.applications.create(name="my-game", is_active=True, image=b"icon")
            names = [f"1.0.{patch}" for patch in range(12)]
            await asyncio.gather(*(client.versions.create("my-game", **{**VERSION, "name": name}) for name in names))
            listed = [version.name async for version in client.versions.list("my-game", limit=5)]
            assert sorted(listed) == sorted(names)
            pages = [page async for page in client.versions.list("my-game", limit=5).pages()]
            assert [(page.number, len(page.items), page.total, page.has_next) for page in pages] == [
                (1, 5, 12, True),
                (2, 5, 12, True),
                (3, 2, 12, False),
            ]
            assert pages[0].meta.status == 200
            await client.versions.update("my-game", "1.0.0", is_active=False)
            assert (await client.versions.get("my-game", "1.0.0")).is_active is False
            await client.versions.delete("my-game", "1.0.0")
            await client.endpoint_storages.create(**STORAGE)
            await client.endpoint_storages.get("logs")
            await client.endpoint_storages.update("logs", bucket="c")
            assert [storage.bucket async for storage in client.endpoint_storages.list()] == ["c"]
            assert [item async for item in client.endpoint_storages.list(fields="endpoints{bucket}")] == [
                {"bucket": "c"}
            ]
            await client.pull_profiles.create("logs", **PROFILE)
            await client.pull_profiles.get("logs", "maps")
            await client.pull_profiles.update("logs", "maps", source="/other")
            assert await client.pull_profiles.list("logs").total() == 1
            await client.pull_profiles.link("logs", "maps", "my-game", "1.0.1")
            await client.pull_profiles.unlink("logs", "maps", "my-game", "1.0.1")
            await client.pull_profiles.delete("logs", "maps")
            await client.endpoint_storages.delete("logs")
            emulator.seed_tags("game", ["v1", "v2"])
            assert [tag.tag async for tag in client.container_registry.list_tags("game")] == ["v1", "v2"]
            await client.container_registry.delete_tag("game", "v1")
            await client.container_registry.delete_tags("game", tags=["v2"])
            await client.applications.get("my-game")
            await client.applications.update("my-game", is_active=False)
            assert [application.name async for application in client.applications.list()] == ["my-game"]
            await client.applications.delete("my-game")
        return {request.operation for request in emulator.requests}

    assert len(asyncio.run(life())) == 25
