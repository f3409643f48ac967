"""Validation says of every value what a plain reading of inputs.md says."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from loading import (
    expected,
    landed,
    load_files,
    same_values,
    sample_record,
    sample_records,
    table_csv,
)
from reference.tables import TABLES
from tierbill.load.load_database import connect
from tierbill.load.record_validation import validation_sql
from tierbill.load.time_reading import TimeReading
from tierbill.shared.input_contract import raw_tables

ODD_VALUES = (
    *("", " ", "x", "NULL", "true", "TRUE", "1", "-1", "0", "-0", "+1", "1.0", "1.5", ".5", "5."),
    *("1e3", "1_000", "1,000", "0x10", "NaN", "Infinity", "-inf"),
    *("\uff11\uff12", "\u0663", "1 ", " 1", "--1"),
    *("0.1234567890", "0.12345678901", "0.123456", "0.1234567", "1.00000000000000000000000000"),
    *("99999999.9999999999", "999999999999999999", "1000000000000000000", "9" * 40, "0" * 60 + "1"),
    *("2147483647", "2147483648", "1000", "999.999999", "-0.00000001", "price_adjustment"),
    *("2025-08-15", "2025-08-01", "2025-02-29", "2024-02-29", "2025-8-1", "0000-01-01"),
    *("2025-08-15T02:00:00Z", "2025-08-15T02:00:00", "2025-08-15T02:00Z", "2025-08-15 02:00+08"),
    *("2025-08-15T23:59:59.999999Z", "2025-08-15T24:00:00Z", "2025-08-15T23:60:00Z"),
    *("2025-08-15T23:59:60Z", "2025-08-15T02:00:00.1234567Z", "2025-08-15T02:00:00.Z"),
    *("2025-08-15T02:00:00+0800", "2025-08-15T02:00:00+8", "2025-08-15T02:00:00+08:60"),
    *("2025-08-15T02:00:00+24:00", "2025-08-15T02:00:00 +08:00", "2025-08-15t02:00:00z"),
    *("2025-08-15T02:00:00 GMT+08:00", "2025-08-15T02:00:00CST", "2025-02-30T02:00:00Z"),
    *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "infinity", "2025-08-15T02Z"),
    *("{}", '{ "b" : "2", "a":"1" }', '{"a":1}', '{"a":null}', '{"a":"b",}', '{"a":{}}', "[]"),
    *('"text"', "null", '{"a":"\\u00e9\\n\\/"}', '{"a":"b"}x', '{"":""}'),
    *('{"a":"tab\there"}', '{"中":"文"}', "{'a':'b'}", '{"a":"b" "c":"d"}'),
    *("USD", "KWD", "usd", "USX", "US", "USD ", "RMB"),
    *('{"a.b$[0]":"\\"\\\\"}', '{"z":"1","B":"2","a":"3","\u00e9":"4"}'),
)  # fmt: skip


def with_odd_values(table: str) -> list[dict[str, str]]:
    """Every column with every odd value, in records that are valid otherwise."""
    good = sample_record(table, 1)
    columns = raw_tables()[table].column_names
    return [{**good, name: value} for name in columns for value in ODD_VALUES]


@pytest.mark.parametrize("table", TABLES)
def test_every_column_takes_and_rejects_what_the_inputs_say(tmp_path, table):
    records = sample_records(table, 8) + with_odd_values(table)
    landing = load_files(tmp_path, {f"{table}.csv": table_csv(table, records)})
    rows = landed(landing, table, "record_line")
    assert len(rows) == len(records)
    for row, record in zip(rows, records, strict=True):
        told = expected(table, record)
        assert row["rejection_reason"] == told.reason, record
        if told.reason is None:
            assert same_values(table, row, told.row), record
        else:
            assert row["rejected_key"] == told.record_key, record
            assert row["recorded_at"] == told.recorded_at


def test_all_missing_come_before_any_invalid(tmp_path):
    record = {**sample_record("orders", 1), "quantity": "x", "order_type": "x", "recorded_at": ""}
    landing = load_files(tmp_path, {"orders.csv": table_csv("orders", [record])})
    assert [row["rejection_reason"] for row in landed(landing, "orders")] == ["missing_recorded_at"]


@pytest.mark.parametrize("order_type", ["price_adjustment", "new_purchase"])
def test_only_a_price_adjustment_may_state_a_negative_cost(order_type):
    order = {**sample_record("orders", 1), "order_type": order_type, "list_cost": "-5.25"}
    [row] = validated("orders", [order])
    told = None if order_type == "price_adjustment" else "invalid_list_cost"
    assert row["rejection_reason"] == told
    assert row["list_cost"] == Decimal("-5.25")


@pytest.mark.parametrize("code", ["usd", "USX", "RMB"])
def test_a_currency_that_does_not_exist_is_rejected_by_name(code):
    """Rules 1.1 a: JPY has no cents and KWD three digits, so a code decides what is billed."""
    for table in raw_tables().values():
        if "currency_code" in table.column_names:
            record = {**sample_record(table.name, 1), "currency_code": code}
            [row] = validated(table.name, [record])
            assert row["rejection_reason"] == "invalid_currency_code", table.name
            assert row["rejection_detail"] == f"currency_code {code} is no currency of ISO 4217."


def test_a_rejected_record_is_kept_as_it_came(tmp_path):
    record = {**sample_record("usage", 3), "usage_quantity": "1e3", "tags": "{bad"}
    landing = load_files(tmp_path, {"usage.csv": table_csv("usage", [record])})
    [row] = landed(landing, "usage")
    assert row["rejection_reason"] == "invalid_usage_quantity"
    assert row["rejected_key"] == record["usage_id"]
    with connect(tmp_path) as database:
        columns = raw_tables()["usage"].column_names
        kept = database.execute(
            "select " + ", ".join(f"? ->> '$.{name}'" for name in columns),
            [row["rejected_record"]] * len(columns),
        ).fetchone()
    assert kept == tuple(record[name] or None for name in columns)


@pytest.mark.parametrize(
    "tags", ['{"a":"1","a":"1"}', '{"a":"1","\\u0061":"2"}', '{"a":"\\ud800"}']
)
def test_tags_with_a_key_twice_or_half_a_character_are_unreadable(tags):
    [row] = validated("usage", [{**sample_record("usage", 1), "tags": tags}])
    assert (row["rejection_reason"], row["tags"], row["unreadable_tags"]) == (None, None, tags)


@pytest.mark.parametrize(
    ("tags", "read"),
    [
        ('{"vpc": true, "size": 1.50, "n": -1e3}', '{"n":"-1e3","size":"1.50","vpc":"true"}'),
        ('{"b": null, "a": "true"}', '{"a":"true","b":"null"}'),
        ('{"x":"y",":":1}', '{":":"1","x":"y"}'),
        ("{}", "{}"),
        ("", None),
        ("[]", None),
        ('{"a": ["x"]}', None),
        ('{"a": {"b": 1}}', None),
        ('"vm": "web", "env": "prod"', None),
        ('{"a": NaN}', None),
    ],
)
def test_tags_reject_nothing(tags, read):
    """Rules 1.1 a: scalars become texts as written; what is no object of them is null."""
    for table in ("usage", "orders"):
        [row] = validated(table, [{**sample_record(table, 1), "tags": tags}])
        assert (row["rejection_reason"], row["tags"]) == (None, read)
        assert row["unreadable_tags"] == (None if read else tags or None)


@given(st.text(max_size=40) | st.from_regex(r"[0-9T:.+\-Z ]{5,32}", fullmatch=True))
@settings(max_examples=60, deadline=None)
def test_no_text_is_read_as_anything_but_itself(text):
    """Random text in every column of a table: validation agrees with the plain reading."""
    if "\0" in text or any(0xD800 <= ord(char) < 0xE000 for char in text):
        return
    for table in ("orders", "tax_rates", "bill_issues"):
        good = sample_record(table, 1)
        records = [{**good, name: text} for name in raw_tables()[table].column_names]
        for row, record in zip(validated(table, records), records, strict=True):
            told = expected(table, record)
            assert row["rejection_reason"] == told.reason, record
            assert told.reason or same_values(table, row, told.row)


def validated(table: str, records: list[dict[str, str]]) -> list[dict]:
    """Validate records without a file."""
    texts = pa.Table.from_pylist(records, pa.schema({name: pa.string() for name in records[0]}))
    with connect("/nowhere") as database:
        database.register("texts", texts)
        found = database.execute(f"select * from {validation_sql(raw_tables()[table], 'texts')}")
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


ZONED = {
    "2025-08-15T10:00:00": "2025-08-15T02:00:00Z",
    "2025-08-15 10:00": "2025-08-15T02:00:00Z",
    "1991-07-01T10:00:00.5": "1991-07-01T01:00:00.5Z",
    "1991-07-01T10:00:00+08:00": "1991-07-01T02:00:00Z",
    "1991-04-14T01:59:59": "1991-04-13T17:59:59Z",
    "1991-04-14T02:30:00": "nonexistent_local_time",
    "1991-04-14T12:00:00": "1991-04-14T03:00:00Z",
    "1991-09-15T01:30:00": "ambiguous_local_time",
    "2025-02-30T10:00:00": "invalid_usage_started_at",
}


def test_a_told_zone_reads_local_times_and_never_guesses(tmp_path):
    """Shanghai 1991 had summer time: one hour skipped in April, one twice in September."""
    records = [{**sample_record("usage", 1), "usage_started_at": local} for local in ZONED]
    landing = load_files(
        tmp_path,
        {"usage.csv": table_csv("usage", records)},
        times=TimeReading("Asia/Shanghai"),
    )
    for row, instant in zip(landed(landing, "usage", "record_line"), ZONED.values(), strict=True):
        told = expected("usage", {**records[0], "usage_started_at": instant})
        assert row["rejection_reason"] == (instant if told.reason else None)
        assert told.reason or row["usage_started_at"] == told.row["usage_started_at"]
