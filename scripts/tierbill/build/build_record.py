"""The record that every published warehouse carries about itself: table `meta.build`, one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import duckdb

from tierbill.build.build_inputs import Input

_CREATE = """
create schema if not exists meta;
create or replace table meta.build (
    build_id varchar not null,
    code_version varchar not null,
    duckdb_version varchar not null,
    dbt_version varchar not null,
    built_at timestamp with time zone not null,
    as_of timestamp with time zone,
    as_of_load bigint,
    settings map(varchar, varchar) not null,
    inputs struct(
        table_name varchar, source_file varchar, sha256 varchar,
        records bigint, rejected bigint
    )[] not null,
    row_totals map(varchar, bigint) not null
);
"""


@dataclass(frozen=True)
class BuildRecord:
    """What is known of a build before its file is closed; instants carry their offset."""

    build_id: str
    code_version: str
    dbt_version: str
    built_at: datetime
    as_of: datetime | None
    as_of_load: int | None
    settings: Mapping[str, str]
    inputs: Sequence[Input]


def write_record(database: duckdb.DuckDBPyConnection, record: BuildRecord) -> None:
    """Write `meta.build`, with the row totals of all tables, into the database being built."""
    tables = database.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = current_database() order by all"
    ).fetchall()
    totals = {}
    for schema, table in tables:
        counted = database.execute(f'select count(*) from "{schema}"."{table}"').fetchone()
        totals[f"{schema}.{table}"] = counted[0] if counted else 0
    database.execute(_CREATE)
    database.execute(
        "insert into meta.build by name select $build_id as build_id, "
        "$code_version as code_version, version() as duckdb_version, "
        "$dbt_version as dbt_version, $built_at as built_at, $as_of as as_of, "
        "$as_of_load as as_of_load, "
        "map_from_entries($settings) as settings, $inputs as inputs, "
        "map_from_entries($row_totals) as row_totals",
        {
            "build_id": record.build_id,
            "code_version": record.code_version,
            "dbt_version": record.dbt_version,
            "built_at": record.built_at,
            "as_of": record.as_of,
            "as_of_load": record.as_of_load,
            "settings": [{"k": k, "v": v} for k, v in sorted(record.settings.items())],
            "inputs": [asdict(each) for each in record.inputs],
            "row_totals": [{"k": k, "v": v} for k, v in totals.items()],
        },
    )
