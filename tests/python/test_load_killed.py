"""A load that is killed at any moment leaves the old state or the new one, and can be repeated."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from loading import dataset, landed, sample_records, table_csv
from tierbill.landing.folder import recover
from tierbill.landing.ledger import read_ledger
from tierbill.load.dataset_load import load_dataset

SCRIPT = """
import sys
from pathlib import Path
from tierbill.load.dataset_load import load_dataset
print("ready", flush=True)
load_dataset(Path(sys.argv[1]), Path(sys.argv[2]))
"""
TABLES = ("accounts", "usage", "orders", "discounts", "vouchers", "skus")


def start(folder: Path, landing: Path) -> subprocess.Popen:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder), str(landing)], stdout=subprocess.PIPE
    )
    assert process.stdout.readline() == b"ready\n"
    return process


def state(landing: Path) -> dict[str, int]:
    return {table: len(landed(landing, table)) for table in TABLES}


@pytest.mark.parametrize("kills", [12, pytest.param(120, marks=pytest.mark.slow)])
def test_a_killed_load_is_all_or_nothing(tmp_path, kills):
    texts = {name: table_csv(name, sample_records(name, 60)) for name in TABLES}
    folder = dataset(tmp_path / "second", {f"{name}.csv": text for name, text in texts.items()})
    first = {"accounts.csv": table_csv("accounts", sample_records("accounts", 7))}
    first_folder = dataset(tmp_path / "first", first)
    whole = tmp_path / "whole"
    load_dataset(first_folder, whole)
    old = state(whole)
    begun = time.monotonic()
    assert start(folder, whole).wait() == 0
    duration = time.monotonic() - begun
    new = state(whole)

    chance = random.Random(7)
    seen = []
    for number in range(kills):
        landing = tmp_path / f"landing-{number}"
        load_dataset(first_folder, landing)
        process = start(folder, landing)
        time.sleep(chance.uniform(0, duration))
        process.send_signal(signal.SIGKILL)
        process.wait()
        recover(landing)
        seen.append(state(landing))
        assert seen[-1] in (old, new)
        assert len(read_ledger(landing)) == (1 if seen[-1] == old else 1 + len(TABLES))
        load_dataset(folder, landing)
        assert state(landing) == new
        assert not (landing / ".load").exists()
    assert old in seen, "no load was killed in time"
