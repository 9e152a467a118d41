"""Request bodies that the tests share."""

from __future__ import annotations

from typing import Any

APPLICATION: dict[str, Any] = {"name": "my-game", "is_active": True, "image": ""}
VERSION: dict[str, Any] = {
    "name": "1",
    "docker_repository": "docker.io",
    "docker_image": "me/game",
    "docker_tag": "b1",
    "req_cpu": 512,
    "req_memory": 512,
}
STORAGE: dict[str, Any] = {
    "name": "logs",
    "access_key_id": "id",
    "secret_access_key": "secret",
    "endpoint": "https://s3.example.com",
    "bucket": "b",
}
PROFILE: dict[str, Any] = {"name": "maps", "source": "/maps", "source_type": "Folder", "destination": "/srv/maps"}
