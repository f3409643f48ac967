"""Rejected records by cause: what they refer to, causes first, each with its cure."""

from __future__ import annotations

import json
from collections.abc import Iterator

import duckdb
import pytest
from tierbill.shared.displayed_tables import Display
from tierbill.shared.rejection_causes import RejectionCause
from tierbill.shared.value_hints import value_hint
from tierbill.show.rejected_records import RejectionQuery, show_rejected
from tierbill.show.rejection_groups import rejection_groups

RECORDS = [
    ("accounts", "C7", "invalid_account_role", {"account_id": "C7", "account_role": "buyer"}),
    *(
        ("usage", f"u-{n}", "unknown_account", {"owner_account_id": "C7", "sku_id": "vm"})
        for n in range(100)
    ),
    ("usage", "u-x", "unknown_account", {"owner_account_id": "customer-21", "sku_id": "vm"}),
    ("list_prices", "vm||2025|0", "unknown_sku", {"sku_id": "vm", "unit_price": "1"}),
    ("usage", "u-y", "no_list_price", {"sku_id": "s-auto", "region_id": None}),
    (
        "list_prices",
        "s-auto||2025|0",
        "invalid_unit_price",
        {"sku_id": "s-auto", "unit_price": "-1"},
    ),
    ("orders", "o-2", "unknown_original_line", {"original_order_line_id": "o-1"}),
]


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as database:
        database.execute("create schema marts")
        database.execute(
            "create table marts.dim_accounts as select unnest(['customer-1', 'P']) as account_id"
        )
        database.execute("create table marts.dim_skus as select 'vm-small' as sku_id")
        database.execute("create table marts.discount_register as select 'd' as discount_id")
        database.execute(
            "create table marts.rejected_records (source_table varchar, record_key varchar, "
            "reason varchar, record varchar, source_file varchar, source_line bigint, "
            "recorded_at timestamptz, is_mended boolean, reason_detail varchar)"
        )
        for line, (table, key, reason, record) in enumerate(RECORDS):
            database.execute(
                "insert into marts.rejected_records values (?, ?, ?, ?, ?, ?, null, false, null)",
                [table, key, reason, json.dumps(record), f"{table}.csv", line],
            )
        yield database


def test_causes_come_before_their_consequences(warehouse):
    causes = rejection_groups(warehouse)
    assert [(cause.table, cause.reason, cause.records) for cause in causes] == [
        ("accounts", "invalid_account_role", 1),
        ("list_prices", "invalid_unit_price", 1),
        ("list_prices", "unknown_sku", 1),
        ("orders", "unknown_original_line", 1),
        ("usage", "unknown_account", 100),
        ("usage", "unknown_account", 1),
        ("usage", "no_list_price", 1),
    ]


def test_a_consequence_names_what_became_of_its_cause(warehouse):
    because = {cause.culprit: cause.because for cause in rejection_groups(warehouse)}
    assert because["C7"] == "accounts C7 was delivered and rejected itself: invalid_account_role."
    assert because["customer-21"] == (
        "accounts customer-21 was never delivered. Is customer-1 meant?"
    )
    assert because["vm"] == "skus vm was never delivered."
    told = "list_prices s-auto was delivered and rejected itself: invalid_unit_price."
    assert because["s-auto"] == told


def test_what_was_put_right_is_shown_on_request_only(warehouse):
    warehouse.execute("update marts.rejected_records set is_mended = record_key = 'u-5'")
    count = {cause.culprit: cause.records for cause in rejection_groups(warehouse)}
    assert count["C7"] == 99
    count = {cause.culprit: cause.records for cause in rejection_groups(warehouse, resolved=True)}
    assert count["C7"] == 100


def test_each_cause_is_shown_with_field_value_allowed_and_cure(warehouse, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    show_rejected(Display(warehouse), RejectionQuery(table="list_prices"))
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 100
    text = " ".join(shown.split())
    assert "2 rejected records are open." in text
    assert "unit_price is '-1'" in text
    assert "Allowed: a number such as 1234.5 with at most 18 digits and 10 decimals" in text
    assert "Cure: A price is not negative" in text
    assert "skus vm was never delivered." in text
    assert "Cure: Deliver the sku, or correct the id." in text


@pytest.mark.parametrize(
    ("table", "field", "value", "hint"),
    [
        ("usage", "usage_quantity", "1e3", "without an exponent"),
        ("usage", "usage_quantity", "1.000,5", "Write digits only"),
        ("usage", "usage_quantity", "many", "It is no number"),
        ("usage", "usage_quantity", " 1", "blanks"),
        ("usage", "usage_started_at", "2025-08-01", "It has no time"),
        ("orders", "term_count", "1.5", "a whole number"),
        ("bill_issues", "billing_month", "1.8.2025", "year first"),
        ("skus", "billing_mode", "Pay-per-use", "Is pay_per_use meant?"),
        ("usage", "usage_quantity", "1", ""),
        ("nothing", "x", "1", ""),
    ],
)
def test_a_value_gets_a_hint(table, field, value, hint):
    told = value_hint(table, field, value)
    assert hint in told
    assert bool(hint) == bool(told)


def test_a_line_that_is_no_record_is_shown(capsys):
    cause = RejectionCause(
        "usage", "wrong_field_count", 1, None, "usage.csv", 9, {"record_text": "a,b\n"}
    )
    assert "the line is 'a,b'" in " ".join(cause.lines())
