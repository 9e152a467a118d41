"""The answers as typed objects, as people write them by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any


def stamp(text: str) -> datetime:
    """A time stamp of the service, which is UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


@dataclass
class Application:
    """An application."""

    name: str
    is_active: bool
    image: str
    create_time: datetime
    last_updated: datetime

    @classmethod
    def read(cls, data: dict[str, Any]) -> Application:
        """The answer to a read."""
        return cls(
            name=data["name"],
            is_active=data["is_active"],
            image=data["image"],
            create_time=stamp(data["create_time"]),
            last_updated=stamp(data["last_updated"]),
        )


@dataclass
class Port:
    """A port of a version."""

    port: int
    protocol: str
    name: str | None
    to_check: bool
    tls_upgrade: bool


@dataclass
class Env:
    """A variable of a version."""

    key: str
    value: str
    is_hidden: bool


@dataclass
class Version:
    """A version."""

    name: str
    is_active: bool
    docker_repository: str
    docker_image: str
    docker_tag: str
    private_username: str | None
    private_token: str | None
    req_cpu: int
    req_memory: int
    req_video: int | None
    max_duration: int | None
    force_cache: bool
    time_to_deploy: int | None
    verify_image: bool
    termination_grace_period_seconds: int | None
    command: str | None
    arguments: str | None
    will_deploy_in_mainland_china: bool
    ports: list[Port]
    envs: list[Env]
    restart_policy: str
    create_time: datetime
    last_updated: datetime

    @classmethod
    def read(cls, data: dict[str, Any]) -> Version:
        """A version as it is answered."""
        nested = {
            "ports": [Port(**port) for port in data["ports"]],
            "envs": [Env(**env) for env in data["envs"]],
            "create_time": stamp(data["create_time"]),
            "last_updated": stamp(data["last_updated"]),
        }
        return cls(**{**data, **nested})


def versions(data: dict[str, Any]) -> list[Version]:
    """A page of versions."""
    return [Version.read(version) for version in data["versions"]]
