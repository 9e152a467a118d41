"""Annotations of everything public resolve at run time, as pydantic, typer and Sphinx need."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

import edgegap
from script import run


def classes() -> list[type[Any]]:
    found = [value for name in edgegap.__all__ if isinstance(value := getattr(edgegap, name), type)]
    clients = [edgegap.Client("t"), edgegap.AsyncClient("t")]
    resources = [type(value) for client in clients for value in vars(client).values() if hasattr(value, "_caller")]
    assert len(found) > 50 and len(resources) == 12
    return [*found, *resources]


def functions(owner: type[Any]) -> Iterator[Any]:
    for name in dir(owner):
        found = inspect.getattr_static(owner, name)
        for attribute in ("__func__", "fget"):
            found = getattr(found, attribute, found)
        # Those of other bases, such as `Exception`, are not ours to annotate.
        if isinstance(found, types.FunctionType) and found.__module__.startswith("edgegap"):
            yield found


@pytest.mark.parametrize("owner", classes(), ids=lambda owner: owner.__name__)
def test_type_hints(owner: type[Any]) -> None:
    for include_extras in (False, True):
        for annotated in (owner, *functions(owner)):
            for hint in typing.get_type_hints(annotated, include_extras=include_extras).values():
                assert not isinstance(hint, (str, typing.ForwardRef)), annotated
    for function in functions(owner):
        inspect.signature(function, eval_str=True)


def test_hints_say_what_is_documented() -> None:
    hints = typing.get_type_hints(edgegap.Version)
    assert hints["create_time"] == (datetime | None) and hints["ports"] == (list[edgegap.Port] | None)
    assert typing.get_type_hints(edgegap.EdgegapError)["attempts"] == tuple[edgegap.Attempt, ...]
    assert typing.get_type_hints(edgegap.Client("t").versions.get)["return"] is edgegap.Version
    assert (
        typing.get_type_hints(edgegap.AsyncClient("t").versions.list)["return"] == edgegap.AsyncPager[edgegap.Version]
    )
    assert typing.get_type_hints(edgegap.reply_of)["kwargs"] is Any
    assert edgegap.NewVersion.__required_keys__ >= {"name", "docker_tag"}
    assert "ports" in edgegap.NewVersion.__optional_keys__


def test_import_loads_no_slow_module() -> None:
    out, _ = run("""
        import sys, edgegap
        slow = ["asyncio", "difflib", "inspect", "json", "logging", "pydantic", "typing_extensions", "edgegap._show"]
        print([name for name in slow if name in sys.modules])
    """)
    assert out == "[]\n"
