"""Macros of the project without dbt: those that validate records and settings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2

from tierbill.shared.project import project_root, project_variables


def setting_fault(name: str, value: object) -> str:
    """Return what is wrong with the value of a setting, empty if nothing is."""
    return " ".join(project_macros().setting_fault(name, value).split())


@cache
def project_macros() -> Any:
    """Return the macros that Python shares with the models, as a module."""
    folder = project_root() / "macros"
    paths = [*sorted((folder / "inputs").glob("*.sql"))]
    paths += [folder / "settings" / name for name in ("setting_fault.sql", "is_instant.sql")]
    records = ("column_text.sql", "key_part.sql", "key_text.sql", "type_text.sql")
    paths += [folder / "records" / name for name in records]
    times = ("billing_local.sql", "billing_month_of.sql", "billing_offset_hours.sql")
    paths += [folder / "time" / name for name in ("instant_text.sql", *times)]
    return macros_module(paths)


def macros_module(paths: Iterable[Path]) -> Any:
    """Return the macros of these files as a module, with the names of dbt that they use."""

    def dispatch(name: str, _package: str) -> Callable[..., str]:
        return getattr(module, f"duckdb__{name}")

    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals |= {
        "return": lambda value: value,
        "adapter": SimpleNamespace(dispatch=dispatch),
        "setting": project_variables(project_root()).__getitem__,
        "modules": {"re": re, "datetime": datetime},
    }
    module: Any = environment.from_string(
        "\n".join(path.read_text("utf-8") for path in paths)
    ).module
    return module
