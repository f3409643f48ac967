"""The landing folder: any order, any split, twice, replaced, refused, recovered."""

import hashlib
import json
from pathlib import Path

import pytest
from filelock import FileLock
from loading import dataset, landed, load_files, sample_records, table_csv
from tierbill.landing import folder as landing_folder
from tierbill.landing.folder import missing_required, recover
from tierbill.landing.ledger import read_ledger
from tierbill.load.dataset_load import load_dataset
from tierbill.load.refusals import LoadRefused
from tierbill.load.time_reading import TimeReading
from tierbill.shared.errors import Refused

SAMPLE = sample_records("usage", 12)


def usage_csv(first: int, last: int) -> str:
    return table_csv("usage", SAMPLE[first:last])


def contents(landing: Path, table: str = "usage") -> list[tuple]:
    """Every record without the file it came from."""
    rows = landed(landing, table)
    return sorted(
        tuple(str(value) for name, value in row.items() if name not in ("filename", "record_line"))
        for row in rows
    )


def files(landing: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(landing)): path.read_bytes()
        for path in sorted(landing.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def test_any_order_any_split_and_twice_give_the_same_records(tmp_path):
    whole = load_files(tmp_path / "whole", {"usage.csv": usage_csv(0, 12)})
    halves = {"a": usage_csv(0, 5), "b": usage_csv(5, 12)}
    for order in ("ab", "ba", "aabba"):
        landing = tmp_path / order / "landing"
        for number, part in enumerate(order):
            folder = dataset(tmp_path / order / str(number), {"usage.csv": halves[part]})
            load_dataset(folder, landing)
        assert contents(landing) == contents(whole)
        assert [entry.records for entry in read_ledger(landing)].count(5) == 1


def test_a_file_that_is_there_is_passed_over_and_said(tmp_path):
    landing = load_files(tmp_path, {"usage/1.csv": usage_csv(0, 5)})
    before = files(landing)
    again = dataset(tmp_path / "again", {"usage/x.csv": usage_csv(0, 5)})
    report = load_dataset(again, landing)
    [file] = report.files
    assert (file.is_new, file.source_file, file.entry.source_file) == (
        False,
        "usage/x.csv",
        "usage/1.csv",
    )
    assert report.load_id is None
    assert next(report.by_table()).already_loaded == 1
    assert files(landing) == before


def test_the_same_bytes_twice_in_one_dataset_are_taken_once(tmp_path):
    names = ("usage/1.csv", "usage/2.csv")
    landing = load_files(tmp_path, {name: usage_csv(0, 5) for name in names})
    assert len(landed(landing, "usage")) == 5


def test_the_load_id_follows_from_the_files(tmp_path):
    ids = set()
    for name, order in (("a", ("1", "2")), ("b", ("2", "1"))):
        given = dict(zip(order, (usage_csv(0, 5), usage_csv(5, 12)), strict=True))
        folder = dataset(
            tmp_path / name, {f"usage/{part}.csv": text for part, text in given.items()}
        )
        ids.add(load_dataset(folder, tmp_path / f"landing-{name}").load_id)
    assert len(ids) == 1


def test_the_ledger_says_what_was_delivered(tmp_path):
    text = usage_csv(0, 5) + "x,y\n"
    [entry] = read_ledger(load_files(tmp_path, {"usage.csv": text}))
    assert entry.sha256 == entry.record_file == hashlib.sha256(text.encode()).hexdigest()
    assert (entry.table, entry.source_file) == ("usage", "usage.csv")
    assert (entry.records, entry.rejected, entry.timezone) == (6, 1, None)


def test_replace_leaves_exactly_the_dataset(tmp_path):
    landing = load_files(tmp_path / "old", {"usage.csv": usage_csv(0, 5)})
    new = {"usage/b.csv": usage_csv(5, 12), "usage/a.csv": usage_csv(0, 5)}
    load_dataset(dataset(tmp_path / "new", new), landing, replace=True)
    fresh = load_files(tmp_path / "fresh", new)
    timeless = [
        {name: value for name, value in vars(entry).items() if name != "loaded_at"}
        for entry in read_ledger(landing)
    ]
    assert timeless == [
        {name: value for name, value in vars(entry).items() if name != "loaded_at"}
        for entry in read_ledger(fresh)
    ]
    load_dataset(dataset(tmp_path / "less", {"usage.csv": usage_csv(5, 12)}), landing, replace=True)
    assert len(landed(landing, "usage")) == 7
    assert len(list((landing / "usage").glob("*.parquet"))) == 2  # with _empty


def test_a_refused_file_leaves_the_landing_as_it_was(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    before = files(landing)
    bad = {"usage.csv": usage_csv(5, 12), "skus.csv": b"\xff"}
    for replace in (False, True):
        with pytest.raises(LoadRefused, match=r"skus\.csv"):
            load_dataset(dataset(tmp_path / "bad", bad), landing, replace=replace)
        assert files(landing) == before


def test_loading_again_with_the_zone_gives_way_to_the_later_load(tmp_path):
    local = [{**SAMPLE[0], "recorded_at": "2025-08-15T10:00:00"}]
    folder = dataset(tmp_path / "dataset", {"usage.csv": table_csv("usage", local)})
    landing = tmp_path / "landing"
    load_dataset(folder, landing)
    assert landed(landing, "usage")[0]["rejection_reason"] == "invalid_recorded_at"
    load_dataset(folder, landing, times=TimeReading("Asia/Shanghai"))
    [row] = landed(landing, "usage")
    assert row["rejection_reason"] is None


def test_recovery_removes_what_a_killed_load_left_and_nothing_else(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    before = files(landing)
    (landing / ".load").mkdir()
    (landing / ".load" / "usage.half.parquet").write_bytes(b"PAR1")
    [path] = [path for path in (landing / "usage").iterdir() if len(path.stem) == 64]
    (landing / "usage" / f"{'0' * 64}.parquet").write_bytes(path.read_bytes())
    recover(landing)
    assert files(landing) == before


def test_foreign_files_are_never_removed_and_never_read(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    (landing / "usage" / "mine.parquet").write_bytes(b"PAR1")
    with pytest.raises(Refused, match=r"mine\.parquet: not a file of the loader"):
        recover(landing)
    assert (landing / "usage" / "mine.parquet").exists()


def test_a_file_lost_from_the_landing_is_named(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    [path] = [path for path in (landing / "usage").iterdir() if len(path.stem) == 64]
    path.unlink()
    with pytest.raises(Refused, match="is in the ledger and not in the folder"):
        recover(landing)


@pytest.mark.parametrize("text", ["", "{}", '{"files": 1}', '{"files": [{"table": "usage"}]}'])
def test_a_damaged_ledger_is_named(tmp_path, text):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    (landing / "ledger.json").write_text(text)
    with pytest.raises(Refused, match=r"ledger\.json: damaged"):
        recover(landing)


def test_the_ledger_is_json_that_others_read(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    [file] = json.loads((landing / "ledger.json").read_text())["files"]
    assert file["table"] == "usage"


def test_folders_that_cannot_be_a_landing_are_refused(tmp_path):
    folder = dataset(tmp_path / "dataset", {"usage.csv": usage_csv(0, 5)})
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "precious.txt").write_text("x")
    (tmp_path / "file").write_text("x")
    for landing, named in (
        (tmp_path / "full", "neither empty nor a landing folder"),
        (tmp_path / "file", "not a folder"),
        (tmp_path / "a[1]", "must not hold"),
        (tmp_path / "it's", "must not hold"),
        (folder, "must lie apart"),
        (folder / "inside", "must lie apart"),
        (tmp_path, "must lie apart"),
    ):
        with pytest.raises(Refused, match=named):
            load_dataset(folder, landing)
    assert (tmp_path / "full" / "precious.txt").exists()


def test_a_landing_in_use_is_named(tmp_path, monkeypatch):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    monkeypatch.setattr(landing_folder, "LOCK_TIMEOUT", 0)
    with FileLock(landing / ".lock"), pytest.raises(Refused, match="in use by another load"):
        recover(landing)


def test_no_dataset_an_empty_one_and_a_wrong_zone_are_named(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(Refused, match="no such folder"):
        load_dataset(tmp_path / "none", tmp_path / "landing")
    with pytest.raises(Refused, match="the dataset is empty"):
        load_dataset(tmp_path / "empty", tmp_path / "landing")
    for zone in ("CST", "Asia/Beijing", "+08:00", "GMT+8", "EST5EDT", ""):
        with pytest.raises(Refused, match="no such zone"):
            load_dataset(tmp_path / "empty", tmp_path / "landing", times=TimeReading(zone))


def test_required_tables_that_are_not_there_are_named(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    assert missing_required(landing) == ("account_bindings", "accounts", "list_prices", "skus")
