#!/usr/bin/env bash
# Commits the Unity package, with its native libraries, to the branch `upm`, and tags it `upm/<tag>`.
# Without GH_TOKEN nothing is pushed, as in a test:
#
#     .github/upm.sh dist/csharp/com.edgegap-sdk.sdk v1.2.3
set -euo pipefail
package=$(realpath "$1") tag=$2
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'git worktree remove --force "$work" 2>/dev/null || rm -rf "$work"' EXIT
remote=origin
if [ -n "${GH_TOKEN:-}" ]; then
  remote="https://x-access-token:$GH_TOKEN@github.com/$GITHUB_REPOSITORY"
  git fetch --quiet "$remote" "+upm:upm" || true
fi
if git rev-parse --quiet --verify upm >/dev/null; then
  git worktree add --quiet "$work" upm
else
  git worktree add --quiet --detach "$work"
  git -C "$work" checkout --quiet --orphan upm
fi
git -C "$work" rm -r --quiet --force --ignore-unmatch .
cp -r "$package/." "$work"
git -C "$work" add --all --force
git -C "$work" -c user.name="release" -c user.email="release@users.noreply.github.com" \
  commit --quiet --allow-empty --message "Release $tag"
git tag --force "upm/$tag" upm
if [ -n "${GH_TOKEN:-}" ]; then
  git push --quiet "$remote" upm "upm/$tag"
fi
echo "upm/$tag: $(git ls-tree -r --name-only upm | wc -l) files"
