"""Building and publishing: whatever goes wrong and whenever, readers have one whole version."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from sample_project import make_project, set_number
from tierbill.warehouse.build import BuildRequest, BuildResult, build_warehouse
from tierbill.warehouse.errors import BuildFailed, Refused
from tierbill.warehouse.meta import read_build
from tierbill.warehouse.paths import WarehousePaths, new_build_id
from tierbill.warehouse.publish import check_target, prune, publish, sweep

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
    with duckdb.connect(str(file.resolve()), read_only=True) as database:
        numbers = [
            database.execute(f"select number from {schema}.{table}").fetchone()[0]
            for table in TABLES
        ]
    assert numbers[0] == numbers[1]
    return numbers[0]


# The switch itself


def test_a_published_file_is_a_link_to_a_read_only_version(tmp_path):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    version = publish_number(paths, 7)
    assert paths.file.is_symlink()
    assert not os.path.isabs(paths.file.readlink())
    assert paths.file.resolve() == version
    assert version.stat().st_mode & 0o777 == 0o444
    assert published_number(paths.file) == 7


def test_the_folder_can_be_moved_with_its_versions(tmp_path):
    paths = WarehousePaths.of(tmp_path / "here" / "bills.duckdb")
    publish_number(paths, 7)
    (tmp_path / "here").rename(tmp_path / "there")
    assert published_number(tmp_path / "there" / "bills.duckdb") == 7


def test_a_file_with_a_write_ahead_log_is_not_published(tmp_path):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    publish_number(paths, 1)
    built = write_version(tmp_path / "built.duckdb", 2)
    built.with_name("built.duckdb.wal").write_bytes(b"x")
    with pytest.raises(BuildFailed, match="not closed cleanly"):
        publish(paths, built, new_build_id())
    assert published_number(paths.file) == 1


def test_the_last_versions_are_kept_and_the_published_one_always(tmp_path):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    versions = [publish_number(paths, number) for number in range(5)]
    assert sorted(paths.versions.glob("*.duckdb")) == versions[2:]
    # An operator went back to the oldest kept version.
    paths.file.unlink()
    paths.file.symlink_to(versions[2].relative_to(tmp_path))
    prune(paths, keep=1)
    assert sorted(paths.versions.glob("*.duckdb")) == [versions[2], versions[4]]
    assert published_number(paths.file) == 2


def test_what_killed_builds_left_is_swept(tmp_path):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    version = publish_number(paths, 1)
    orphan = paths.build_folder("20250101T000000000000Z-0000")
    orphan.mkdir()
    write_version(orphan / "tierbill.duckdb", 2)
    (paths.versions / ".link-20250101T000000000000Z-0000").symlink_to("nowhere")
    sweep(paths)
    assert sorted(path.name for path in paths.versions.iterdir()) == [version.name, "logs"]


@pytest.mark.parametrize("kind", ["file", "folder", "foreign link", "dangling foreign link"])
def test_what_is_not_ours_is_not_replaced(tmp_path, kind):
    file = tmp_path / "bills.duckdb"
    if kind == "file":
        file.write_text("mine")
    elif kind == "folder":
        file.mkdir()
    elif kind == "foreign link":
        file.symlink_to(write_version(tmp_path / "other.duckdb", 1))
    else:
        file.symlink_to(tmp_path / "gone.duckdb")
    with pytest.raises(Refused, match=r"bills\.duckdb"):
        check_target(WarehousePaths.of(file))


PUBLISHER = """
import sys
from pathlib import Path
from test_publish import publish_number
from tierbill.warehouse.paths import WarehousePaths
from tierbill.warehouse.publish import sweep
paths = WarehousePaths.of(Path(sys.argv[1]))
sweep(paths)
number = int(sys.argv[2])
while True:
    number += 1
    publish_number(paths, number)
    print(number, flush=True)
"""


def test_a_kill_at_any_moment_of_publishing_leaves_one_whole_version(tmp_path):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    publish_number(paths, 0)
    draw = random.Random(20250801)
    done = 0
    for _ in range(12):
        process = start(PUBLISHER, paths.file, done)
        process.stdout.readline()
        time.sleep(draw.random() / 4)
        process.send_signal(signal.SIGKILL)
        said = process.communicate()[0].split()
        told = int(said[-1]) if said else done + 1
        done = published_number(paths.file)
        # What was told is published; at most the one after it may be, too.
        assert told <= done <= told + 1
    publish_number(paths, done + 1)
    assert published_number(paths.file) == done + 1
    sweep(paths)
    left = {path.suffix for path in paths.versions.iterdir() if path.name != "logs"}
    assert left == {".duckdb"}


def test_readers_see_whole_versions_while_others_are_published(tmp_path):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    publish_number(paths, 0)
    process = start(PUBLISHER, paths.file, 0)
    seen: list[list[int]] = [[], []]
    failures: list[BaseException] = []

    def read(numbers: list[int]) -> None:
        try:
            while not numbers or numbers[-1] < 25:
                numbers.append(published_number(paths.file))
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read, args=(numbers,)) for numbers in seen]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(timeout=120)
    process.kill()
    process.communicate()
    assert not failures
    for numbers in seen:
        assert numbers == sorted(numbers)
        assert len(set(numbers)) > 3


# Whole builds, with dbt


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
        ("BREAK_VIEW", r'marts\.naming: .*Catalog "tierbill" does not exist'),
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


def test_the_parse_stays_warm_from_file_to_file(project, tmp_path):
    build(project, tmp_path / "one.duckdb")
    result = build(project, tmp_path / "two.duckdb")
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
from tierbill.warehouse.build import BuildRequest, build_warehouse
from tierbill.warehouse.paths import WarehousePaths
request = BuildRequest(Path(sys.argv[2]), WarehousePaths.of(Path(sys.argv[1])))
build_warehouse(request, Console(stderr=True))
"""


def start(program: str, *arguments: object) -> subprocess.Popen[str]:
    """Start a Python program that may import this module."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=Path(__file__).parent,
        stdout=subprocess.PIPE,
        text=True,
    )


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
