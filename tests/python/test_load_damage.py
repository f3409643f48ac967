"""Damage on the disk: every flipped bit and every damaged ledger is noticed, nothing is deleted."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from loading import dataset, flip_bit, sample_records, table_csv
from rich.console import Console
from tierbill.cli import app
from tierbill.landing.ledger import read_ledger
from tierbill.landing.lock import landing_held
from tierbill.load.dataset_load import load_dataset
from tierbill.shared.errors import Refused
from typer.testing import CliRunner

TABLES = ("accounts", "usage", "orders", "skus")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landing folder of two loads, five landed files."""
    home = tmp_path_factory.mktemp("whole")
    first = {f"{name}.csv": table_csv(name, sample_records(name, 30)) for name in TABLES}
    second = {"usage.csv": table_csv("usage", sample_records("usage", 40)[30:])}
    for name, files in (("first", first), ("second", second)):
        load_dataset(dataset(home / name, files), home / "landing")
    return home / "landing"


def files(landing: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(landing)): path.read_bytes()
        for path in landing.rglob("*")
        if path.is_file() and path.name != ".lock"
    }


@pytest.mark.parametrize("flips", [40, pytest.param(600, marks=pytest.mark.slow)])
def test_every_flipped_bit_of_a_landed_file_stops_the_build(whole, tmp_path, flips):
    landing = tmp_path / "landing"
    shutil.copytree(whole, landing)
    paths = [entry.landed_path(landing) for entry in read_ledger(landing)]
    draw = random.Random(flips)
    for _ in range(flips):
        path, bit = draw.choice(paths), draw.getrandbits(40)
        flip_bit(path, bit)
        before = files(landing)
        with (
            pytest.raises(Refused, match=rf"{path.name}: damaged"),
            landing_held(landing, Console(quiet=True)),
        ):
            pass
        assert files(landing) == before
        flip_bit(path, bit)
    with landing_held(landing, Console(quiet=True)):
        assert files(landing) == files(whole)


def _flipped(data: bytes, draw: random.Random) -> bytes:
    changed = bytearray(data)
    changed[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
    return bytes(changed)


def _wrong_digit(data: bytes, draw: random.Random) -> bytes:
    """Another digit in one of the ids and digests."""
    found = draw.choice(list(re.finditer(rb"[0-9a-f]{12,64}", data)))
    place = draw.randrange(*found.span())
    other = draw.choice([digit for digit in b"0123456789abcdef" if digit != data[place]])
    return data[:place] + bytes([other]) + data[place + 1 :]


DAMAGES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "cut": lambda data, draw: data[: draw.randrange(len(data))],
    "flipped": _flipped,
    "half a copy": lambda data, _: data[: len(data) // 2] + bytes(len(data) - len(data) // 2),
    "empty": lambda _data, _draw: b"",
    "wrong digit": _wrong_digit,
    "twice": lambda data, _: data * 2,
}


@pytest.mark.parametrize("damages", [30, pytest.param(300, marks=pytest.mark.slow)])
def test_every_damaged_ledger_stops_loads_builds_and_issues(whole, tmp_path, damages):
    landing = tmp_path / "landing"
    shutil.copytree(whole, landing)
    good = (landing / "ledger.json").read_bytes()
    draw = random.Random(damages)
    commands = [
        ("load", whole.parent / "second", "--landing", landing),
        ("build", "--landing", landing, "--warehouse", tmp_path / "w.duckdb"),
        ("issue", "--seller", "x", "--month", "2025-08", "--landing", landing),
        ("verify", "--landing", landing),
    ]
    for number in range(damages):
        damage = list(DAMAGES.values())[number % len(DAMAGES)]
        (landing / "ledger.json").write_bytes(damage(good, draw))
        before = files(landing)
        command = commands[number % len(commands)]
        result = CliRunner().invoke(app, [str(each) for each in command])
        assert result.exit_code == 2, result.output
        assert "ledger.json: damaged" in result.stderr
        assert "The one before the last load is whole (4 files): `cp " in result.stderr
        assert files(landing) == before
    assert not (tmp_path / "w.duckdb").exists()


def test_verify_names_what_is_damaged_and_what_no_ledger_names(whole, tmp_path):
    landing = tmp_path / "landing"
    shutil.copytree(whole, landing)
    verify = ["verify", "--landing", str(landing)]
    result = CliRunner().invoke(app, verify)
    assert result.exit_code == 0, result.output
    assert "all files are as they were landed" in result.stdout
    first, second, *_ = [entry.landed_path(landing) for entry in read_ledger(landing)]
    flip_bit(first, 4_000)
    second.unlink()
    (landing / "usage" / "mine.csv").write_text("x")
    before = files(landing)
    result = CliRunner().invoke(app, verify)
    assert result.exit_code == 1
    assert f"{first}: damaged" in result.stdout
    assert f"{second}: missing" in result.stdout
    assert "mine.csv: not in the ledger" in result.stdout
    assert files(landing) == before
    assert CliRunner().invoke(app, ["verify"]).exit_code == 2


ISSUE = "from tierbill.cli import app; app()"


@pytest.mark.parametrize("trials", [1, pytest.param(10, marks=pytest.mark.slow)])
def test_issues_at_the_same_time_get_versions_of_their_own(whole, tmp_path, trials):
    seller = sample_records("accounts", 1)[0]["account_id"]
    for trial in range(trials):
        landing = tmp_path / f"landing-{trial}"
        shutil.copytree(whole, landing)
        command = [sys.executable, "-c", ISSUE, "issue", "--seller", seller]
        command += ["--month", "2031-08", "--landing", str(landing)]
        processes = [
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        outputs = [process.communicate() for process in processes]
        assert [process.returncode for process in processes] == [0, 0, 0], outputs
        versions = sorted(re.findall(r"version (\d+)", "".join(out for out, _ in outputs)))
        assert versions == ["1", "2", "3"]
        assert "Traceback" not in "".join(said for _, said in outputs)
