"""Plans: what has to change so that the account has what a manifest asks for."""

# Without `from __future__ import annotations`: a `NamedTuple` would compile each of the strings
# when the package is imported.

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, cast

from ._errors import error_from
from ._mistakes import NotJson
from ._sealed import Sealed
from ._typing import Self

_FORMAT = "edgegap.plan/1"


class ItemField(NamedTuple):
    """A field of an item that differs."""

    name: str
    """Name of the field."""
    from_: Any
    """The value that the service has. A secret is `***`, a long string is cut."""
    to: Any
    """The value that it is given."""


class ItemChange(NamedTuple):
    """An item of a list of objects, such as a port or a variable."""

    key: str
    """What identifies the item within its list: `7777/UDP`, `GAME_MODE`."""
    state: str
    """`added`, `changed`, `removed`, or `hidden`: the service does not show its value."""
    fields: tuple[ItemField, ...]
    """Its fields that differ."""


class FieldChange(NamedTuple):
    """A field of an object of a plan."""

    name: str
    """Name of the field."""
    state: str
    """`changed`; `same`, and sent together with another one; or `hidden`: the service does not show
    its value."""
    sent: bool
    """True if its value is sent."""
    from_: Any
    """The value that the service has. A secret is `***`, a long string is cut. None for lists of
    objects, and for fields that are not shown."""
    to: Any
    """The value that it is given."""
    same: int
    """Number of items of a list of objects that are the same."""
    items: tuple[ItemChange, ...]
    """Items of a list of objects that differ, or cannot be compared."""


class PlannedAction(NamedTuple):
    """One object of a plan."""

    object: str
    """`application`, `storage`, `profile`, `version` or `link`."""
    name: str
    """Name for display: `dev`, `logs/balance`, `logs/balance:dev`."""
    path: tuple[str, ...]
    """The names that identify the object: `("logs", "balance")`."""
    action: str
    """`create`, `update`, `recreate`, `unchanged`, `link` or `unlink`."""
    fields: tuple[FieldChange, ...]
    """Fields that differ, that are sent, or that cannot be compared."""
    last_updated: datetime | None
    """Time of the last change of an existing object."""


class PlanCounts(NamedTuple):
    """The number of changes of a plan."""

    create: int
    """Objects that are created. A version that is created again counts here and as deleted."""
    change: int
    """Objects that are updated."""
    delete: int
    """Objects and links that are deleted."""
    calls: int
    """Calls that change something, those for links included."""


class Plan(NotJson):
    """What has to change so that the account has what a manifest asks for. It has no secrets.

    Its string is what the program `edgegap plan` prints. A plan remembers its manifest, so that
    `apply` needs no arguments; one that was read from a file or unpickled does not.
    """

    __slots__ = ("_actions", "_app", "_counts", "_document", "_given", "_manifest", "_text")
    _json_hint = "use `to_dict()`"

    def __init__(self, document: dict[str, Any], manifest: Any, given: Sealed) -> None:
        self._document, self._manifest, self._given = document, manifest, given
        self._app, self._text = str(document["app"]), str(document["text"])
        self._actions = tuple(_action(action) for action in document["actions"])
        self._counts = PlanCounts(**document["counts"])

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Self:
        """Reads a plan from its JSON document, for example from a plan file of the program.

        Raises:
            ValidationError: it is not a plan, or has another format.
        """
        found = _as_mapping(document).get("format")
        if found != _FORMAT:
            is_other = isinstance(found, str)
            reason = f"has the format `{found}`, not" if is_other else "is not a plan: it has no `format`,"
            raise _refusal(f"the document {reason} `{_FORMAT}`")
        try:
            return cls(_copy(document), None, Sealed(None))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise _refusal(f"the plan cannot be read: {type(error).__name__}: {error}: make a new plan") from None

    def to_dict(self) -> dict[str, Any]:
        """Returns the plan as a JSON document, for a plan file. It has no secrets."""
        document: dict[str, Any] = _copy(self._document)
        return document

    @property
    def app(self) -> str:
        """Name of the application."""
        return self._app

    @property
    def is_empty(self) -> bool:
        """True if nothing differs, as far as it can be compared. Links do not count."""
        return all(action.action in ("unchanged", "link") for action in self.actions)

    @property
    def counts(self) -> PlanCounts:
        """The number of changes."""
        return self._counts

    @property
    def actions(self) -> tuple[PlannedAction, ...]:
        """All objects of the manifest, in the order in which they are changed.

        Application, storages, profiles, versions, links.
        """
        return self._actions

    @property
    def left_out(self) -> tuple[str, ...]:
        """Versions that are left out, because their name has a variable that is not set."""
        return tuple(self._document.get("left_out", ()))

    def __eq__(self, other: object) -> bool:
        return self._document == other._document if isinstance(other, Plan) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        # A debugger may show a plan that could not be read.
        if not hasattr(self, "_counts"):
            return "Plan(not read)"
        create, change, delete, calls = self._counts
        return f"Plan(app={self.app!r}, create={create}, change={change}, delete={delete}, calls={calls})"

    def __reduce__(self) -> tuple[Any, ...]:
        # The values for the manifest may be secrets.
        return type(self).from_dict, (self._document,)


def _refusal(message: str) -> Exception:
    return error_from({"kind": "validation", "message": message, "operation": "publish.plan"})


def _action(data: dict[str, Any]) -> PlannedAction:
    fields = tuple(_field(field) for field in data.get("fields", ()))
    stamp = data.get("last_updated")
    # Python 3.10 does not parse the `Z` that stands for UTC.
    last_updated = stamp and datetime.fromisoformat(stamp.removesuffix("Z") + "+00:00")
    return PlannedAction(data["object"], data["name"], tuple(data["path"]), data["action"], fields, last_updated)


def _field(data: dict[str, Any]) -> FieldChange:
    items = tuple(_item(item) for item in data.get("items", ()))
    values = (data.get("from"), data.get("to"))
    return FieldChange(data["name"], data["state"], data["sent"], *values, data.get("same", 0), items)


def _item(data: dict[str, Any]) -> ItemChange:
    fields = (ItemField(field["name"], field.get("from"), field.get("to")) for field in data.get("fields", ()))
    return ItemChange(data["key"], data["state"], tuple(fields))


def _as_mapping(value: Any) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _copy(field) for name, field in _as_mapping(value).items()}
    return [_copy(item) for item in cast("list[Any]", value)] if isinstance(value, (list, tuple)) else value
