"""Manifests as arguments of calls, and their problems."""

# Without `from __future__ import annotations`: a `NamedTuple` would compile each of the strings
# when the package is imported.

import os
from typing import Any, NamedTuple, cast

from . import _environment
from ._mistakes import NotJson
from ._sealed import Sealed


class ManifestText(NotJson):
    """The text of a manifest, in place of the path of a file.

    Example:
        >>> client.publish.check(edgegap.ManifestText(text))
    """

    __slots__ = ("_text", "format", "path")
    _json_hint = "use its `text`"

    def __init__(self, text: str, format: str = "toml", path: str | os.PathLike[str] = "edgegap.toml") -> None:
        """Keeps the text.

        Args:
            text: The manifest.
            format: `toml` or `json`.
            path: Path for messages, which need not exist. Paths in the manifest are relative to its
                folder.
        """
        sealed = Sealed(text)
        del text
        self._text = sealed
        self.format = format
        """`toml` or `json`."""
        self.path = path
        """Path for messages. Paths in the manifest are relative to its folder."""

    @property
    def text(self) -> str:
        """The manifest."""
        text: str = self._text.value
        return text

    def _arguments(self) -> dict[str, Any]:
        # Native code calls this.
        return {"text": self._text, "format": self.format, "path": _path(self.path)}

    def __repr__(self) -> str:
        # A manifest has no secrets, unless that is the problem.
        return f"ManifestText(path={str(self.path)!r}, format={self.format!r})"


class Problem(NamedTuple):
    """A problem of a manifest. Its string shows the lines of the manifest, without secrets."""

    level: str
    """`error`, `warning` or `note`."""
    code: str
    """Kind of the problem: `out_of_range`, `tag_latest`."""
    path: str
    """Path of the value: `versions.dev.ports[0].port`. Empty for the manifest itself."""
    message: str
    """What is wrong, without secrets."""
    advice: str | None
    """What to do, if the message does not say it."""
    file: str
    """Path of the manifest, as it was given."""
    line: int | None
    """Line of the first character, from 1; None for a problem of the file."""
    column: int | None
    """Column of the first character, from 1."""
    end_line: int | None
    """Line of the end."""
    end_column: int | None
    """Column after the last character."""
    text: str
    """The problem with the lines of the manifest."""

    def __str__(self) -> str:
        return self.text


class ManifestCheck(NamedTuple):
    """A manifest without errors."""

    app: str
    """Name of the application."""
    warnings: tuple[Problem, ...]
    """What is probably not meant, in the order of the file."""


def manifest_query(manifest: Any, given: Sealed, **more: Any) -> dict[str, Any]:
    """Returns the query of a call about a manifest, with the environment of now.

    Args:
        manifest: A path or a `ManifestText`.
        given: Values for `${NAME}`, which may be secrets.
        **more: Further fields.
    """
    variables = Sealed(_environment.variables())
    return {"manifest": _path(manifest), "set": given, "environment": variables, **more}


def check_from(data: dict[str, Any]) -> ManifestCheck:
    """Converts the result of a check."""
    return ManifestCheck(data["app"], tuple(_problem(warning) for warning in data["warnings"]))


def _problem(data: dict[str, Any]) -> Problem:
    place: dict[str, int] = data.get("place") or {}
    fields: dict[str, Any] = {name: data[name] for name in ("level", "code", "path", "message", "file", "text")}
    fields.update({name: place.get(name) for name in ("line", "column", "end_line", "end_column")})
    return Problem(advice=data.get("advice"), **fields)


def _path(given: Any) -> Any:
    # The core reports other types.
    return os.fsdecode(cast("os.PathLike[str]", given)) if isinstance(given, os.PathLike) else given
