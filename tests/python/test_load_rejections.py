"""What a load says of rejected records: reasons, examples, consent, and mistakes of newcomers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from loading import csv_text, dataset, landed, sample_records, table_csv
from tierbill.cli import app
from tierbill.landing.ledger import read_ledger
from tierbill.shared.input_contract import raw_tables
from typer.testing import CliRunner, Result


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["load", *map(str, arguments)])


def usage(*changes: Mapping[str, str], good: int = 4) -> str:
    """A usage file with so many good records, and one for each change."""
    records = sample_records("usage", good)
    sample = sample_records("usage", 1)[0]
    bad = [{**sample, "usage_id": f"bad-{n}", **each} for n, each in enumerate(changes)]
    return table_csv("usage", [*records, *bad])


def said(result: Result) -> str:
    """All that was said, with the line breaks of the terminal taken out."""
    return " ".join((result.stdout + result.stderr).split())


def test_a_load_says_the_reasons_with_counts_and_one_example(tmp_path):
    text = usage({"usage_quantity": "1e3"}, {"usage_quantity": "-1"}, {"resource_id": ""})
    result = call(dataset(tmp_path / "d", {"usage.csv": text}), "--landing", tmp_path / "l")
    assert result.exit_code == 0
    assert "usage: missing_resource_id, 1 record" in result.stdout
    assert "usage: invalid_usage_quantity, 2 records" in result.stdout
    assert "bad-0, usage.csv line" in said(result)
    assert "usage_quantity is '1e3'" in said(result)
    assert "docs/reasons.md" in said(result)
    assert result.stdout.index("missing_resource_id") < result.stdout.index("invalid_usage")


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"usage.csv": usage({"usage_quantity": "x"}, good=0)}, "usage was rejected whole"),
        (
            {"usage.csv": usage(*[{"usage_quantity": "x"}] * 5, good=4)},
            "5 of 9 records were rejected, more than half",
        ),
        (
            {
                "usage.csv": usage(good=9),
                "skus.csv": table_csv("skus", [{**sample_records("skus", 1)[0], "sku_id": ""}]),
            },
            "The table skus was rejected whole: its only record.",
        ),
    ],
    ids=["required_table", "more_than_half", "required_table_of_several"],
)
def test_too_much_rejected_lands_nothing_without_consent(tmp_path, files, words):
    folder, landing = dataset(tmp_path / "d", files), tmp_path / "l"
    result = call(folder, "--landing", landing)
    assert result.exit_code == 3
    assert f"Nothing was loaded. {words}" in said(result) or words in said(result)
    assert "--allow-rejected" in said(result)
    assert json.loads(
        call(folder, "--landing", landing, "--allow-rejected", "--format", "json").stdout
    )["load_id"]


def test_half_of_the_records_may_be_rejected(tmp_path):
    text = usage(*[{"usage_quantity": "x"}] * 4, good=4)
    folder = dataset(tmp_path / "d", {"usage.csv": text})
    assert call(folder, "--landing", tmp_path / "l").exit_code == 0
    assert call(folder, "--landing", tmp_path / "l").exit_code == 0


def test_a_schedule_learns_of_rejected_records_by_the_exit_code(tmp_path):
    good = dataset(tmp_path / "good", {"usage.csv": usage()})
    bad = dataset(tmp_path / "bad", {"usage.csv": usage({"usage_quantity": "x"})})
    assert call(good, "--landing", tmp_path / "l", "--fail-on-rejected").exit_code == 0
    result = call(bad, "--landing", tmp_path / "l", "--fail-on-rejected")
    assert result.exit_code == 3
    assert "1 record was rejected" in said(result)
    assert "already loaded" in call(bad, "--landing", tmp_path / "l").stdout


def test_json_says_what_the_text_says(tmp_path):
    text = usage({"usage_quantity": "1e3"})
    folder = dataset(tmp_path / "d", {"usage.csv": text})
    told = json.loads(call(folder, "--landing", tmp_path / "l", "--format", "json").stdout)
    [table] = told["tables"]
    assert (table["delivered"], table["accepted"], table["rejected"]) == (5, 4, 1)
    [rejection] = told["rejections"]
    assert rejection["reason"] == "invalid_usage_quantity"
    assert rejection["example"]["fields"] == {"usage_quantity": "1e3"}
    assert "accounts" in told["missing_tables"]


def test_an_empty_table_and_an_optional_one_alone_are_said(tmp_path):
    files = {
        "usage.csv": table_csv("usage", []),
        "orders.csv": table_csv("orders", sample_records("orders", 1)),
    }
    result = call(dataset(tmp_path / "d", files), "--landing", tmp_path / "l")
    assert result.exit_code == 0
    assert "usage: headings and no records." in result.stdout
    assert "needed for a build: account_bindings, accounts, list_prices, skus" in said(result)


ACCOUNTS = raw_tables()["accounts"].column_names
MISTAKES = {
    "semicolons": (
        {"usage.csv": usage().replace(",", ";")},
        ["separated by semicolons", "Separate them by commas"],
    ),
    "no heading": (
        {"usage.csv": "".join(usage().splitlines(keepends=True)[1:])},
        ["its first line is data", "Write the names into the first line"],
    ),
    "misspelt column": (
        {"usage.csv": usage().replace("usage_quantity", "usage_quantiy", 1)},
        ["unknown column 'usage_quantiy'", "is usage_quantity meant?"],
    ),
    "empty file": ({"usage.csv": ""}, ["it is empty", "Write the names of the columns"]),
    "local time": (
        {"usage.csv": usage({"usage_started_at": "2025-08-01 10:00:00"})},
        ["invalid_usage_started_at", "It has no offset", "--timezone"],
    ),
    "day first": (
        {"usage.csv": usage({"usage_started_at": "01.08.2025 10:00"})},
        ["Write the year first"],
    ),
    "yes for a boolean": (
        {
            "accounts.csv": table_csv(
                "accounts",
                [
                    *sample_records("accounts", 2),
                    {**sample_records("accounts", 1)[0], "shows_customer_discounts": "yes"},
                ],
            )
        },
        ["invalid_shows_customer_discounts", "Allowed: true, false", "Write true."],
    ),
    "misspelt code": (
        {
            "accounts.csv": table_csv(
                "accounts",
                [
                    *sample_records("accounts", 2),
                    {**sample_records("accounts", 1)[0], "account_role": "Custommer"},
                ],
            )
        },
        ["invalid_account_role", "Is customer meant?", "Allowed: provider, distributor"],
    ),
    "negative price": (
        {
            "list_prices.csv": table_csv(
                "list_prices",
                [
                    *sample_records("list_prices", 2),
                    {**sample_records("list_prices", 1)[0], "unit_price": "-1"},
                ],
            )
        },
        ["invalid_unit_price", "A price is not negative", "at least 0"],
    ),
    "thousands": ({"usage.csv": usage({"usage_quantity": "1,000"})}, ["separates the thousands"]),
    "decimal comma": ({"usage.csv": usage({"usage_quantity": "3,5"})}, ["a point for the decimal"]),
    "too many digits": (
        {"usage.csv": usage({"usage_quantity": "0.123456789012"})},
        ["It has 12 decimals, 10 fit", "--round-digits"],
    ),
    "quotes missing": (
        {"usage.csv": usage() + "u,9,a text, with a comma\n"},
        ["wrong_field_count", "into double quotes"],
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_of_a_newcomer_is_explained_with_its_cure(tmp_path, mistake):
    files, words = MISTAKES[mistake]
    result = call(dataset(tmp_path / "d", files), "--landing", tmp_path / "l")
    for word in words:
        assert word in said(result), said(result)


def test_data_in_place_of_a_heading_is_not_printed(tmp_path):
    text = csv_text(sample_records("accounts", 2), ACCOUNTS).split("\n", 1)[1]
    result = call(dataset(tmp_path / "d", {"accounts.csv": text}), "--landing", tmp_path / "l")
    assert result.exit_code == 2
    assert "000account_name" not in said(result)


def test_what_a_cluster_job_leaves_is_passed_over(tmp_path):
    files = {"usage/part-00000.csv": usage(), "usage/_SUCCESS": "", "usage/.part-00000.crc": "x"}
    result = call(dataset(tmp_path / "d", files), "--landing", tmp_path / "l")
    assert result.exit_code == 0, said(result)


def test_numbers_are_rounded_on_request_and_the_ledger_keeps_what_was_lost(tmp_path):
    """Rules 1.1 a: half away from zero at the tenth decimal; numbers out of range stay."""
    told = ["0.12345678905", "0.12345678904999", "2.000000000000", "1" * 19, "0.1"]
    text = usage(*({"usage_quantity": each} for each in told), good=2)
    folder = dataset(tmp_path / "d", {"usage.csv": text})
    first = call(folder, "--landing", tmp_path / "l", "--allow-rejected")
    assert "usage: invalid_usage_quantity, 3 records" in first.stdout
    result = call(folder, "--landing", tmp_path / "l", "--round-digits", "--format", "json")
    assert result.exit_code == 0, said(result)
    given = json.loads(result.stdout)
    assert given["tables"][0]["rejected"] == 1
    # -0.00000000005 of the first, rounded up, and 0.00000000004999 of the second
    rounded = {"values": 2, "rounded_away": "-0.00000000000001"}
    assert given["rounded"] == [{"source_table": "usage", "column": "usage_quantity", **rounded}]
    rows = {row["usage_id"]: row for row in landed(tmp_path / "l", "usage")}
    kept = [rows[f"bad-{n}"]["usage_quantity"] for n in (0, 1, 2)]
    assert kept == [Decimal("0.1234567891"), Decimal("0.1234567890"), Decimal(2)]
    [entry] = read_ledger(tmp_path / "l")
    assert entry.rounded == {"usage_quantity": rounded}


@pytest.mark.parametrize(
    ("text", "kept", "away"),
    [
        ("1.5", "1.5", None),
        ("-0.000000005", "-0.00000001", "0.000000005"),
        ("0.123456785", "0.12345679", "-0.000000005"),
    ],
)
def test_rounding_is_half_away_from_zero(tmp_path, text, kept, away):
    order = {**sample_records("orders", 1)[0], "order_type": "price_adjustment", "list_cost": text}
    folder = dataset(tmp_path / "d", {"orders.csv": table_csv("orders", [order])})
    result = call(folder, "--landing", tmp_path / "l", "--round-digits")
    assert result.exit_code == 0, said(result)
    [row] = landed(tmp_path / "l", "orders")
    assert row["list_cost"] == Decimal(kept)
    assert (f"delivered less kept is {away} in sum" in said(result)) == (away is not None)


def test_decimals_of_parquet_are_rounded_too(tmp_path):
    good = pa.Table.from_pylist(sample_records("usage", 2))
    values = pa.array([Decimal("0.00000000015"), Decimal(1)], pa.decimal128(38, 11))
    at = good.schema.get_field_index("usage_quantity")
    folder = tmp_path / "d"
    folder.mkdir()
    pq.write_table(good.set_column(at, "usage_quantity", values), folder / "usage.parquet")
    result = call(folder, "--landing", tmp_path / "l", "--round-digits")
    assert "1 value was rounded; delivered less kept is -0.00000000005 in sum" in said(result)
    kept = {row["usage_quantity"] for row in landed(tmp_path / "l", "usage")}
    assert kept == {Decimal("0.0000000002"), Decimal(1)}
