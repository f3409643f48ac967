"""What a build goes on from: a copy of the published version, if that was rated by the same rules.

A version keeps what it rated: a build with the same code, settings and engines rates only what
differs from it. With others it rates everything, and says why.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from tierbill.build.build_record import BuildRecord
from tierbill.build.database_file import create_database
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.landing.verification import landed_digest
from tierbill.shared.sql_text import literal

# Bytes that one call copies at most; where the file system can, none is: blocks are shared.
_PIECE = 1 << 30


def reason_to_rate_all(version: Path, record: BuildRecord) -> str | None:
    """Return what differs between the rules of a published version and those of a build, in
    words; None if a build of `record` may go on from it.
    """
    if not is_as_published(version):
        return "the published version is not what was published"
    try:
        with duckdb.connect() as database:
            database.execute(f"attach {literal(str(version))} as rated (read_only)")
            code, engine, dbt, settings = database.execute(
                "select code_version, duckdb_version, dbt_version, map_entries(settings) "
                "from rated.meta.build"
            ).fetchone() or (None, None, None, [])
            own_engine = database.execute("select version()").fetchall()[0][0]
    except duckdb.Error as error:
        return f"the published version cannot be read ({str(error).splitlines()[0]})"
    if code != record.code_version:
        return "the code changed"
    if engine != own_engine:
        return f"DuckDB changed from {engine} to {own_engine}"
    if dbt != record.dbt_version:
        return f"dbt changed from {dbt} to {record.dbt_version}"
    rated = {entry["key"]: entry["value"] for entry in settings}
    differing = sorted(
        name
        for name in rated.keys() | record.settings.keys()
        if rated.get(name) != record.settings.get(name)
    )
    return f"{', '.join(differing)} changed" if differing else None


def is_as_published(version: Path) -> bool:
    """Whether a version is to the byte what was published."""
    try:
        sealed = WarehousePaths.seal(version).read_text(encoding="utf-8").strip()
        return landed_digest(version)[0] == sealed
    except OSError:
        return False


def begin_database(file: Path, version: Path | None) -> None:
    """Make `file` the database that a build begins with: a copy of a published version, which may
    be written, or an empty one.
    """
    for left in (file, file.with_name(f"{file.name}.wal")):
        left.unlink(missing_ok=True)
    if version is None:
        create_database(file)
    else:
        _copy(version, file)


def _copy(version: Path, file: Path) -> None:
    try:
        _share(version, file)
    except (AttributeError, OSError):
        # not every system and file system has such a call; a full disk fails here once more
        shutil.copyfile(version, file)


def _share(version: Path, file: Path) -> None:
    """Copy by the call that shares blocks where the file system can."""
    with version.open("rb") as source, file.open("wb") as copy:
        left = os.fstat(source.fileno()).st_size
        while left:
            copied = os.copy_file_range(source.fileno(), copy.fileno(), min(left, _PIECE))
            if not copied:
                raise OSError(f"{version}: ended before all of it was copied")
            left -= copied
