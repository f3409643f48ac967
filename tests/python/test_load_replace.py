"""Deliveries that are all there is of a scope, sources that count alike (rules 1.4, 1.5)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from loading import csv_text, dataset, landed, table_csv
from tierbill.cli import app
from tierbill.load.dataset_load import load_dataset
from tierbill.load.load_report import LoadReport
from tierbill.load.replaced_scope import parse_scope
from tierbill.load.replacement import ReplacementRequest, TooMuchTakenBack
from tierbill.shared.errors import Refused
from tierbill.shared.input_contract import raw_tables
from typer.testing import CliRunner

FIRST, SECOND, THIRD = ("2025-08-20T00:00:00Z", "2025-09-03T00:00:00Z", "2025-09-10T00:00:00Z")


def usage(name: str, quantity: int = 40, recorded_at: str = FIRST, **values: str) -> dict[str, str]:
    return {
        "usage_id": name,
        "owner_account_id": "anna",
        "resource_id": "r",
        "sku_id": "s",
        "usage_started_at": "2025-08-05T10:00:00Z",
        "usage_ended_at": "2025-08-05T11:00:00Z",
        "usage_quantity": str(quantity),
        "recorded_at": recorded_at,
    } | values


class Feed:
    """Deliveries of usage into one landing folder."""

    def __init__(self, home: Path) -> None:
        self.home, self.landing, self.number = home, home / "landing", 0

    def deliver(self, *records: dict[str, str], known_at: str = THIRD, **options) -> LoadReport:
        """Load a delivery of August; `scopes` are those it replaces, none by default."""
        self.number += 1
        folder = dataset(self.home / str(self.number), {"usage.csv": table_csv("usage", records)})
        request = ReplacementRequest(
            tuple(parse_scope(text) for text in options.pop("scopes", ())),
            datetime.fromisoformat(known_at),
            is_trial=options.pop("is_trial", False),
            may_be_large=options.pop("may_be_large", False),
        )
        return load_dataset(folder, self.landing, replaced=request, **options)

    def retractions(self) -> list[tuple[str, str]]:
        return [
            (row["record_key"], f"{row['recorded_at'].astimezone(UTC):%m-%d}")
            for row in landed(self.landing, "retractions", "record_key, recorded_at")
        ]


@pytest.fixture
def feed(tmp_path: Path) -> Feed:
    return Feed(tmp_path)


AUGUST = ["usage:2025-08"]


def test_what_is_not_delivered_again_is_taken_back_and_listed(feed):
    """Rules 1.4: of three rows one is withdrawn and one is new; the others are duplicates."""
    feed.deliver(usage("a"), usage("b"), usage("c", 20))
    report = feed.deliver(
        *(usage("a", 40, SECOND), usage("b", 40, SECOND), usage("d", 5, SECOND)),
        scopes=AUGUST,
        known_at=SECOND,
    )
    assert feed.retractions() == [("c", "09-03")]
    assert report.retracted == {"usage": 1}
    assert [(one.retracted_keys, one.current) for one in report.replacements] == [(["c"], 3)]


def test_a_delivery_of_an_earlier_state_brings_it_back(feed):
    """Rules 1.4: the first file again, byte for byte: `c` is in force, `d` is taken back."""
    first = [usage("a"), usage("b"), usage("c", 20), usage("e", 1)]
    feed.deliver(*first)
    second = [usage("a", 40, SECOND), usage("b", 41, SECOND), usage("d", 5, SECOND), usage("e", 1)]
    feed.deliver(*second, scopes=AUGUST, known_at=SECOND)
    report = feed.deliver(*first, scopes=AUGUST)
    assert feed.retractions() == [("c", "09-03"), ("d", "09-10")]
    assert [one.restated for one in report.replacements] == [2]
    back = [row for row in landed(feed.landing, "usage") if row["recorded_at"].month == 9]
    back = {(row["usage_id"], f"{row['recorded_at'].astimezone(UTC):%m-%d}") for row in back}
    assert back >= {("b", "09-10"), ("c", "09-10")}
    again = feed.deliver(*first, scopes=AUGUST)
    assert (again.load_id, again.retracted) == (None, {})


@pytest.mark.parametrize(
    ("scope", "gone"),
    [
        ("usage:2025-08", ["a", "ben", "july end"]),
        ("usage:2025-08:owner=ben", ["ben"]),
        ("usage:2025-07", ["july"]),
    ],
)
def test_only_the_scope_is_taken_back(feed, scope, gone):
    """Months are those of the billing calendar: 31 July 16:00 UTC is August in UTC+8."""
    feed.deliver(
        usage("a"),
        usage("ben", owner_account_id="ben"),
        usage("july", usage_started_at="2025-07-31T15:59:59Z"),
        usage("july end", usage_started_at="2025-07-31T16:00:00Z"),
    )
    feed.deliver(usage("z", 1), scopes=[scope], may_be_large=True)
    assert [key for key, _ in feed.retractions()] == gone


def test_a_provider_is_that_of_the_sku(feed):
    skus = [
        {"sku_id": "s", "provider_account_id": "p"},
        {"sku_id": "t", "provider_account_id": "q"},
    ]
    common = {
        "product_code": "x", "product_name": "x", "subproduct_code": "x", "subproduct_name": "x",
        "component_type_code": "x", "component_type_name": "x", "component_code": "x",
        "component_name": "x", "resource_type_code": "x", "resource_type_name": "x",
        "billing_mode": "pay_per_use", "settlement_cycle": "hourly", "metering": "amount",
        "usage_unit": "GB", "pricing_unit": "GB", "usage_per_pricing_unit": "1",
        "settlement_type": "common", "recorded_at": FIRST,
    }  # fmt: skip
    text = csv_text([sku | common for sku in skus], [*skus[0], *common])
    load_dataset(dataset(feed.home / "skus", {"skus.csv": text}), feed.landing)
    feed.deliver(usage("a"), usage("b", sku_id="t"))
    feed.deliver(usage("z", 1), scopes=["usage:2025-08:provider=q"], may_be_large=True)
    assert [key for key, _ in feed.retractions()] == ["b"]


def test_a_row_that_cannot_be_read_is_not_withdrawn(feed):
    feed.deliver(usage("a"), usage("b"))
    feed.deliver(usage("a"), usage("b") | {"usage_quantity": "many"}, scopes=AUGUST)
    assert feed.retractions() == []


def test_more_than_half_needs_consent_and_a_trial_changes_nothing(feed):
    feed.deliver(usage("a"), usage("b"), usage("c"))
    ledger = (feed.landing / "ledger.json").read_bytes()
    with pytest.raises(TooMuchTakenBack, match="2 of the 3 records"):
        feed.deliver(usage("a"), usage("x"), scopes=AUGUST)
    report = feed.deliver(usage("a"), usage("x"), scopes=AUGUST, is_trial=True)
    assert report.replacements[0].retracted_keys == ["b", "c"]
    assert (feed.landing / "ledger.json").read_bytes() == ledger
    feed.deliver(usage("a"), usage("x"), scopes=AUGUST, may_be_large=True)
    assert [key for key, _ in feed.retractions()] == ["b", "c"]


def test_the_command_refuses_without_a_terminal_and_says_what_to_do(feed):
    feed.deliver(usage("a"))
    folder = dataset(feed.home / "new", {"usage.csv": table_csv("usage", [usage("x")])})
    command = ["load", str(folder), "--landing", str(feed.landing), "--replace", "usage:2025-08"]
    refused = CliRunner().invoke(app, command)
    assert refused.exit_code == 2
    assert "--dry-run" in refused.stderr and "--yes" in refused.stderr
    trial = CliRunner().invoke(app, [*command, "--dry-run"])
    assert trial.exit_code == 0
    assert "1 of 1 records in force would be retracted\n  a\nNothing was loaded." in trial.stdout
    done = CliRunner().invoke(app, [*command, "--yes"])
    assert done.exit_code == 0
    assert [key for key, _ in feed.retractions()] == ["a"]


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("usage", "write TABLE:YYYY-MM"),
        ("usage:2025-13", "write TABLE:YYYY-MM"),
        ("skus:2025-08", "no table of months"),
        ("payments:2025-08:owner=a", "can be chosen by no party"),
        ("provider_bill_lines:2025-08:provider=p", "can be chosen by owner=ID"),
    ],
)
def test_a_scope_is_explicit(scope, said):
    with pytest.raises(Refused, match=said):
        parse_scope(scope)


def test_a_scope_needs_its_table(feed):
    feed.deliver(usage("a"))
    with pytest.raises(Refused, match="the dataset has no orders"):
        feed.deliver(usage("a"), scopes=["orders:2025-08"])


def test_two_sources_count_alike(feed):
    """Rules 1.5: the ids of each source have its name before them, references, too."""
    files = {
        "usage.csv": table_csv("usage", [usage("1"), usage("2", 1, usage_quantity="x")]),
        "orders.csv": table_csv(
            "orders", [{"order_line_id": "7", "order_id": "o", "original_order_line_id": "6"}]
        ),
        "retractions.csv": table_csv(
            "retractions",
            [
                {"source_table": "usage", "record_key": "9", "recorded_at": FIRST},
                {"source_table": "accounts", "record_key": "9", "recorded_at": FIRST},
            ],
        ),
    }
    folder = dataset(feed.home / "meter", files)
    for source in ("m-1", "m-2", "m-1", None):
        load_dataset(folder, feed.landing, source=source)
    ids = sorted(row["usage_id"] for row in landed(feed.landing, "usage"))
    assert ids == ["1", "2", "m-1/1", "m-1/2", "m-2/1", "m-2/2"]
    rejected = {row["rejected_key"] for row in landed(feed.landing, "usage")} - {None}
    assert rejected == {"2", "m-1/2", "m-2/2"}
    orders = {
        (row["order_line_id"], row["order_id"], row["original_order_line_id"])
        for row in landed(feed.landing, "orders")
    }
    assert ("m-1/7", "m-1/o", "m-1/6") in orders
    keys = {(row["source_table"], row["record_key"]) for row in landed(feed.landing, "retractions")}
    assert keys == {
        ("usage", "9"), ("usage", "m-1/9"), ("usage", "m-2/9"), ("accounts", "9"),
    }  # fmt: skip


def test_a_parquet_file_that_is_taken_as_it_is_gets_the_name_of_its_source(feed):
    feed.deliver(usage("a"))
    folder = feed.home / "parquet"
    folder.mkdir()
    [file] = (feed.landing / "usage").glob("[0-9a-f]*.parquet")
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        columns = ", ".join(raw_tables()["usage"].column_names)
        database.execute(f"copy (select {columns} from '{file}') to '{folder / 'usage.parquet'}'")
    load_dataset(folder, feed.landing, source="m")
    assert {row["usage_id"] for row in landed(feed.landing, "usage")} == {"a", "m/a"}


def test_a_source_replaces_its_own_records_only(feed):
    feed.deliver(usage("1"), usage("2"), source="m-1")
    feed.deliver(usage("1"), usage("2"), source="m-2")
    feed.deliver(usage("1"), source="m-2", scopes=AUGUST)
    assert [key for key, _ in feed.retractions()] == ["m-2/2"]


@pytest.mark.parametrize("source", ["", "a/b", "a|b", "a b", "-x", "a\n"])
def test_a_source_has_a_plain_name(feed, source):
    with pytest.raises(Refused, match="write a name of letters"):
        feed.deliver(usage("a"), source=source)
