"""Builds with dbt: published whole or not at all, side by side, killed at any moment."""

from __future__ import annotations

import io
import json
import random
import signal
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psutil
import pytest
from publishing import publish_number, published_number, start
from rich.console import Console
from sample_project import make_project, set_number
from tierbill.build.build_progress import BuildProgress
from tierbill.build.code_version import code_version
from tierbill.build.publish import KEPT_LOGS
from tierbill.build.warehouse_build import BuildRequest, BuildResult, build_warehouse
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.shared.errors import BuildFailed
from tierbill.shared.published_warehouse import read_build


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return make_project(tmp_path_factory.mktemp("project"))


def build(project: Path, file: Path, **options) -> BuildResult:
    request = BuildRequest(project, WarehousePaths.of(file), **options)
    return build_warehouse(request, Console(file=io.StringIO()))


def test_a_build_publishes_and_says_what_it_is(project, tmp_path):
    file = tmp_path / "new" / "bills.duckdb"
    set_number(project, 3)
    as_of = datetime(2025, 9, 1, tzinfo=UTC)
    result = build(project, file, as_of=as_of, settings={"negative_bill": "due_negative"})
    assert published_number(file, "marts") == 3
    with duckdb.connect(str(file), read_only=True) as database:
        record = read_build(database, file)
        database.execute("set TimeZone = 'UTC'")
        stored = database.execute(
            "select duckdb_version, as_of, inputs, row_totals from meta.build"
        ).fetchone()
        (storage,) = database.execute(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchone()
    assert record.build_id == result.build_id == result.version.stem
    assert record.settings["negative_bill"] == "due_negative"
    assert record.settings["billing_timezone"] == "Etc/GMT-8"
    assert stored[0] == f"v{duckdb.__version__}"
    assert stored[1] == as_of
    assert [(each["table_name"], each["source_file"]) for each in stored[2]] == [
        ("kinds", "seeds/reference/kinds.csv"),
        ("raw_numbers", "seeds/demo/raw_numbers.csv"),
    ]
    assert stored[3]["marts.first"] == 1
    assert storage.startswith("v1.5")
    assert result.log.read_text(encoding="utf-8").count("PASS") >= 1
    assert not list(result.version.parent.glob(".*"))


@pytest.mark.parametrize(
    ("switch", "words"),
    [
        ("BREAK_MODEL", r"model first \(models/marts/first\.sql\)(.|\n)*no_such_column"),
        ("BREAK_TEST", r"test accepted_values_first(.|\n)*Got 1 result"),
        pytest.param(
            "BREAK_VIEW",
            r'marts\.naming: .*Catalog "tierbill" does not exist',
            marks=pytest.mark.skipif(
                duckdb.__version__ >= "2", reason="DuckDB 2 keeps no database name in a view"
            ),
        ),
    ],
)
def test_a_failing_build_publishes_nothing_and_says_why(
    project, tmp_path, monkeypatch, switch, words
):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    publish_number(paths, 5)
    before = sorted(paths.versions.glob("*"))
    monkeypatch.setenv(switch, "yes")
    with pytest.raises(BuildFailed, match=words) as failure:
        build(project, paths.file)
    assert published_number(paths.file) == 5
    assert sorted(paths.versions.glob("*")) == before
    if switch != "BREAK_VIEW":
        log = Path(str(failure.value).rpartition("The whole log: ")[2])
        assert "ERROR" in log.read_text(encoding="utf-8")


def test_a_project_that_cannot_be_read_is_named(tmp_path):
    broken = make_project(tmp_path / "project")
    (broken / "models" / "marts" / "second.sql").write_text("{{ ref('first' }}", encoding="utf-8")
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    with pytest.raises(BuildFailed, match=r"Compilation Error(.|\n)*second\.sql"):
        build(broken, paths.file)
    assert not paths.file.exists()
    assert [path.name for path in paths.versions.iterdir()] == ["logs"]


def test_a_dbt_process_that_dies_is_a_failed_build(project, tmp_path, monkeypatch):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    monkeypatch.setattr(BuildProgress, "on_event", lambda *_: psutil.Process().children()[0].kill())
    with pytest.raises(BuildFailed, match="dbt was ended by signal 9"):
        build(project, paths.file)
    assert [path.name for path in paths.versions.iterdir()] == ["logs"]


def test_the_log_and_the_artifacts_of_a_build_are_kept_and_pruned(project, tmp_path):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    for number in range(KEPT_LOGS):
        (paths.logs / f"2024-{number:02}").mkdir(parents=True)
    result = build(project, paths.file)
    folders = sorted(path.name for path in paths.logs.iterdir())
    assert folders == [*(f"2024-{number:02}" for number in range(1, KEPT_LOGS)), result.build_id]
    kept = {path.name for path in result.log.parent.iterdir()}
    assert kept == {"dbt.log", "manifest.json", "run_results.json"}
    results = json.loads((result.log.parent / "run_results.json").read_text(encoding="utf-8"))
    assert {each["status"] for each in results["results"]} == {"pass", "success"}


def test_the_parse_stays_warm_from_file_to_file(project, tmp_path):
    build(project, tmp_path / "one.duckdb")
    result = build(project, tmp_path / "two.duckdb")
    assert "Running with dbt" in result.log.read_text(encoding="utf-8")
    assert "Starting full parse" not in result.log.read_text(encoding="utf-8")


def test_builds_at_the_same_time_do_not_disturb_each_other(project, tmp_path):
    set_number(project, 8)
    files = [tmp_path / "same.duckdb", tmp_path / "same.duckdb", tmp_path / "other.duckdb"]
    processes = [start(BUILDER, file, project) for file in files]
    assert [process.wait(timeout=300) for process in processes] == [0, 0, 0]
    for file in files:
        assert published_number(file, "marts") == 8
    assert len(list((tmp_path / "same.duckdb.versions").glob("*.duckdb"))) == 2


BUILDER = """
import sys
from pathlib import Path
from rich.console import Console
from tierbill.build.warehouse_build import BuildRequest, build_warehouse
from tierbill.build.warehouse_paths import WarehousePaths
request = BuildRequest(Path(sys.argv[2]), WarehousePaths.of(Path(sys.argv[1])))
build_warehouse(request, Console(stderr=True))
"""


def kill_builds(project: Path, file: Path, rounds: int) -> None:
    """Kill builds at random moments; after each, the file is the old or the new version."""
    set_number(project, 0)
    began = time.monotonic()
    build(project, file)
    usual = time.monotonic() - began
    draw = random.Random(rounds)
    expected = 0
    for number in range(1, rounds + 1):
        set_number(project, number)
        process = start(BUILDER, file, project)
        try:
            process.wait(timeout=draw.random() * usual * 1.1)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        killed = process.wait() != 0
        found = published_number(file, "marts")
        assert found in ((expected, number) if killed else (number,))
        expected = found
    set_number(project, rounds + 1)
    build(project, file)
    assert published_number(file, "marts") == rounds + 1
    assert not list(file.with_name(f"{file.name}.versions").glob(".*"))


def test_a_kill_at_any_moment_of_a_build_leaves_one_whole_version(project, tmp_path):
    kill_builds(project, tmp_path / "bills.duckdb", rounds=4)


@pytest.mark.slow
def test_many_kills_leave_one_whole_version(project, tmp_path):
    kill_builds(project, tmp_path / "bills.duckdb", rounds=60)


def test_the_version_of_the_code_is_that_of_all_that_rates(tmp_path):
    """Models and the draws in Python count; what is compiled from them does not."""
    rating = tmp_path / "scripts" / "tierbill" / "rating"
    (rating / "__pycache__").mkdir(parents=True)
    before = code_version(tmp_path)
    (rating / "__pycache__" / "drawdown.nbc").write_text("machine code")
    assert code_version(tmp_path) == before
    (rating / "drawdown.py").write_text("draws")
    drawing = code_version(tmp_path)
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "model.sql").write_text("select 1")
    assert len({before, drawing, code_version(tmp_path)}) == 3
