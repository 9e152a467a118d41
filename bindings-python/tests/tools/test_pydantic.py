"""Types of the package in pydantic."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pydantic
import pytest
from pydantic import TypeAdapter

import edgegap
from samples import APPLICATION, VERSION


class Job(pydantic.BaseModel):
    version: edgegap.Version
    application: edgegap.Application | None = None
    ports: list[edgegap.Port] = []
    new: edgegap.NewPort | None = None
    protocol: edgegap.Protocol = "UDP"


def read(client: edgegap.Client) -> edgegap.Version:
    client.applications.create(**APPLICATION)
    ports: list[edgegap.NewPort] = [{"port": 7777, "protocol": "UDP", "name": "game"}]
    envs: list[edgegap.NewEnv] = [{"key": "A", "value": "canary", "is_hidden": True}, {"key": "B", "value": "2"}]
    return client.versions.create("my-game", **VERSION, ports=ports, envs=envs)


def test_objects_are_fields(client: edgegap.Client) -> None:
    version = read(client)
    job = Job(version=version, application=client.applications.get("my-game"), ports=version.ports or [])
    assert job.version is version
    for again in (Job.model_validate(job.model_dump()), Job.model_validate_json(job.model_dump_json())):
        assert again == job and type(again.version) is edgegap.Version and isinstance(again.ports[0], edgegap.Port)
    assert json.loads(job.model_dump_json())["version"] == job.model_dump()["version"] == version.to_dict()
    assert job.model_copy(deep=True) == job
    job.version.envs = [edgegap.Env(key="A", value="canary", is_hidden=True)]
    assert "canary" not in repr(job) and "canary" not in str(job)


def test_unknown_fields_are_kept() -> None:
    version = edgegap.Version._from_reply({**VERSION, "$extra": {"new_field": [1]}})
    again = TypeAdapter(edgegap.Version).validate_json(TypeAdapter(edgegap.Version).dump_json(version))
    assert again == version and again.extra == {"new_field": [1]}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"version": {"name": 1}}, ("version", "name")),
        ({"version": 5}, ("version",)),
        ({"version": {**VERSION, "ports": [{"port": "x"}]}}, ("version", "ports", 0, "port")),
        ({"version": VERSION, "protocol": "QUIC"}, ("protocol",)),
        ({"version": VERSION, "new": {"port": 1}}, ("new", "protocol")),
    ],
)
def test_wrong_data_is_refused(given: dict[str, Any], path: tuple[str | int, ...]) -> None:
    with pytest.raises(pydantic.ValidationError) as caught:
        Job.model_validate(given)
    assert caught.value.errors()[0]["loc"] == path


def test_json_schema() -> None:
    for mode in ("validation", "serialization"):
        described = Job.model_json_schema(mode=mode)  # type: ignore[arg-type]
        version = described["$defs"]["Version"]
        assert "docker_image" in version["required"] and "ports" not in version["required"]
        assert {"format": "date-time", "type": "string"} in version["properties"]["create_time"]["anyOf"]


@pytest.mark.parametrize("name", [name for name in edgegap.__all__ if name.startswith("New")] + ["Meta", "Violation"])
def test_arguments_have_schemas(name: str) -> None:
    assert TypeAdapter(getattr(edgegap, name)).json_schema()


def test_images(client: edgegap.Client) -> None:
    class Icon(pydantic.BaseModel):
        image: edgegap.Image

    for image in ("", b"icon", bytearray(b"icon"), Path("icon.png")):
        assert Icon(image=image).image == image
    client.applications.create(**{**APPLICATION, "image": Icon(image=bytearray(b"icon")).image})
    assert client.applications.get("my-game").image == "aWNvbg=="


def test_dicts_of_arguments(client: edgegap.Client) -> None:
    new = read(client).as_new(name="2", envs=None)
    assert TypeAdapter(edgegap.NewVersion).validate_python(new) == new
    options = TypeAdapter(edgegap.CallOptions).validate_python({"timeout": edgegap.Timeout(3)})
    assert client.applications.get("my-game", **options).name == "my-game"


def test_calls_are_validated(client: edgegap.Client) -> None:
    version = read(client)
    create, get = pydantic.validate_call(client.versions.create), pydantic.validate_call(client.versions.get)
    assert create("my-game", **version.as_new(name="2", envs=None), timeout=5).name == "2"
    assert get("my-game", "2").ports == version.ports
    with pytest.raises(pydantic.ValidationError):
        get("my-game", 2)  # type: ignore[arg-type]


def test_dataclasses(client: edgegap.Client) -> None:
    @pydantic.dataclasses.dataclass
    class Checked:
        version: edgegap.Version

    @dataclasses.dataclass
    class Plain:
        version: edgegap.Version

    version = read(client)
    assert Checked(version).version is version
    assert dataclasses.asdict(Plain(version)) == {"version": version}
