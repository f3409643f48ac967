"""Read a published warehouse: one whole version, which never changes while it is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tierbill.shared.command_lines import command_line
from tierbill.shared.errors import Refused


@dataclass(frozen=True)
class PublishedBuild:
    """The build record of a published warehouse; `settings` are the variables of its models."""

    build_id: str
    code_version: str
    settings: Mapping[str, str]


@contextmanager
def open_warehouse(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the version that `file` names now, read-only, in UTC; one connection, one version.

    Raises:
        Refused: there is no such file, or it is no DuckDB database of a version we can read.
    """
    if not file.exists():
        raise Refused(
            f"{file}: no such warehouse. Build the demo with "
            f"`{command_line('demo', warehouse=file)}`, or your own data with tierbill run."
        )
    try:
        database = _open_current_version(file)
    except duckdb.Error as error:
        raise Refused(f"{file}: cannot be opened as a warehouse: {error}") from error
    try:
        database.execute("set TimeZone = 'UTC'")
        database.execute("set enable_progress_bar = false")
        yield database
    finally:
        database.close()


def _open_current_version(file: Path) -> duckdb.DuckDBPyConnection:
    """Open what `file` names; try again if a build replaced and removed it in the meantime."""
    while True:
        version = file.resolve()
        try:
            return duckdb.connect(str(version), read_only=True)
        except duckdb.IOException:
            if file.resolve() == version:
                raise


def read_build(database: duckdb.DuckDBPyConnection, file: Path) -> PublishedBuild:
    """Return the build record of an open warehouse.

    Raises:
        Refused: `file` was not published by tierbill.
    """
    try:
        row = database.execute("select build_id, code_version, settings from meta.build").fetchone()
    except duckdb.CatalogException:
        row = None
    if row is None:
        raise Refused(
            f"{file}: a database without meta.build, not a warehouse published by tierbill. "
            "Build one under another name with tierbill build or tierbill run."
        )
    return PublishedBuild(*row)
