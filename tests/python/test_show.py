"""What the terminal shows: names, whole ids, and help when nothing is found."""

from __future__ import annotations

import shlex
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from sample_warehouse import make_sample
from tierbill.cli import app
from tierbill.shared.displayed_tables import Display
from typer.testing import CliRunner, Result


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample") / "sample.duckdb")


def call(sample: Path, *arguments: object) -> Result:
    texts = [*map(str, arguments), "--warehouse", str(sample)]
    return CliRunner().invoke(app, ["show", *texts])


def scalar(sample: Path, query: str) -> object:
    with duckdb.connect(str(sample), read_only=True) as database:
        return database.execute(query).fetchone()[0]


def test_names_cannot_steer_the_terminal(capsys):
    with duckdb.connect() as database:
        name = "chr(27) || '[31mred[bold]' || chr(10) || '名'"
        display = Display(database, Console(force_terminal=True, width=80))
        display.print(display.table(f"select {name} as name", title="[bold]T"))
        display.print_fields(f"select {name} as name", title="T")
    shown = capsys.readouterr().out
    assert shown.count(r"\x1b[31mred[bold]\n名") == 2
    assert "\x1b[31m" not in shown
    assert "[bold]T" in shown


def test_a_bill_is_shown_from_statement_to_lines(sample):
    result = call(
        sample, "bill", "--seller", "D1", "--buyer", "c00002", "--month", "2025-08", "--lines", 2
    )
    assert result.exit_code == 0, result.stderr
    of_buyer = "where buyer_account_id = 'c00002' and billing_month = '2025-08-01'"
    for column, rounded in (("billed_cost", True), ("billed_amount", False)):
        value = scalar(sample, f"select {column} from marts.bill_b_statements {of_buyer}")
        assert f"{value:,.2f} USD" in result.stdout
        exact = call(sample, "bill", "--buyer", "c00002", "--seller", "D1", "--month", "2025-08",
                     "--exact").stdout  # fmt: skip
        assert (f"{value:f} USD" in exact) and (rounded == (f"{value:f}" not in result.stdout))
    difference = scalar(
        sample, f"select precision_difference from marts.bill_b_statements {of_buyer}"
    )
    assert f"{difference.normalize():f} USD" in result.stdout
    lines = scalar(sample, f"select count(*) from marts.bill_b_details {of_buyer}")
    assert result.stdout.count("Hourly") == 2
    assert result.stdout.count(" Hour ") == 2, "the quantity has its unit"
    assert result.stdout.count("res-") == 2
    assert f"and {lines - 2:,} more lines" in result.stdout


@pytest.mark.parametrize(
    ("seller", "buyer", "month", "words"),
    [
        ("D2", "c00002", "2025-08", "--seller D2: has no bill. Nearest: D1 Distributor"),
        ("D1", "c0002", "2025-08", "--buyer c0002: has no bill. Nearest: c00002 Customer 2"),
        ("R1", "Customer", "2025-08", "--buyer Customer: this is in 3 names. Give the id of one:"),
        ("D1", "customer 1", "2025-08", "D1 Distributor has no bill for c00001 Customer 1"),
        ("D1", "c00002", "2024-01", "They have one in: 2025-08"),
        ("D1", "c00002", "08/2025", "write a month as YYYY-MM"),
    ],
)
def test_a_bill_that_is_not_there_is_explained(sample, seller, buyer, month, words):
    result = call(sample, "bill", "--seller", seller, "--buyer", buyer, "--month", month)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_charge_is_shown_with_its_legs_and_waterfall(sample):
    query = "select charge_id from marts.fct_rated_legs where leg_number = 3 limit 1"
    charge_id = scalar(sample, query)
    result = call(sample, "charge", charge_id)
    assert result.exit_code == 0, result.stderr
    assert charge_id in result.stdout
    legs = result.stdout.partition("Legs, from")[2].partition("From list")[0]
    parties = [line.split()[1:5] for line in legs.splitlines() if line.strip()[:1] in "123"]
    assert parties[1:3] == [
        ["P1", "Provider", "D1", "Distributor"],
        ["D1", "Distributor", "R1", "Reseller"],
    ]
    assert result.stdout.count(" discount ") == 3
    tier = scalar(
        sample, f"select unit_price from marts.fct_charge_tiers where charge_id = '{charge_id}'"
    )
    assert isinstance(tier, Decimal)
    assert f" {tier.normalize():f} " in result.stdout


@pytest.mark.parametrize("kind", ["leg_id", "line_id"])
def test_a_charge_is_found_by_what_names_a_part_of_it(sample, kind):
    mart = "fct_rated_legs" if kind == "leg_id" else "bill_b_details"
    given = scalar(sample, f"select min({kind}) from marts.{mart}")
    charge = scalar(sample, f"select charge_id from marts.{mart} where {kind} = '{given}'")
    result = call(sample, "charge", given)
    assert result.exit_code == 0, result.stderr
    assert result.stdout == call(sample, "charge", charge).stdout


def test_bills_are_found_by_name_number_and_what_is_given_of_them(sample):
    whole = call(sample, "bill", "--seller", "D1", "--buyer", "c00002", "--month", "2025-08")
    by_name = call(
        sample, "bill", "--seller", "distri", "--buyer", "CUSTOMER 2", "--month", "2025-08"
    )
    assert by_name.stdout == whole.stdout
    for number in (
        "202508-D1-c00002-USD",
        "202508-bill-b-D1-c00002-USD",
        "2025-08-D1-c00002-USD",
        "202508-D1\u200b-c00002-USD",
    ):
        assert call(sample, "bill", number).stdout == whole.stdout
    several = call(sample, "bill", "--seller", "D1")
    assert several.exit_code == 0
    assert "202508-D1-c00002-USD" in several.stdout
    assert "c00002 Customer 2" in several.stdout
    wrong = call(sample, "bill", "202508-D1-c00003-USD")
    assert wrong.exit_code == 2
    assert "no bill has this number. Nearest: 202508-" in wrong.stderr
    both = call(sample, "bill", "202508-D1-c00002-USD", "--seller", "D1")
    assert both.exit_code == 2


def test_what_a_command_suggests_runs_as_printed(sample, tmp_path):
    spaced = tmp_path / "my bills.duckdb"
    spaced.symlink_to(sample)
    for arguments in (["bill", "--seller", "D1"], ["bill", "202508-D1-c00002-USD"]):
        result = call(spaced, *arguments)
        suggested = [line for line in result.stdout.splitlines() if line.startswith("  tierbill ")]
        assert suggested
        for line in suggested:
            words = shlex.split(line)
            assert words[-2:] == ["--warehouse", str(spaced)]
            again = CliRunner().invoke(app, words[1:])
            assert again.exit_code == 0, (line, again.output)


def test_an_unknown_charge_names_the_nearest(sample):
    charge_id = scalar(sample, "select min(charge_id) from marts.fct_charges")
    result = call(sample, "charge", charge_id[:-1])
    assert result.exit_code == 2
    assert f"{charge_id[:-1]}: no such charge, leg or bill line. Nearest: {charge_id}" in (
        result.stderr
    )


def test_rejected_records_are_counted_and_listed_with_file_and_line(sample):
    result = call(sample, "rejected", "--records")
    assert result.exit_code == 0
    record = ["usage", "unknown_sku", "usage.csv:7", "2025-09-01", "08:00", "UTC+8", "u-1"]
    assert record in [line.split() for line in result.stdout.splitlines()]
    assert '{"usage_id":"u-1"' not in result.stdout
    whole = call(sample, "rejected", "--whole").stdout
    assert 'usage.csv:7 {"usage_id":"u-1","sku_id":"sku-9"}' in whole.splitlines()
    only = call(sample, "rejected", "--table", "orders", "--reason", "missing_paid_at")
    assert "unknown_sku" not in only.stdout
    assert "and 1 more" in call(sample, "rejected", "--limit", 1, "--records").stdout
    one = call(sample, "rejected", "u-1").stdout
    assert "1 rejected record is open." in one
    assert 'usage.csv:7 {"usage_id":"u-1","sku_id":"sku-9"}' in one.splitlines()
    assert "missing_paid_at" not in one


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--table", "usages"], "Nearest: usage, orders"),
        (["--reason", "unknown"], "Nearest: unknown_sku"),
        (["--table", "usage", "--reason", "missing_paid_at"], "Nothing of usage"),
        (["u-2"], "u-2: nothing was rejected there. Nearest: u-1"),
        (["o-1", "--table", "usage"], "Nothing of usage with the key o-1 was rejected."),
    ],
)
def test_rejections_that_are_not_there_are_explained(sample, options, words):
    result = call(sample, "rejected", *options)
    assert result.exit_code == 2
    assert words in result.stderr


def test_accounts_are_shown_below_one_of_them(sample):
    result = call(sample, "accounts", "--under", "R1")
    accounts = [line.split()[0] for line in result.stdout.splitlines()[5:]]
    assert accounts == ["R1", "c00001", "c00003", "c00005"]
    assert call(sample, "accounts", "--under", "resel").stdout == result.stdout
    assert "and 8 more" in call(sample, "accounts", "--limit", 2).stdout
    unknown = call(sample, "accounts", "--under", "R2")
    assert unknown.exit_code == 2
    assert "Nearest: R1" in unknown.stderr
