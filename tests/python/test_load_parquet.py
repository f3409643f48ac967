"""Parquet files: taken byte for byte if exact and clean, else validated and written, or refused."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from loading import (
    dataset,
    expected,
    flip_bit,
    landed,
    same_values,
    sample_record,
    sample_records,
    table_csv,
)
from reference.tables import TABLES
from tierbill.landing.folder import EMPTY
from tierbill.landing.ledger import Entry, read_ledger
from tierbill.load.dataset_load import load_dataset
from tierbill.load.parquet_pages import check_pages
from tierbill.load.refusals import FileRefused, LoadRefused
from tierbill.load.time_reading import TimeReading
from tierbill.shared.input_contract import raw_tables

TYPES = ("usage", "orders", "accounts", "bill_issues", "list_prices")


def exact_table(table: str, count: int, landing: Path) -> pa.Table:
    """Records in exactly the types of the contract (those of the empty landed file)."""
    text = table_csv(table, sample_records(table, count))
    load_dataset(dataset(landing.parent / "text", {f"{table}.csv": text}), landing)
    names = raw_tables()[table].column_names
    [path] = [path for path in (landing / table).glob("*.parquet") if path.name != EMPTY]
    schema = pq.read_schema(landing / table / EMPTY)
    return pq.read_table(path).cast(schema).select(names)


def load_table(tmp_path: Path, name: str, table: pa.Table, **options) -> tuple[Path, Entry]:
    folder = tmp_path / "parquet"
    folder.mkdir(parents=True)
    pq.write_table(table, folder / f"{name}.parquet")
    landing = tmp_path / "landed"
    load_dataset(folder, landing, **options)
    return landing, read_ledger(landing)[0]


def replaced(table: pa.Table, name: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(name), name, values)


@pytest.fixture
def usage(tmp_path) -> pa.Table:
    return exact_table("usage", 6, tmp_path / "made")


@pytest.mark.parametrize("name", TYPES)
def test_an_exact_and_clean_file_is_adopted_byte_for_byte(tmp_path, name):
    table = exact_table(name, 8, tmp_path / "made")
    landing, entry = load_table(tmp_path, name, table)
    delivered = tmp_path / "parquet" / f"{name}.parquet"
    adopted = landing / name / f"{entry.record_file}.parquet"
    assert adopted.read_bytes() == delivered.read_bytes()
    assert (entry.records, entry.rejected) == (8, 0)
    rows = landed(landing, name, "record_line")
    assert [row["record_line"] for row in rows] == list(range(1, 9))
    for row, record in zip(rows, sample_records(name, 8), strict=True):
        assert row["rejection_reason"] is None
        assert same_values(name, row, expected(name, record).row)


@pytest.mark.parametrize("name", TYPES)
def test_text_columns_give_what_csv_gives(tmp_path, name):
    records = sample_records(name, 8)
    records += [{**records[1], column: odd} for column in records[1] for odd in ("", "1e3", "x")]
    fields = {column: pa.string() for column in records[0]}
    landing, entry = load_table(tmp_path, name, pa.Table.from_pylist(records, pa.schema(fields)))
    assert entry.records == len(records)
    for row, record in zip(landed(landing, name, "record_line"), records, strict=True):
        told = expected(name, record)
        assert row["rejection_reason"] == told.reason
        assert told.reason or same_values(name, row, told.row)


INSTANT = pa.timestamp("us", "UTC")


@pytest.mark.parametrize(
    ("reason", "values"),
    [
        ("invalid_usage_quantity", pa.array([Decimal(-1)] * 6, pa.decimal128(28, 10))),
        ("invalid_linear_size", pa.array([Decimal(0)] * 6, pa.decimal128(18, 6))),
        ("missing_usage_id", pa.array([""] * 6)),
        ("missing_usage_id", pa.nulls(6, pa.string())),
        ("missing_recorded_at", pa.nulls(6, INSTANT)),
        ("invalid_usage_ended_at", pa.array([2**62] * 6, INSTANT)),
        ("invalid_usage_started_at", pa.array([-(2**62)] * 6, INSTANT)),
    ],
)
def test_exact_columns_with_a_value_out_of_bounds_are_judged(tmp_path, usage, reason, values):
    column = reason.split("_", 1)[1]
    landing, entry = load_table(tmp_path, "usage", replaced(usage, column, values))
    rows = landed(landing, "usage")
    assert {row["rejection_reason"] for row in rows} == {reason}
    assert entry.rejected == 6
    assert all(row["rejected_record"] for row in rows)


def test_what_the_gate_would_write_otherwise_is_not_adopted(tmp_path, usage):
    """Empty texts are null, tags canonical: such a file is valid and still written again."""
    table = replaced(usage, "project", pa.array(["", "p"] * 3))
    table = replaced(table, "tags", pa.array(['{ "b":"1", "a":"2" }', "{}"] * 3))
    landing, entry = load_table(tmp_path, "usage", table)
    rows = landed(landing, "usage", "record_line")
    assert entry.rejected == 0
    assert [row["project"] for row in rows] == [None, "p"] * 3
    assert [row["tags"] for row in rows] == ['{"a":"2","b":"1"}', "{}"] * 3


def test_tags_that_are_no_texts_are_written_again(tmp_path, usage):
    """Rules 1.1 a: a number becomes its text, a list is no tags; both are accepted."""
    table = replaced(usage, "tags", pa.array(['{"a":1.0}', "[1]"] * 3))
    landing, entry = load_table(tmp_path, "usage", table)
    rows = landed(landing, "usage", "record_line")
    assert entry.rejected == 0
    assert [row["tags"] for row in rows] == ['{"a":"1.0"}', None] * 3
    assert [row["unreadable_tags"] for row in rows] == [None, "[1]"] * 3


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("usage_quantity", pa.array(range(6))),
        ("usage_quantity", pa.array(range(6), pa.uint8())),
        ("usage_quantity", pa.array([Decimal("1.50")] * 6, pa.decimal128(38, 2))),
        ("usage_started_at", pa.array([10**9] * 6, pa.timestamp("ms", "Asia/Shanghai"))),
        ("usage_started_at", pa.array([10**18] * 6, pa.timestamp("ns", "UTC"))),
        ("sku_id", pa.array(["00301-28215-0--0"] * 6).dictionary_encode()),
        ("project", pa.nulls(6)),
    ],
)
def test_other_widths_are_taken_without_loss(tmp_path, usage, column, values):
    landing, entry = load_table(tmp_path, "usage", replaced(usage, column, values))
    assert entry.rejected == 0
    rows = landed(landing, "usage", "record_line")
    assert [row[column] for row in rows] == values.to_pylist()


def test_a_decimal_with_more_digits_than_the_contract_is_invalid(tmp_path, usage):
    values = pa.array([Decimal("0.123456789012"), Decimal("0.5")] * 3, pa.decimal128(38, 12))
    landing, _ = load_table(tmp_path, "usage", replaced(usage, "usage_quantity", values))
    reasons = [row["rejection_reason"] for row in landed(landing, "usage", "record_line")]
    assert reasons == ["invalid_usage_quantity", None] * 3


@pytest.mark.parametrize(
    ("column", "values", "named"),
    [
        ("usage_quantity", pa.array([0.1] * 6), "'usage_quantity' is DOUBLE"),
        ("usage_quantity", pa.array([Decimal(1)] * 6, pa.decimal256(50, 10)), "is DOUBLE"),
        ("usage_id", pa.array(range(6)), "'usage_id' is BIGINT"),
        ("usage_id", pa.array([b"x"] * 6), "'usage_id' is BLOB"),
        ("recorded_at", pa.array([0] * 6, pa.timestamp("us")), "'recorded_at' have no zone"),
        ("recorded_at", pa.array([1] * 6, pa.timestamp("ns", "UTC")), "finer than a microsecond"),
        ("recorded_at", pa.array([date(2025, 8, 1)] * 6), "'recorded_at' is DATE"),
        ("tags", pa.array([[("a", "b")]] * 6, pa.map_(pa.string(), pa.string())), "'tags' is MAP"),
    ],
)
def test_types_that_cannot_hold_the_contract_refuse_it(tmp_path, usage, column, values, named):
    with pytest.raises(LoadRefused, match=named) as refused:
        load_table(tmp_path, "usage", replaced(usage, column, values))
    assert "usage.parquet" in str(refused.value)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_times_without_a_zone_are_read_in_the_zone_told(tmp_path, usage, unit):
    local = pa.array([1_755_252_000_123] * 6, pa.timestamp("ms"))  # 2025-08-15 10:00:00.123
    table = replaced(usage, "recorded_at", local.cast(pa.timestamp(unit)))
    landing, entry = load_table(tmp_path, "usage", table, times=TimeReading("Asia/Shanghai"))
    assert entry.timezone == "Asia/Shanghai"
    told = datetime(2025, 8, 15, 2, 0, 0, 123000, tzinfo=UTC)
    assert {row["recorded_at"] for row in landed(landing, "usage")} == {told}


def test_columns_by_name_missing_ones_and_unknown_ones(tmp_path, usage):
    names = [name for name in usage.column_names[::-1] if name not in ("project", "recorded_at")]
    landing, _ = load_table(tmp_path / "a", "usage", usage.select(names))
    rows = landed(landing, "usage", "record_line")
    assert [row["usage_id"] for row in rows] == usage["usage_id"].to_pylist()
    assert {row["project"] for row in rows} == {None}
    assert len({row["recorded_at"] for row in rows}) == 1
    double = pa.Table.from_arrays([*usage.columns, usage["tags"]], [*usage.column_names, "tags"])
    for table, named in ((usage.append_column("more", usage["tags"]), "'more'"), (double, "twice")):
        with pytest.raises(LoadRefused, match=named):
            load_table(tmp_path / named.strip("'"), "usage", table)


def test_a_cut_or_foreign_file_is_refused(tmp_path, usage):
    pq.write_table(usage, tmp_path / "whole.parquet")
    data = (tmp_path / "whole.parquet").read_bytes()
    for number, content in enumerate((b"", b"PAR1", data[:-3], data[: len(data) // 2], b"x" * 99)):
        folder = dataset(tmp_path / str(number), {"usage.parquet": content})
        with pytest.raises(LoadRefused, match=r"usage\.parquet: it cannot be read"):
            load_dataset(folder, tmp_path / "refused")


def test_every_contract_column_is_in_the_samples():
    for name in TABLES:
        assert expected(name, sample_record(name, 1)).reason is None


def test_durations_are_no_numbers(tmp_path, usage):
    values = pa.array([1_500_000] * 6, pa.duration("us"))
    with pytest.raises(LoadRefused, match=r"usage_quantity' is duration\[us\]"):
        load_table(tmp_path, "usage", replaced(usage, "usage_quantity", values))
    times = pa.array([1] * 6, pa.time64("us"))
    with pytest.raises(LoadRefused, match="'usage_quantity' is TIME"):
        load_table(tmp_path / "time", "usage", replaced(usage, "usage_quantity", times))


@pytest.mark.parametrize("name", ["recorded_at", "usage_id", "usage_quantity"])
def test_a_column_of_the_null_type_has_no_values_and_is_not_a_missing_one(tmp_path, usage, name):
    landing, entry = load_table(tmp_path, "usage", replaced(usage, name, pa.nulls(6)))
    assert (entry.records, entry.rejected) == (6, 6)
    assert {row["rejection_reason"] for row in landed(landing, "usage")} == {f"missing_{name}"}
    landing, entry = load_table(tmp_path / "tags", "usage", replaced(usage, "tags", pa.nulls(6)))
    assert (entry.records, entry.rejected) == (6, 0)


def test_pages_are_verified_by_the_checksums_that_they_state(tmp_path, usage):
    folder = tmp_path / "parquet"
    folder.mkdir()
    file = folder / "usage.parquet"
    options = {"use_dictionary": False, "compression": "none", "write_page_checksum": True}
    pq.write_table(usage, file, **options)
    load_dataset(folder, tmp_path / "landed")
    column = pq.read_metadata(file).row_group(0).column(0)
    flip_bit(file, 8 * (column.data_page_offset + column.total_compressed_size - 3))
    with pytest.raises(LoadRefused, match=r"usage\.parquet: it cannot be read.*[Cc][Rr][Cc]"):
        load_dataset(folder, tmp_path / "again")


@pytest.mark.parametrize("value", ["x" * 100_000, None], ids=["text", "nothing"])
def test_a_parquet_file_that_unfolds_beyond_all_measure_is_refused(tmp_path, value):
    rows = 20_000 if value else 40_000_000
    part = pa.nulls(10_000, pa.string())
    if value:
        indices = pa.array([0] * 10_000, pa.int8())
        part = pa.DictionaryArray.from_arrays(indices, pa.array([value]))
    file = tmp_path / "usage.parquet"
    pq.write_table(pa.table({"sku_id": pa.chunked_array([part] * (rows // 10_000))}), file)
    assert file.stat().st_size < 1 << 20
    with duckdb.connect() as database, pytest.raises(FileRefused, match="unfolds to more than 100"):
        check_pages(database, file)
