"""Publishes a build after `docker push`.

python publish.py my-game 1.4.2 registry.edgegap.com studio/my-game b42

Runs again without harm: what is there is brought up to date. EDGEGAP_TOKEN is the API token, REGISTRY_USER and REGISTRY_TOKEN the registry's login.
"""

from __future__ import annotations

import os
import sys

import edgegap


def publish(client: edgegap.Client, app: str, name: str, repository: str, image: str, tag: str) -> edgegap.Version:
    """Creates the application if it is new, then the version, or points an existing one to the new image."""
    try:
        client.applications.create(name=app, is_active=True, image="")
    except edgegap.ConflictError:
        print(f"{app} exists")
    login = os.environ.get("REGISTRY_USER"), os.environ.get("REGISTRY_TOKEN")
    try:
        return client.versions.create(
            app,
            name=name,
            docker_repository=repository,
            docker_image=image,
            docker_tag=tag,
            private_username=login[0] or edgegap.UNSET,
            private_token=login[1] or edgegap.UNSET,
            req_cpu=1024,
            req_memory=2048,
            max_duration=120,
            ports=[{"port": 7777, "protocol": "UDP", "name": "game"}],
            envs=[{"key": "GAME_MODE", "value": "ranked"}],
        )
    except edgegap.ConflictError:
        print(f"{app} {name} exists, pointing it to {tag}")
        return client.versions.update(app, name, docker_repository=repository, docker_image=image, docker_tag=tag)


def main() -> int:
    """Reads the command line, says what came of it."""
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
