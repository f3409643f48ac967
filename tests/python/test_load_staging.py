"""The staging models say the same of seeds and of a landing folder, at every as_of."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from loading import dataset, sample_records, table_csv
from test_load_values import with_odd_values
from tierbill.load.dataset_load import load_dataset
from tierbill.shared.input_contract import raw_tables
from tierbill.shared.project import project_root

AS_OF = "2025-08-15T10:00:00+08:00"


def dbt(project: Path, database: Path, *arguments: str, landing: Path | None = None) -> None:
    settings = {
        **os.environ,
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "DBT_PROFILES_DIR": str(project),
        "TIERBILL_DATABASE": str(database),
        "TIERBILL_TEMP_DIRECTORY": str(project / "spill"),
        "TIERBILL_LANDING": str(landing or ""),
    }
    command = [str(Path(sys.executable).parent / "dbt"), *arguments]
    done = subprocess.run(
        command, cwd=project, env=settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def staged(tmp_path_factory) -> Path:
    """Warehouses of the staging models alone: seeds.duckdb, landing.duckdb, as_of.duckdb."""
    folder = tmp_path_factory.mktemp("staging")
    project = folder / "project"
    project.mkdir()
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(project_root() / name, project)
    shutil.copytree(project_root() / "macros", project / "macros")
    shutil.copytree(project_root() / "models" / "staging", project / "models" / "staging")
    descriptions = project / "models" / "marts"
    descriptions.mkdir()
    shutil.copy(project_root() / "models" / "marts" / "_docs.md", descriptions)
    texts = {
        name: table_csv(name, sample_records(name, 8) + with_odd_values(name)[::3])
        for name in raw_tables()
    }
    dataset(project / "seeds" / "demo", {f"raw_{name}.csv": text for name, text in texts.items()})
    reference = project / "seeds" / "reference"
    reference.mkdir()
    shutil.copy(project_root() / "seeds" / "reference" / "currencies.csv", reference)
    (project / "seeds" / "demo" / "seeds.yml").write_text(column_types())
    files = {f"{name}.csv": text for name, text in texts.items()}
    load_dataset(dataset(folder / "dataset", files), folder / "landing")
    dbt(project, folder / "seeds.duckdb", "build")
    dbt(project, folder / "landing.duckdb", "run", landing=folder / "landing")
    known = ("--vars", f"{{as_of: '{AS_OF}'}}")
    dbt(project, folder / "as_of.duckdb", "run", *known, landing=folder / "landing")
    return folder


def column_types() -> str:
    lines = ["seeds:"]
    for table in raw_tables().values():
        lines += [f"  - name: raw_{table.name}", "    config:", "      column_types:"]
        lines += [f"        {name}: varchar" for name in table.column_names]
    return "\n".join(lines)


def rows(database: Path, query: str) -> list[tuple]:
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("table", raw_tables())
def test_seeds_and_landing_say_the_same(staged, table):
    # lines differ: a seed's line is its row, and the samples have line breaks inside fields
    query = f"select * exclude (record_file, record_line) from staging.stg_{table} order by all"
    seeds = rows(staged / "seeds.duckdb", query)
    assert len(seeds) > 8
    assert seeds == rows(staged / "landing.duckdb", query)


def test_every_record_names_a_file_of_its_table(staged):
    for database in ("seeds.duckdb", "landing.duckdb"):
        for table in raw_tables():
            lost = f"""
                select count(*) from staging.stg_{table} as records
                where not exists (
                    select 1 from staging.stg_landing_files as files
                    where files.record_file = records.record_file
                      and files.source_table = '{table}'
                )
            """
            assert rows(staged / database, lost) == [(0,)]


def test_the_ledger_counts_what_the_models_show(staged):
    for name, records, rejected in rows(
        staged / "landing.duckdb",
        "select source_table, record_count, rejected_count from staging.stg_landing_files",
    ):
        query = f"select count(*), count(rejection_reason) from staging.stg_{name}"
        assert rows(staged / "landing.duckdb", query) == [(records, rejected)]


def test_as_of_hides_what_was_not_yet_known(staged):
    known = f"recorded_at <= timestamptz '{AS_OF}'"
    for table in raw_tables():
        shown = f"select * from staging.stg_{table} where true order by all"
        told = shown.replace("true", f"{known} or recorded_at is null")
        assert rows(staged / "as_of.duckdb", shown) == rows(staged / "landing.duckdb", told)
    hidden = f"select count(*) from staging.stg_usage where not {known}"
    assert rows(staged / "landing.duckdb", hidden) > [(0,)]
    assert rows(staged / "as_of.duckdb", hidden) == [(0,)]
