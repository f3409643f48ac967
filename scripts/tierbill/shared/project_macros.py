"""Macros of the project without dbt: those that validate records and settings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import jinja2

from tierbill.shared.project import project_root


def setting_fault(name: str, value: object) -> str:
    """Return what is wrong with the value of a setting, empty if nothing is."""
    return " ".join(project_macros().setting_fault(name, value).split())


@cache
def project_macros() -> Any:
    """Return the macros as a module, with the names of dbt that they use."""
    folder = project_root() / "macros"
    paths = [*sorted((folder / "inputs").glob("*.sql"))]
    paths += [folder / "settings" / name for name in ("setting_fault.sql", "is_instant.sql")]
    records = ("column_text.sql", "key_part.sql", "type_text.sql")
    paths += [folder / "records" / name for name in records]
    paths += [folder / "time" / "instant_text.sql"]
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    environment.globals |= {"return": lambda value: value, "adapter": _Adapter()}
    environment.globals["modules"] = {"re": re, "datetime": datetime}
    source = "\n".join(path.read_text("utf-8") for path in paths)
    return environment.from_string(source).module


class _Adapter:
    """What dbt calls adapter, for DuckDB."""

    def dispatch(self, name: str, _package: str) -> Callable[..., str]:
        return getattr(project_macros(), f"duckdb__{name}")
