"""Full disks, little memory, folders in the way, signals: one line, an exit code, nothing torn."""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from random_datasets import write_dataset
from tierbill.landing.folder import verified_landing
from tierbill.shared.machine_faults import DISK_IS_FULL, NO_MEMORY, fault_in_text, fault_of

COMMAND = [sys.executable, "-c", "from tierbill.cli import app; app()"]


def run(*arguments: object, limit: Callable[[], None] | None = None, **environment: str):
    return subprocess.run(
        [*COMMAND, *(str(argument) for argument in arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        preexec_fn=limit,
        env=os.environ | environment,
    )


def files_of_at_most(size: int) -> Callable[[], None]:
    """A limit like a full disk: a file that grows beyond it gets EFBIG."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


def memory_of_at_most(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size))


def said_in_one_line(result: subprocess.CompletedProcess) -> None:
    assert result.returncode != 0
    assert "Traceback" not in result.stderr + result.stdout, result.stderr
    assert result.stderr.strip(), "nothing was said"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_dataset(3, tmp_path_factory.mktemp("data"), profile="kernel")


@pytest.fixture(scope="module")
def whole(dataset, tmp_path_factory) -> Path:
    landing = tmp_path_factory.mktemp("whole") / "landing"
    assert run("load", dataset, "--landing", landing).returncode == 0
    return landing


@pytest.mark.parametrize("trials", [4, pytest.param(25, marks=pytest.mark.slow)])
def test_a_full_disk_during_a_load_is_one_line_and_leaves_the_landing(
    dataset, whole, tmp_path, trials
):
    draw = random.Random(trials)
    for trial in range(trials):
        landing = tmp_path / f"landing-{trial}"
        shutil.copytree(whole, landing)
        entries = verified_landing(landing).entries
        more = write_dataset(4 + trial, tmp_path / f"data-{trial}", profile="kernel")
        size = draw.choice([0, 100, 1_000, 2_000, 4_000])
        result = run("load", more, "--landing", landing, limit=files_of_at_most(size))
        said_in_one_line(result)
        assert DISK_IS_FULL in result.stderr
        verified = verified_landing(landing)
        assert (verified.entries, verified.faults) == (entries, [])
        assert run("load", more, "--landing", landing).returncode == 0


def test_a_full_disk_during_a_build_is_one_line_and_publishes_nothing(whole, tmp_path):
    warehouse = tmp_path / "bills.duckdb"
    build = ("build", "--landing", whole, "--warehouse", warehouse)
    result = run(*build, limit=files_of_at_most(1 << 20))
    said_in_one_line(result)
    assert result.returncode == 1
    assert DISK_IS_FULL in result.stderr
    assert not warehouse.exists()
    assert list((tmp_path / "bills.duckdb.versions").glob(".*")) == []


@pytest.mark.parametrize(
    "sizes", [(600, 1200), pytest.param(range(100, 2600, 100), marks=pytest.mark.slow)]
)
def test_little_memory_is_said_and_leaves_the_landing(dataset, whole, tmp_path, sizes):
    for size in sizes:
        landing = tmp_path / f"landing-{size}"
        shutil.copytree(whole, landing)
        more = write_dataset(size, tmp_path / f"data-{size}", profile="kernel")
        result = run("load", more, "--landing", landing, limit=memory_of_at_most(size << 20))
        assert "Traceback" not in result.stderr, result.stderr
        assert result.returncode == 0 or result.stderr.strip()
        assert verified_landing(landing).faults == []


def test_too_little_memory_for_a_build_is_one_line(whole, tmp_path):
    result = run(
        *("build", "--landing", whole, "--warehouse", tmp_path / "bills.duckdb"),
        TIERBILL_MEMORY_LIMIT="1MB",
    )
    said_in_one_line(result)
    assert result.returncode == 1
    assert NO_MEMORY in result.stderr
    assert not (tmp_path / "bills.duckdb").exists()


@pytest.mark.parametrize("place", ["bills.duckdb.lock", "bills.duckdb.versions", "out"])
def test_a_folder_or_a_file_in_the_way_is_named(whole, tmp_path, place):
    if place.endswith("lock"):
        (tmp_path / place).mkdir()
    else:
        (tmp_path / place).write_text("x")
    command = ("build", "--landing", whole, "--warehouse", tmp_path / "bills.duckdb")
    if place == "out":
        command = ("generate", "--out", tmp_path / place, "--usage-rows", 1_000)
    result = run(*command)
    said_in_one_line(result)
    assert place in result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_build_with_one_line_and_leaves_nothing_behind(whole, tmp_path, number):
    warehouse = tmp_path / "bills.duckdb"
    command = [*COMMAND, "build", "--landing", str(whole), "--warehouse", str(warehouse)]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        # a test that runs in the background would hand its ignored signals on
        preexec_fn=lambda: signal.signal(number, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        deadline = time.monotonic() + 60
        while not list(tmp_path.glob("bills.duckdb.versions/.build-*/*.duckdb")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(number)
        _, said = process.communicate()
    assert process.returncode == 128 + number, said
    assert "Traceback" not in said
    assert "Readers see what was there before" in said
    assert list((tmp_path / "bills.duckdb.versions").glob(".*")) == []


def test_the_files_of_every_command_are_closed_to_others(whole, dataset, tmp_path):
    landing = tmp_path / "landing"
    assert run("load", dataset, "--landing", landing).returncode == 0
    assert run("generate", "--out", tmp_path / "data", "--usage-rows", 1_000).returncode == 0
    for path in tmp_path.rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o027 == 0, path
    open_to_all = tmp_path / "open"
    assert run("load", dataset, "--landing", open_to_all, TIERBILL_UMASK="022").returncode == 0
    assert (open_to_all / "ledger.json").stat().st_mode & 0o004


def test_faults_are_told_by_their_kind():
    assert fault_in_text("IO Error: Could not write: No space left on device") == DISK_IS_FULL
    assert fault_in_text("Out of Memory Error: failed to allocate data") == NO_MEMORY
    assert fault_in_text("Binder Error: no such column") is None
    assert fault_of(MemoryError()) == NO_MEMORY
    assert fault_of(OSError(28, "No space left on device", "x")) == DISK_IS_FULL
    assert fault_of(IsADirectoryError(21, "Is a directory", "x")).startswith("x: a file or folder")
    assert fault_of(PermissionError(13, "Permission denied", "x")).startswith("x: Permission")
    assert fault_of(ValueError()) is None
