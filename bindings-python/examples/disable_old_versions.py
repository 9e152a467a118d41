"""Disables all versions of an application except the newest ones.

python disable_old_versions.py my-game 5
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone

import edgegap

EARLIEST = datetime.min.replace(tzinfo=timezone.utc)


def disable_old_versions(client: edgegap.Client, app: str, keep: int) -> list[str]:
    """Disables all but the `keep` newest versions; returns the names of the disabled ones."""
    versions = sorted(client.versions.list(app), key=lambda version: version.create_time or EARLIEST, reverse=True)
    disabled: list[str] = []
    for version in versions[keep:]:
        if version.is_active:
            client.versions.update(app, version.name, is_active=False)
            disabled.append(version.name)
    return disabled


def main(app: str, keep: int) -> int:
    """Prints the names of the disabled versions."""
    try:
        with edgegap.Client() as client:
            names = disable_old_versions(client, app, keep)
    except edgegap.EdgegapError as error:
        print(f"not disabled: {error}", file=sys.stderr)
        return 1
    print(f"disabled {len(names)}: {', '.join(names)}" if names else "nothing to disable")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[2].isdecimal():
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
