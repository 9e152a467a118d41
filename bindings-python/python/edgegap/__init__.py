"""SDK for Edgegap's application-management API, with an emulator of the API.

It covers applications, versions, container registry tags, endpoint storages (log storages) and pull
profiles. Community project, not affiliated with Edgegap.

    >>> import edgegap
    >>> client = edgegap.Client()  # token from EDGEGAP_TOKEN
    >>> client.applications.create(name="my-game", is_active=True, image="")
    >>> client.versions.create(
    ...     "my-game", name="1.0.0",
    ...     docker_repository="docker.io", docker_image="me/game", docker_tag="b42",
    ...     req_cpu=1024, req_memory=2048,
    ...     ports=[{"port": 7777, "protocol": "UDP", "name": "gameport"}],
    ... )

Arguments are validated before a request is sent, and all violations are reported at once. Failed
requests are retried where that is safe: a create whose response was lost is neither duplicated nor
reported as failed. `Emulator` is an emulator of the API in this process, for tests.

PYTEST_DONT_REWRITE: pytest reads this word. The package has a plugin for it, and pytest would warn
if a program had imported the package before it runs pytest.
"""

import sys

from ._load import check_contract  # first: it explains a library that cannot be loaded

# isort: split

from ._async_client import AsyncClient
from ._client import Client
from ._dry_run import DryRun, DryRunRequest, dry_run
from ._emulator import Emulator, FaultKind, InjectedFault, RecordedRequest
from ._errors import Attempt, EdgegapError, Violation
from ._generated.errors import (
    AuthenticationError,
    BadRequestError,
    CancelledError,
    ClosedError,
    ConfigurationError,
    ConflictError,
    ConnectionFailedError,
    DecodeError,
    ImageError,
    InternalError,
    NotFoundError,
    PermissionDeniedError,
    RateLimitedError,
    ServerError,
    TimedOutError,
    TlsError,
    ValidationError,
)
from ._generated.models import (
    Application,
    Artifact,
    DeletedTag,
    DeletedTags,
    DeletionResult,
    DeletionSummary,
    EndpointStorage,
    Env,
    NewApplication,
    NewEndpointStorage,
    NewPullProfile,
    NewVersion,
    Port,
    PullProfile,
    PullProfileLink,
    Tag,
    Version,
)
from ._generated.parameters import Image, NewEnv, NewPort, OutputFormat, Protocol, RestartPolicy, SourceType
from ._manifest import ManifestCheck, ManifestText, Problem
from ._native import UNSET, Unset
from ._native import VERSION as __version__
from ._options import Backoff, CallOptions, ClientOptions, Timeout
from ._page import Page
from ._pager import AsyncPager, Pager
from ._plan import FieldChange, ItemChange, ItemField, Plan, PlanCounts, PlannedAction
from ._reply import Change, Meta, Reply, reply_of
from ._settings import ClientSettings
from ._step import ObjectStep, Step, SummaryStep, WaitingStep
from ._typing import dict_schema

check_contract()

__all__ = [
    "UNSET",
    "Application",
    "Artifact",
    "AsyncClient",
    "AsyncPager",
    "Attempt",
    "AuthenticationError",
    "Backoff",
    "BadRequestError",
    "CallOptions",
    "CancelledError",
    "Change",
    "Client",
    "ClientOptions",
    "ClientSettings",
    "ClosedError",
    "ConfigurationError",
    "ConflictError",
    "ConnectionFailedError",
    "DecodeError",
    "DeletedTag",
    "DeletedTags",
    "DeletionResult",
    "DeletionSummary",
    "DryRun",
    "DryRunRequest",
    "EdgegapError",
    "Emulator",
    "EndpointStorage",
    "Env",
    "FaultKind",
    "FieldChange",
    "Image",
    "ImageError",
    "InjectedFault",
    "InternalError",
    "ItemChange",
    "ItemField",
    "ManifestCheck",
    "ManifestText",
    "Meta",
    "NewApplication",
    "NewEndpointStorage",
    "NewEnv",
    "NewPort",
    "NewPullProfile",
    "NewVersion",
    "NotFoundError",
    "ObjectStep",
    "OutputFormat",
    "Page",
    "Pager",
    "PermissionDeniedError",
    "Plan",
    "PlanCounts",
    "PlannedAction",
    "Port",
    "Problem",
    "Protocol",
    "PullProfile",
    "PullProfileLink",
    "RateLimitedError",
    "RecordedRequest",
    "Reply",
    "RestartPolicy",
    "ServerError",
    "SourceType",
    "Step",
    "SummaryStep",
    "Tag",
    "TimedOutError",
    "Timeout",
    "TlsError",
    "Unset",
    "ValidationError",
    "Version",
    "Violation",
    "WaitingStep",
    "__version__",
    "dry_run",
    "reply_of",
]

for _name in __all__:
    _exported = globals()[_name]
    # Before Python 3.12, pydantic takes only the `TypedDict` of `typing_extensions`.
    if sys.version_info < (3, 12) and hasattr(_exported, "__total__"):
        _exported.__get_pydantic_core_schema__ = dict_schema
    # Tracebacks name the public module, so that the private ones can be moved.
    elif isinstance(_exported, type) and issubclass(_exported, EdgegapError):
        _exported.__module__ = __name__
