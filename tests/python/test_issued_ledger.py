"""The folder of issued lines: damaged, missing, of another history, left half-made."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from landing_contents import usage_csv
from loading import dataset, load_files
from rich.console import Console
from tierbill.landing.folder import open_landing, recover, verified_landing
from tierbill.landing.issued import ISSUED, read_closes
from tierbill.landing.lock import landing_held
from tierbill.load.dataset_load import load_dataset
from tierbill.shared.errors import Refused
from written_closes import FILES, close_months, closed_landing, names

QUIET = Console(quiet=True)
OF_THE_FOLDER = ["_empty.parquet", "ledger.json", "ledger.previous.json"]


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    return closed_landing(tmp_path)


def sequences(landing: Path) -> list[int]:
    return [close.close_sequence for close in read_closes(landing)]


def test_builds_add_closes_and_leave_nothing_else(landing):
    assert names(landing) == [*FILES, *OF_THE_FOLDER]
    assert sequences(landing) == [1, 2, 3]
    assert verified_landing(landing).faults == []


@pytest.mark.parametrize("text", ["", "{}", '{"closes": []}', "\xff"])
def test_a_damaged_ledger_stops_everything_and_names_the_one_before(landing, tmp_path, text):
    ledger, previous = landing / ISSUED / "ledger.json", landing / ISSUED / "ledger.previous.json"
    ledger.write_text(text, "latin-1")
    before = names(landing)
    for use in (recover, verified_landing, lambda path: load_dataset(tmp_path / "dataset", path)):
        with pytest.raises(Refused, match=r"issued/ledger\.json: damaged") as refused:
            use(landing)
    assert f"is whole (2 closes): `cp {previous} {ledger}`" in str(refused.value)
    assert names(landing) == before
    shutil.copy(previous, ledger)
    with open_landing(landing) as folder:
        assert "00000003.parquet is not in the ledger" in "".join(folder.notices)
    assert sequences(landing) == [1, 2]


def test_a_missing_ledger_is_not_taken_for_a_new_one(landing):
    (landing / ISSUED / "ledger.json").unlink()
    with pytest.raises(Refused, match=r"issued/ledger\.json: missing.*is whole \(2 closes\)"):
        recover(landing)
    (landing / ISSUED / "ledger.previous.json").unlink()
    with pytest.raises(Refused, match=r"missing\. Restore it from a backup;"):
        recover(landing)
    assert names(landing)[:3] == FILES


def test_a_folder_that_was_deleted_is_not_taken_for_a_new_one(landing, tmp_path):
    """The landing's own ledger says that months were closed, after a load, too."""
    more = dataset(tmp_path / "more", {"usage.csv": usage_csv(5, 9)})
    load_dataset(more, landing)
    shutil.rmtree(landing / ISSUED)
    for use in (recover, verified_landing, held, lambda path: load_dataset(more, path)):
        with pytest.raises(
            Refused, match=r"issued/ledger\.json: missing\. Restore it from"
        ) as told:
            use(landing)
    assert "a build with --replay-lost-closes closes all months again" in str(told.value)
    assert not (landing / ISSUED).exists()
    with landing_held(landing, QUIET, checks_issued=False):
        assert sequences(landing) == []
    close_months(landing, tmp_path / "build-3", 1, 2, 3)
    held(landing)
    assert names(landing) == [*FILES, *OF_THE_FOLDER]


def test_a_ledger_of_loads_from_before_the_first_close_knows_of_closes_again(landing):
    shutil.copy(landing / "ledger.previous.json", landing / "ledger.json")
    held(landing)
    shutil.rmtree(landing / ISSUED)
    with pytest.raises(Refused, match=r"issued/ledger\.json: missing"):
        held(landing)


def test_a_landing_of_an_earlier_version_has_issued_nothing(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    shutil.rmtree(landing / ISSUED)
    verified = verified_landing(landing)
    assert (verified.closes, verified.faults, verified.unnamed) == ([], [], [])
    assert not (landing / ISSUED).exists()
    recover(landing)
    assert names(landing) == OF_THE_FOLDER


def test_what_a_killed_build_left_is_moved_aside_and_read_by_nobody(landing, tmp_path):
    issued = landing / ISSUED
    (issued / ".closing").mkdir()
    (issued / ".closing" / "00000004.parquet").write_bytes(b"half")
    (issued / "00000004.parquet").write_bytes(b"whole")
    (issued / ".ledger.json").write_bytes(b"half")
    assert verified_landing(landing).unnamed == [issued / "00000004.parquet"]
    recover(landing)
    assert names(landing) == [*FILES, *OF_THE_FOLDER]
    assert (landing / "unnamed" / ISSUED / "00000004.parquet").read_bytes() == b"whole"
    close_months(landing, tmp_path / "build-3", 4)
    assert names(landing) == [*FILES, "00000004.parquet", *OF_THE_FOLDER]
    assert verified_landing(landing).faults == []


def test_many_unnamed_files_are_told_in_one_sentence(landing):
    for number in range(10, 16):
        (landing / ISSUED / f"000000{number}.parquet").write_bytes(b"PAR1")
    with open_landing(landing) as folder:
        [notice] = folder.notices
    assert "issued: 6 files are not in the ledger" in notice


def test_a_named_file_that_was_moved_aside_comes_back(landing):
    aside = landing / "unnamed" / ISSUED
    aside.mkdir(parents=True)
    (landing / ISSUED / FILES[1]).rename(aside / f"{FILES[1]}.2")
    (aside / FILES[1]).write_bytes(b"another")
    recover(landing)
    assert verified_landing(landing).faults == []


def test_damaged_and_missing_files_are_named_with_their_months(landing):
    (landing / ISSUED / FILES[0]).write_bytes(b"PAR1")
    (landing / ISSUED / FILES[2]).unlink()
    with pytest.raises(Refused, match="issued lines of 2 months") as refused:
        held(landing)
    for text in ("it has 4 bytes", "issued lines of s1, 2025-05", "missing", "of s3, 2025-05"):
        assert text in str(refused.value)
    assert [fault.table for fault in verified_landing(landing).faults] == [ISSUED] * 2


def held(landing: Path) -> None:
    with landing_held(landing, QUIET):
        pass


def test_another_dataset_begins_another_history_and_the_ledger_before_brings_it_back(
    landing, tmp_path
):
    other = dataset(tmp_path / "other", {"usage.csv": usage_csv(5, 9)})
    notices = load_dataset(other, landing, replace=True).notices
    assert "what was closed of it, 3 months of sellers, went with it" in notices[0]
    assert names(landing) == OF_THE_FOLDER
    close_months(landing, tmp_path / "build-3", 1)
    shutil.copy(landing / "ledger.previous.json", landing / "ledger.json")
    held(landing)
    assert sequences(landing) == [1, 2, 3]
    assert verified_landing(landing).faults == []


def test_a_kill_right_after_a_dataset_was_replaced_leaves_no_closes_of_the_one_before(
    landing, tmp_path, monkeypatch
):
    def kill(*_: object) -> None:
        raise KeyboardInterrupt

    other = dataset(tmp_path / "other", {"usage.csv": usage_csv(5, 9)})
    with monkeypatch.context() as patched:
        patched.setattr("tierbill.landing.issued.write_close_ledger", kill)
        with pytest.raises(KeyboardInterrupt):
            load_dataset(other, landing, replace=True)
    assert read_closes(landing) == []
    held(landing)
    assert names(landing) == OF_THE_FOLDER


def test_a_dataset_that_only_grew_keeps_what_was_issued(landing, tmp_path):
    more = {"usage/1.csv": usage_csv(0, 5), "usage/2.csv": usage_csv(5, 9)}
    load_dataset(dataset(tmp_path / "more", more), landing, replace=True)
    assert sequences(landing) == [1, 2, 3]
