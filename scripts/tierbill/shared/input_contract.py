"""The input contract: the raw tables and their columns, from models/staging/stg_<table>.yml."""

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

import yaml

from tierbill.shared.currency_codes import currency_codes
from tierbill.shared.project import project_root
from tierbill.shared.sql_text import literal

RETRACTIONS = "retractions"
"""The raw table whose records take back records of the others."""


@dataclass(frozen=True)
class Column:
    """One column of a raw table.

    `data_type` is the warehouse's type (instants are UTC). `rules` holds what else the contract
    asks: values, at_least, above, unless, format.
    """

    name: str
    data_type: str
    nullable: bool
    rules: MappingProxyType[str, Any]

    @property
    def as_arguments(self) -> dict[str, Any]:
        """The column as the macro typed_records takes it."""
        return {
            **self.rules,
            "name": self.name,
            "data_type": self.data_type,
            "nullable": self.nullable,
            "currencies": ", ".join(map(literal, currency_codes())),
        }


@dataclass(frozen=True)
class RawTable:
    """One raw table of a dataset: what one record is known by, and its columns in order.

    `month_column` says to which billing month a record belongs; None if it belongs to none.
    """

    name: str
    required: bool
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    month_column: str | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names of the columns in the contract's order."""
        return tuple(column.name for column in self.columns)


@cache
def raw_tables() -> MappingProxyType[str, RawTable]:
    """All raw tables by name, in the order of their names."""
    tables = {}
    for path in sorted((project_root() / "models" / "staging").glob("stg_*.yml")):
        for model in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["models"]:
            meta = model.get("config", {}).get("meta", {})
            if "raw_table" in meta:
                tables[meta["raw_table"]] = _raw_table(meta, model["columns"])
    return MappingProxyType(tables)


def _raw_table(meta: dict[str, Any], columns: list[dict[str, Any]]) -> RawTable:
    return RawTable(
        name=meta["raw_table"],
        required=meta["required"],
        key=tuple(meta["key"]),
        columns=tuple(_column(column) for column in columns),
        month_column=meta.get("month_column"),
    )


def _column(entry: dict[str, Any]) -> Column:
    rules = dict(entry.get("config", {}).get("meta", {}))
    nullable = rules.pop("nullable", False)
    return Column(entry["name"], entry["data_type"], nullable, MappingProxyType(rules))
