"""Rules 1.9: local times that exist twice or not at all, and ends that are inclusive."""

import json

import pyarrow as pa
import pyarrow.parquet
import pytest
from loading import dataset, landed, load_files, sample_record, table_csv
from tierbill.landing.ledger import read_ledger
from tierbill.load.dataset_load import load_dataset
from tierbill.load.time_reading import TimeReading
from tierbill.shared.errors import Refused

BERLIN = "Europe/Berlin"
NIGHT = [
    ("2025-10-26 00:00:00", "2025-10-26 01:00:00"),
    ("2025-10-26 01:00:00", "2025-10-26 02:00:00"),
    ("2025-10-26 02:00:00", "2025-10-26 03:00:00"),
    ("2025-10-26 03:00:00", "2025-10-26 04:00:00"),
]


def usage_of(times) -> str:
    """Usage records with these starts and ends."""
    sample = sample_record("usage", 0) | {"recorded_at": "2025-12-01T00:00:00Z"}
    return table_csv(
        "usage",
        [
            sample | {"usage_id": f"u{n}", "usage_started_at": start, "usage_ended_at": end}
            for n, (start, end) in enumerate(times)
        ],
    )


def read(tmp_path, times, **told) -> list[dict]:
    landing = load_files(tmp_path, {"usage.csv": usage_of(times)}, times=TimeReading(**told))
    return landed(landing, "usage", "record_line")


def test_a_time_that_exists_twice_is_rejected_with_both_instants(tmp_path):
    rows = read(tmp_path, NIGHT, zone=BERLIN)
    twice = "ambiguous_local_time"
    assert [row["rejection_reason"] for row in rows] == [None, twice, twice, None]
    assert rows[1]["rejection_detail"] == (
        "usage_ended_at 2025-10-26 02:00:00 is twice in Europe/Berlin: "
        "2025-10-26T00:00:00Z and 2025-10-26T01:00:00Z"
    )
    assert rows[2]["rejection_detail"].startswith("usage_started_at 2025-10-26 02:00:00 is twice")
    assert json.loads(rows[1]["rejected_record"])["usage_ended_at"] == "2025-10-26 02:00:00"
    assert rows[0]["rejection_detail"] is None


@pytest.mark.parametrize(
    ("zone", "local", "gap"),
    [
        (BERLIN, "2025-03-30 02:30:17", "2025-03-30 02:00 to 2025-03-30 03:00"),
        ("Australia/Lord_Howe", "2025-10-05T02:10", "2025-10-05 02:00 to 2025-10-05 02:30"),
        ("Pacific/Apia", "2011-12-30 12:00:00", "2011-12-30 00:00 to 2011-12-31 00:00"),
    ],
)
def test_a_time_that_does_not_exist_is_rejected_with_the_gap(tmp_path, zone, local, gap):
    [row] = read(tmp_path, [(local, "2030-01-01 00:00:00")], zone=zone)
    assert row["rejection_reason"] == "nonexistent_local_time"
    assert row["rejection_detail"] == (
        f"usage_started_at {local} is not in {zone}: its clocks go from {gap}"
    )


def test_a_fold_takes_one_of_both_instants_and_stays_in_the_ledger(tmp_path):
    for fold, hours in (("earlier", [1, 1, 2, 1]), ("later", [1, 2, 1, 1])):
        rows = read(tmp_path / fold, NIGHT, zone=BERLIN, fold=fold)
        lengths = [row["usage_ended_at"] - row["usage_started_at"] for row in rows]
        assert [length.seconds // 3600 for length in lengths] == hours
        assert {row["rejection_reason"] for row in rows} == {None}
        [entry] = read_ledger(tmp_path / fold / "landing")
        assert (entry.timezone, entry.fold) == (BERLIN, fold)


def test_a_fold_does_not_make_a_time_that_does_not_exist(tmp_path):
    [row] = read(
        tmp_path, [("2025-03-30 02:30:00", "2025-04-01 00:00:00")], zone=BERLIN, fold="later"
    )
    assert row["rejection_reason"] == "nonexistent_local_time"


def test_the_other_fold_takes_the_place_of_the_first_reading(tmp_path):
    folder = dataset(tmp_path / "dataset", {"usage.csv": usage_of(NIGHT)})
    for fold in (None, "earlier", "later", "later"):
        load_dataset(folder, tmp_path / "landing", times=TimeReading(BERLIN, fold))
    assert [entry.fold for entry in read_ledger(tmp_path / "landing")] == ["later"]
    assert len(landed(tmp_path / "landing", "usage")) == 4


def test_parquet_times_without_a_zone_are_folded_alike(tmp_path):
    record = sample_record("usage", 0) | {"recorded_at": "2025-12-01T00:00:00Z"}
    table = pa.Table.from_pylist([record])
    naive = pa.array(["2025-10-26 02:30:00"]).cast(pa.timestamp("us"))
    table = table.set_column(
        table.column_names.index("usage_started_at"), "usage_started_at", naive
    )
    sink = pa.BufferOutputStream()
    pa.parquet.write_table(table, sink)
    files = {"usage.parquet": sink.getvalue().to_pybytes()}
    landing = load_files(tmp_path, files, times=TimeReading(BERLIN, "later"))
    [row] = landed(landing, "usage")
    assert row["usage_started_at"].hour == 1


ENDS = {"1s": "10:59:59", "1ms": "10:59:59.999", "1us": "10:59:59.999999"}


@pytest.mark.parametrize("step", ENDS)
def test_inclusive_ends_move_by_their_step_in_every_record_of_the_file(tmp_path, step):
    day = "2025-08-05T"
    times = [(f"{day}10:00:00Z", f"{day}{ENDS[step]}Z")] * 9
    times += [(f"{day}10:00:00Z", f"{day}10:07:12Z")]
    rows = read(tmp_path, times, inclusive_ends=step)
    assert {f"{row['usage_ended_at']:%H:%M:%S.%f}" for row in rows[:9]} == {"11:00:00.000000"}
    assert rows[9]["usage_ended_at"] > rows[9]["usage_started_at"].replace(minute=7, second=12)
    [entry] = read_ledger(tmp_path / "landing")
    assert entry.inclusive_ends == step


def test_ends_of_a_file_that_are_no_inclusive_ones_stay(tmp_path):
    """8 of 10 ends lie a second before a full minute: fewer than 90 %."""
    day = "2025-08-05T"
    times = [(f"{day}10:00:00Z", f"{day}10:59:59Z")] * 8 + [(f"{day}10:00:00Z", f"{day}11:00Z")] * 2
    rows = read(tmp_path, times, inclusive_ends="1s")
    assert [row["usage_ended_at"].minute for row in rows] == [59] * 8 + [0] * 2
    [entry] = read_ledger(tmp_path / "landing")
    assert entry.inclusive_ends is None


def test_values_of_the_options_are_checked(tmp_path):
    for told, named in (
        ({"fold": "later"}, "--fold needs the zone"),
        ({"zone": BERLIN, "fold": "summer"}, "choose one of earlier, later"),
        ({"inclusive_ends": "1m"}, "choose one of 1s, 1ms, 1us"),
    ):
        with pytest.raises(Refused, match=named):
            load_dataset(tmp_path, tmp_path / "landing", times=TimeReading(**told))
