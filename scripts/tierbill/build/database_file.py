"""The file of a built database: create it, write its build record, check that its views work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb

from tierbill.build.build_record import BuildRecord, write_record
from tierbill.shared.errors import BuildFailed
from tierbill.shared.sql_text import literal, quoted_name

# Any client of 1.5 or later can read the file, any of them may write it.
STORAGE_VERSION = "v1.5.0"
# As in profiles.yml: what the build wrote stays as it is.
NO_VACUUM = {"max_vacuum_tasks": 0}


def create_database(file: Path) -> None:
    """Create an empty database that every supported reader can open."""
    with duckdb.connect() as database:
        database.execute(
            f"attach {literal(str(file))} as new_file (storage_version '{STORAGE_VERSION}')"
        )
        database.execute("detach new_file")


def finish_database(file: Path, record: BuildRecord) -> None:
    """Write the build record and fold everything into the one file."""
    with duckdb.connect(str(file), config=NO_VACUUM) as database:
        database.execute("set TimeZone = 'UTC'")
        database.execute("set enable_progress_bar = false")
        write_record(database, record)
        database.execute("force checkpoint")


def check_views(file: Path, build_id: str) -> None:
    """Check that every view works in a file of another name, as it will be published.

    A view keeps the text it was made with. If that names the database, which is called after
    its file, the view breaks when the file is renamed.

    Raises:
        BuildFailed: names each view that cannot be queried.
    """
    with duckdb.connect() as database, ThreadPoolExecutor() as threads:
        database.execute("set TimeZone = 'UTC'")
        database.execute(f"attach {literal(str(file))} as {quoted_name(build_id)} (read_only)")
        views = database.execute(
            "select schema_name, view_name from duckdb_views() "
            "where not internal and database_name = ? order by all",
            [build_id],
        ).fetchall()

        def fault(view: tuple[str, str]) -> str | None:
            with database.cursor() as cursor:
                try:
                    cursor.execute(f"use {quoted_name(build_id)}")
                    cursor.execute(f"select * from {'.'.join(map(quoted_name, view))} limit 0")
                except duckdb.Error as error:
                    return f"{'.'.join(view)}: {str(error).splitlines()[0]}"
            return None

        broken = [each for each in threads.map(fault, views) if each is not None]
    if broken:
        raise BuildFailed(
            "These views cannot be queried once the file has its published name (a view must "
            "not name the database it is in):\n  " + "\n  ".join(broken)
        )
