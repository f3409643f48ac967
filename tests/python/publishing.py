"""Versions of a warehouse that bear a number, to tell one from another."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
from tierbill.build.publish import publish
from tierbill.build.warehouse_paths import WarehousePaths, new_build_id
from tierbill.shared.published_warehouse import open_warehouse

TABLES = ("first", "second")


def write_version(file: Path, number: int) -> Path:
    """Write a database of two tables that bear the same number."""
    with duckdb.connect(str(file)) as database:
        for table in TABLES:
            database.execute(f"create table {table} as select {number} as number")
        database.execute("force checkpoint")
    return file


def publish_number(paths: WarehousePaths, number: int, keep: int = 3) -> Path:
    """Write and publish a version, as a build does."""
    paths.logs.mkdir(parents=True, exist_ok=True)
    build_id = new_build_id()
    folder = paths.build_folder(build_id)
    folder.mkdir()
    built = write_version(folder / "tierbill.duckdb", number)
    version = publish(paths, built, build_id, keep=keep)
    folder.rmdir()
    return version


def published_number(file: Path, schema: str = "main") -> int:
    """Return the number in the published file; both tables must agree."""
    with open_warehouse(file) as database:
        numbers = [
            database.execute(f"select number from {schema}.{table}").fetchone()[0]
            for table in TABLES
        ]
    assert numbers[0] == numbers[1]
    return numbers[0]


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a Python program that may import this module."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=Path(__file__).parent,
        stdout=subprocess.PIPE,
        text=True,
    )
