"""Publishes a build after `docker push`.

python publish.py my-game 1.4.2 registry.edgegap.com studio/my-game b42

Can be run again: an existing version is updated. EDGEGAP_TOKEN is the API token, REGISTRY_USER and
REGISTRY_TOKEN are the login of the container registry.
"""

from __future__ import annotations

import os
import sys
from typing import TypedDict

import edgegap


class Build(TypedDict):
    """The fields of a version that a create and an update share."""

    docker_repository: str
    docker_image: str
    docker_tag: str
    private_username: str | edgegap.Unset
    private_token: str | edgegap.Unset
    max_duration: int
    ports: list[edgegap.NewPort]
    envs: list[edgegap.NewEnv]


def publish(client: edgegap.Client, app: str, name: str, repository: str, image: str, tag: str) -> edgegap.Version:
    """Creates the application and the version, or updates the existing version."""
    try:
        client.applications.create(name=app, is_active=True, image="")
    except edgegap.ConflictError:
        print(f"{app} exists")
    # CPU and memory cannot be changed once the version exists.
    build = Build(
        docker_repository=repository,
        docker_image=image,
        docker_tag=tag,
        private_username=os.environ.get("REGISTRY_USER") or edgegap.UNSET,
        private_token=os.environ.get("REGISTRY_TOKEN") or edgegap.UNSET,
        max_duration=120,
        ports=[{"port": 7777, "protocol": "UDP", "name": "game"}],
        envs=[{"key": "GAME_MODE", "value": "ranked"}],
    )
    try:
        return client.versions.create(app, name=name, req_cpu=1024, req_memory=2048, **build)
    except edgegap.ConflictError:
        print(f"{app} {name} exists, updating it")
        return client.versions.update(app, name, **build)


def main() -> int:
    """Publishes the build that the command line names."""
    try:
        with edgegap.Client() as client:
            version = publish(client, *sys.argv[1:6])
    except edgegap.EdgegapError as error:
        print(f"not published: {error}", file=sys.stderr)
        return 1
    print(f"published {version.name} with {version.docker_image}:{version.docker_tag}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    sys.exit(main())
