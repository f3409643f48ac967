"""The landing folder: any order, any split, twice, replaced, refused, recovered."""

import hashlib
from pathlib import Path

import pytest
from filelock import FileLock
from landing_contents import SAMPLE, SKUS, contents, files, usage_csv
from loading import csv_text, dataset, flip_bit, landed, load_files, table_csv
from rich.console import Console
from tierbill.landing.folder import missing_required, open_landing, recover
from tierbill.landing.ledger import Entry, read_ledger
from tierbill.landing.lock import landing_held as held
from tierbill.load.dataset_load import load_dataset
from tierbill.load.refusals import LoadRefused
from tierbill.load.time_reading import TimeReading
from tierbill.shared.errors import Refused


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


def timeless(entry: Entry) -> dict[str, object]:
    """What the ledger says of a file but when it came."""
    return {**vars(entry), "loaded_at": None, "load_sequence": None}


def test_replace_leaves_exactly_the_dataset(tmp_path):
    landing = load_files(tmp_path / "old", {"usage.csv": usage_csv(0, 5)})
    new = {"usage/b.csv": usage_csv(5, 12), "usage/a.csv": usage_csv(0, 5)}
    load_dataset(dataset(tmp_path / "new", new), landing, replace=True)
    fresh = load_files(tmp_path / "fresh", new)
    assert [timeless(entry) for entry in read_ledger(landing)] == [
        timeless(entry) for entry in read_ledger(fresh)
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


def landed_file(landing: Path, table: str = "usage") -> Path:
    [path] = [path for path in (landing / table).iterdir() if len(path.stem) == 64]
    return path


def test_what_a_killed_load_left_and_files_of_others_are_moved_and_never_deleted(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    before = files(landing)
    (landing / ".load").mkdir()
    (landing / ".load" / "usage.half.parquet").write_bytes(b"PAR1")
    strange = {"usage/mine.parquet": b"PAR1", f"skus/{'0' * 64}.parquet": b"", "usage/a": b"b"}
    for name, data in strange.items():
        (landing / name).write_bytes(data)
    (landing / "orders" / "folder").mkdir()
    with open_landing(landing) as folder:
        notices = "\n".join(folder.notices)
    for name in (*strange, "orders/folder"):
        assert f"{landing / name} is not in the ledger; it was moved to " in notices
    assert (landing / "unnamed" / "orders" / "folder").is_dir()
    (landing / "unnamed" / "orders" / "folder").rmdir()
    moved = {f"unnamed/{name}": data for name, data in strange.items()}
    assert files(landing) == before | moved


def test_two_files_of_one_name_are_both_kept(tmp_path):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5)})
    for data in (b"1", b"2"):
        (landing / "usage" / "mine.parquet").write_bytes(data)
        recover(landing)
    kept = sorted((landing / "unnamed" / "usage").iterdir())
    assert [path.read_bytes() for path in kept] == [b"1", b"2"]


DAMAGES = {
    "missing": ("missing", Path.unlink),
    "empty": ("it has 0 bytes", lambda path: path.write_bytes(b"")),
    "half": ("bytes and was landed with", lambda path: path.write_bytes(path.read_bytes()[:99])),
    "bit": ("its bytes are not those", lambda path: flip_bit(path, 777)),
    "folder": ("a folder is in its place", lambda path: (path.unlink(), path.mkdir())),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_landed_file_stops_a_build_and_loading_it_again_cures_it(tmp_path, damage):
    landing = load_files(tmp_path, {"usage.csv": usage_csv(0, 5), "skus.csv": SKUS})
    path, before = landed_file(landing), files(landing)
    words, spoil = DAMAGES[damage]
    spoil(path)
    console = Console(quiet=True)
    with pytest.raises(Refused, match=r"1 of 2 landed files") as refused, held(landing, console):
        pass
    assert f"{path}: " in str(refused.value) and words in str(refused.value)
    assert "Load the delivered file usage.csv again" in str(refused.value)
    load_dataset(dataset(tmp_path / "other", {"usage.csv": usage_csv(5, 9)}), landing)
    [file] = load_dataset(
        dataset(tmp_path / "again", {"usage.csv": usage_csv(0, 5)}), landing
    ).files
    assert (file.is_new, file.is_repaired) == (False, True)
    with held(landing, console):
        assert path.read_bytes() == before[f"usage/{path.name}"]
    assert len(landed(landing, "usage")) == 9


def test_a_file_landed_again_keeps_the_instant_at_which_it_became_known(tmp_path):
    header = [name for name in SAMPLE[0] if name != "recorded_at"]
    text = csv_text(SAMPLE[:3], header)
    landing = load_files(tmp_path, {"usage.csv": text})
    before = contents(landing)
    landed_file(landing).unlink()
    load_dataset(tmp_path / "dataset", landing)
    assert contents(landing) == before


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
    monkeypatch.setenv("TIERBILL_LOCK_TIMEOUT", "0")
    with FileLock(landing / ".lock"), pytest.raises(Refused, match="was held for 0 s"):
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
