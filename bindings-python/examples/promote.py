"""Makes one version run the image of another, and waits until the service has taken it.

python promote.py my-game dev live

Publishing itself needs no code: `edgegap apply` does it with a manifest. EDGEGAP_TOKEN is the API
token.
"""

from __future__ import annotations

import sys

import edgegap


def promote(client: edgegap.Client, app: str, source: str, target: str) -> edgegap.Version:
    """Copies image and tag, and nothing else: size, ports and variables of the target stay."""
    tested = client.versions.get(app, source)
    client.versions.update(
        app,
        target,
        docker_repository=tested.docker_repository,
        docker_image=tested.docker_image,
        docker_tag=tested.docker_tag,
    )
    return client.versions.wait(app, target, docker_tag=tested.docker_tag, timeout=120)


def main() -> int:
    """Promotes the version that the command line names."""
    try:
        with edgegap.Client() as client:
            version = promote(client, *sys.argv[1:])
    except edgegap.EdgegapError as error:
        print(f"not promoted: {error}", file=sys.stderr)
        return 1
    print(f"{version.name} has {version.docker_image}:{version.docker_tag}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main())
