"""Publishing: whatever goes wrong and whenever, readers have one whole version."""

from __future__ import annotations

import os
import random
import signal
import threading
import time

import duckdb
import pytest
from publishing import publish_number, published_number, start, write_version
from tierbill.build.publish import check_target, prune, publish, sweep
from tierbill.build.rated_version import begin_database
from tierbill.build.warehouse_paths import WarehousePaths, new_build_id
from tierbill.shared.errors import BuildFailed, Refused


def test_a_published_file_is_a_link_to_a_read_only_version(tmp_path):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    version = publish_number(paths, 7)
    assert paths.file.is_symlink()
    assert not os.path.isabs(paths.file.readlink())
    assert paths.file.resolve() == version
    assert version.stat().st_mode & 0o777 == 0o444
    assert published_number(paths.file) == 7


def test_a_reader_overtaken_by_later_versions_reads_the_latest(tmp_path, monkeypatch):
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    slow = publish_number(paths, 1)
    connect = duckdb.connect

    def overtaken(database, *arguments, **named):
        if database == str(slow) and slow.exists():
            for number in range(2, 6):
                publish_number(paths, number)
        return connect(database, *arguments, **named)

    monkeypatch.setattr(duckdb, "connect", overtaken)
    assert published_number(paths.file) == 5
    assert not slow.exists()


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
    left = sorted(path.name for path in paths.versions.iterdir())
    assert left == [version.name, paths.seal(version).name, "logs"]


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
from publishing import publish_number
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.build.publish import sweep
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
    versions = sorted(paths.versions.glob("*.duckdb"))
    left = {path for path in paths.versions.iterdir() if path.name != "logs"}
    assert left == {*versions, *map(paths.seal, versions)}


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

    def look() -> None:
        try:
            while any(reader.is_alive() for reader in readers):
                for _ in range(1_000):
                    os.stat(paths.file)
        except BaseException as error:
            failures.append(error)

    readers = [threading.Thread(target=read, args=(numbers,)) for numbers in seen]
    threads = [*readers, threading.Thread(target=look)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    process.kill()
    process.communicate()
    assert not failures
    for numbers in seen:
        assert numbers == sorted(numbers)
        assert len(set(numbers)) > 3


@pytest.mark.parametrize("error", [None, OSError(22, "Invalid argument"), AttributeError()])
def test_a_build_begins_with_a_copy_wherever_blocks_can_be_shared_or_not(
    tmp_path, monkeypatch, error
):
    def no_such_call(*_):
        raise error

    if error is not None:
        monkeypatch.setattr(os, "copy_file_range", no_such_call)
    version, file = write_version(tmp_path / "version.duckdb", 7), tmp_path / "built.duckdb"
    version.chmod(0o444)
    begin_database(file, version)
    assert file.read_bytes() == version.read_bytes()
    assert file.stat().st_mode & 0o200
