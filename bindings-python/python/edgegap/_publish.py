"""Calls of `publish`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from ._manifest import ManifestCheck, ManifestText, check_from, manifest_query
from ._native import UNSET, Unset
from ._options import CallOptions, to_milliseconds
from ._pager import Pager
from ._plan import Plan
from ._resource import Resource
from ._sealed import Sealed
from ._step import Step, steps_from
from ._typing import Unpack


class Publish(Resource):
    """Publishes what a manifest asks for: plan, apply, prune."""

    __slots__ = ()

    def check(
        self,
        manifest: str | os.PathLike[str] | ManifestText,
        *,
        set: Mapping[str, str] | None = None,
        **options: Unpack[CallOptions],
    ) -> ManifestCheck:
        """Checks a manifest without sending a request.

        Args:
            manifest: Path of the manifest, or a `ManifestText`.
            set: Values for `${NAME}`, before those of the environment.
            **options: `timeout`, `max_retries`, `headers`, `extra_query`, `extra_body`; see
                `edgegap.CallOptions`.

        Raises:
            ValidationError: The manifest has problems, which the message shows; `extra["problems"]`
                has them all.
        """
        given, sealed = Sealed(set), Sealed(options)
        del set, options
        return check_from(self._call("publish.check", manifest_query(manifest, given), sealed))

    def plan(
        self,
        manifest: str | os.PathLike[str] | ManifestText,
        *,
        set: Mapping[str, str] | None = None,
        resend_secrets: bool = False,
        unlink: Sequence[str] = (),
        recreate: bool = False,
        **options: Unpack[CallOptions],
    ) -> Plan:
        """Compares what a manifest asks for with what the account has. Nothing is changed.

        Example:
            >>> plan = client.publish.plan("edgegap.toml", set={"TAG": "b43"})
            >>> print(plan)

        Args:
            manifest: Path of the manifest, or a `ManifestText`.
            set: Values for `${NAME}`, before those of the environment.
            resend_secrets: True to send secrets that cannot be compared, even if nothing else
                differs.
            unlink: Links to remove: `PROFILE:VERSION` or `STORAGE/PROFILE:VERSION`.
            recreate: True to delete and create versions again to change fields that an update
                cannot change.
            **options: `timeout`, `max_retries`, `headers`, `extra_query`, `extra_body`; see
                `edgegap.CallOptions`. They are for each request.

        Raises:
            ValidationError: The manifest has problems, which the message shows, with all of them in
                `extra["problems"]`; or an existing version has another value of a field that an
                update cannot change.
            EdgegapError: Any other error: authentication, network, time limit.
        """
        given, sealed = Sealed(set), Sealed(options)
        del set, options
        more = {"resend_secrets": resend_secrets, "unlink": unlink, "recreate": recreate}
        document = self._call("publish.plan", manifest_query(manifest, given, **more), sealed)
        return Plan(document, manifest, given)

    def apply(
        self,
        plan: Plan,
        *,
        wait: float | Unset = UNSET,
        manifest: str | os.PathLike[str] | ManifestText | Unset = UNSET,
        set: Mapping[str, str] | Unset | None = UNSET,
        **options: Unpack[CallOptions],
    ) -> Pager[Step]:
        """Applies a plan, step by step, as the list is read.

        The last step is the `SummaryStep`. Reading the list is what changes the account: stop to
        read, and nothing more is changed. A plan is applied once. After an error make a new plan,
        which has what is left.

        Example:
            >>> for step in client.publish.apply(plan):
            ...     print(step)

        Args:
            plan: The plan.
            wait: Maximum time until the service reports a new `docker_tag`, in seconds. Default
                120.
            manifest: The manifest, for a plan that was read from a file.
            set: Values for `${NAME}`, for a plan that was read from a file.
            **options: `timeout`, `max_retries`, `headers`, `extra_query`, `extra_body`; see
                `edgegap.CallOptions`. They are for each request.

        Raises:
            ConflictError: The account, the service, the manifest or an object has changed since the
                plan.
            ImageError: A new `docker_tag` was not reported in time.
            TypeError: The plan was read from a document, and its manifest is not given.
            ValidationError: The manifest has problems.
            EdgegapError: Any other error: authentication, network, time limit.
        """
        given, sealed = Sealed(set), Sealed(options)
        del set, options
        query = apply_query(plan, wait, manifest, given)
        converted = self._call_options("publish.apply", sealed)
        return Pager(self._caller, steps_from, "publish.apply", {}, query, converted)

    def prune(
        self,
        manifest: str | os.PathLike[str] | ManifestText,
        *,
        set: Mapping[str, str] | None = None,
        dry_run: bool = False,
        versions: int | None = None,
        tags: int | None = None,
        delete: bool = False,
        **options: Unpack[CallOptions],
    ) -> Pager[Step]:
        """Disables or deletes old versions and tags, step by step, as the list is read.

        The rules are those of `[prune]` in the manifest. Versions are disabled unless the rules or
        `delete` say otherwise. What the manifest names or protects is never touched. Look at a dry
        run first.

        Example:
            >>> for step in client.publish.prune("edgegap.toml", dry_run=True):
            ...     print(step)

        Args:
            manifest: Path of the manifest, or a `ManifestText`.
            set: Values for `${NAME}`, before those of the environment.
            dry_run: True to list the steps without doing any.
            versions: Number of the newest versions that stay. Default: that of the manifest.
            tags: Number of the newest tags that stay. Default: that of the manifest.
            delete: True to delete old versions, instead of what the manifest says.
            **options: `timeout`, `max_retries`, `headers`, `extra_query`, `extra_body`; see
                `edgegap.CallOptions`. They are for each request.

        Raises:
            ConflictError: A version has changed since the list was made.
            ValidationError: The manifest has problems, or there is no rule.
            EdgegapError: Any other error: authentication, network, time limit.
        """
        given, sealed = Sealed(set), Sealed(options)
        del set, options
        more = {"dry_run": dry_run, "versions": versions, "tags": tags, "delete": delete}
        query = manifest_query(manifest, given, **more)
        converted = self._call_options("publish.prune", sealed)
        return Pager(self._caller, steps_from, "publish.prune", {}, query, converted)

    def _call(self, operation: str, query: dict[str, Any], options: Sealed) -> Any:
        return self._caller.call(operation, {}, query, None, self._call_options(operation, options)).value[0]


def apply_query(plan: Any, wait: Any, manifest: Any, given: Sealed) -> dict[str, Any]:
    """Returns the query of an apply.

    Raises:
        TypeError: `plan` is not a plan, or was read from a document and its manifest is not given.
    """
    if not isinstance(plan, Plan):
        kind = type(plan).__name__
        hint = "; read it with `Plan.from_dict`" if kind == "dict" else ""
        raise TypeError(f"plan must be an edgegap.Plan, not {kind}{hint}")
    manifest = plan._manifest if manifest is UNSET else manifest
    if manifest is None:
        raise TypeError("this plan was read from a document: give its manifest too, apply(plan, manifest=..., set=...)")
    given = plan._given if given.value is UNSET else given
    wait_ms = wait if wait is UNSET or wait is None else to_milliseconds(wait, "wait")
    return manifest_query(manifest, given, plan=plan._document, wait_ms=wait_ms)
