"""The steps of an apply or a prune: what was done, what is waited for, and the totals."""

# Without `from __future__ import annotations`: a `NamedTuple` would compile each of the strings
# when the package is imported.

from typing import Any, Literal, NamedTuple


class ObjectStep(NamedTuple):
    """The step of one object. Its string is a line of progress."""

    kind: Literal["planned", "done"]
    """`planned`: it would be changed, and nothing was sent; or `done`."""
    object: str
    """`application`, `storage`, `profile`, `version`, `link` or `tag`."""
    name: str
    """Name for display: `dev`, `logs/balance`, `logs/balance:dev`."""
    action: str
    """`create`, `update`, `recreate`, `link`, `unlink`, `disable` or `delete`."""
    fields: tuple[str, ...]
    """Names of the fields that were updated."""
    docker_tag: str | None
    """The new `docker_tag` of a version, once the service has taken it over."""
    changed: bool
    """False if there was nothing to do: a link to remove did not exist."""
    elapsed: float
    """Duration of the step in seconds, waits included."""
    text: str
    """The step as a line."""

    def __str__(self) -> str:
        return self.text


class WaitingStep(NamedTuple):
    """A version whose new `docker_tag` the service has not taken over. More steps of it follow."""

    kind: Literal["waiting"]
    """`waiting`."""
    object: str
    """`version`."""
    name: str
    """Name of the version."""
    wanted: str
    """The `docker_tag` that is waited for."""
    live: str
    """The `docker_tag` that the service shows. Empty while it takes over the new one."""
    elapsed: float
    """Time since the wait began, in seconds."""
    timeout: float
    """Time after which the wait ends with an `ImageError`, in seconds."""
    text: str
    """The step as a line."""

    def __str__(self) -> str:
        return self.text


class SummaryStep(NamedTuple):
    """The totals, when everything is done. The last step."""

    kind: Literal["summary"]
    """`summary`."""
    is_prune: bool
    """True for a prune."""
    created: int
    """Objects that were created."""
    changed: int
    """Objects that were updated."""
    recreated: int
    """Versions that were deleted and created again."""
    linked: int
    """Links that were sent. They may have existed."""
    unlinked: int
    """Links that were removed."""
    disabled: int
    """Versions that were disabled."""
    deleted: int
    """Objects that were deleted."""
    elapsed: float
    """Duration in seconds, waits included."""
    requests: int
    """HTTP exchanges."""
    retries: int
    """Exchanges that repeated another one."""
    text: str
    """The totals as a sentence."""

    def __str__(self) -> str:
        return self.text


Step = ObjectStep | WaitingStep | SummaryStep
"""A step of an apply or a prune. Its `kind` says which one."""


_COUNTS = tuple(name for name, of in SummaryStep.__annotations__.items() if of is int)


def steps_from(items: list[dict[str, Any]]) -> list[Step]:
    """Converts the steps of a page."""
    return [_step(item) for item in items]


def _step(data: dict[str, Any]) -> Step:
    elapsed, text = data["elapsed_ms"] / 1000, data["text"]
    if data["kind"] == "summary":
        counts: dict[str, int] = {name: data[name] for name in _COUNTS}
        return SummaryStep(kind="summary", is_prune=data["is_prune"], elapsed=elapsed, text=text, **counts)
    about = (data["object"], data["name"])
    if data["kind"] == "waiting":
        return WaitingStep("waiting", *about, data["wanted"], data["live"], elapsed, data["timeout_ms"] / 1000, text)
    fields, tag = tuple(data.get("fields", ())), data.get("docker_tag")
    return ObjectStep(data["kind"], *about, data["action"], fields, tag, data["changed"], elapsed, text)
