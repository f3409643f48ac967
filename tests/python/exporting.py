"""Exports of the sample warehouse, for the tests of what they hold."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import duckdb
from tierbill.export.warehouse_export import ExportRequest, ExportResult, export_warehouse
from tierbill.files.folder_names import folder_name

USAGE = "channel_product_usage.csv"


def export(sample: Path, out: Path, **options) -> ExportResult:
    return export_warehouse(ExportRequest(sample, out, **options))


def account(code: str) -> str:
    return f"accounts/{folder_name(code)}"


def query(sample: Path, text: str) -> list[tuple]:
    with duckdb.connect(str(sample), read_only=True) as database:
        database.execute("set TimeZone = 'UTC'")
        return database.execute(text).fetchall()


def contents(root: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))
