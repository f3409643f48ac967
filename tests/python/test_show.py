"""What the terminal shows: exact numbers, whole ids, and help when nothing is found."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from sample_warehouse import make_sample
from tierbill.commands.show import show
from tierbill.shared.terminal_tables import fields_of, print_wide, table_of
from typer.testing import CliRunner, Result


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample") / "sample.duckdb")


def call(sample: Path, *arguments: object) -> Result:
    texts = [*map(str, arguments), "--warehouse", str(sample)]
    return CliRunner().invoke(show, texts)


def scalar(sample: Path, query: str) -> object:
    with duckdb.connect(str(sample), read_only=True) as database:
        return database.execute(query).fetchone()[0]


def test_numbers_are_exact_and_ids_are_whole_on_a_narrow_terminal(capsys):
    long_id = "order:" + "0123456789" * 12
    with duckdb.connect() as database:
        table = table_of(
            database,
            f"""
            select * from (values
                ('{long_id}', 0.00000001::decimal(38, 8)),
                ('b', -123456789012345678901.5::decimal(38, 8))
            ) as listed (charge_id, list_cost)
            """,
            title=f"Charges of {long_id}",
        )
    print_wide(Console(width=40), table)
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert f"Charges of {long_id}" in lines
    (first,) = (line for line in lines if line.strip().startswith("order:"))
    (second,) = (line for line in lines if line.strip().startswith("b "))
    assert first.split() == [long_id, "0.00000001"]
    assert second.split() == ["b", "-123456789012345678901.50000000"]
    assert len(first) == len(second)


def test_names_cannot_steer_the_terminal(capsys):
    with duckdb.connect() as database:
        name = "chr(27) || '[31mred[bold]' || chr(10) || '名'"
        for table in (
            table_of(database, f"select {name} as name", title="[bold]T"),
            fields_of(database, f"select {name} as name", title="T"),
        ):
            print_wide(Console(force_terminal=True, width=80), table)
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
    for column in ("billed_cost", "billed_amount", "precision_difference"):
        value = scalar(sample, f"select {column} from marts.bill_b_statements {of_buyer}")
        assert f"{value:f}" in result.stdout
    lines = scalar(sample, f"select count(*) from marts.bill_b_details {of_buyer}")
    assert result.stdout.count("hourly_settlement") == 2
    assert f"and {lines - 2:,} more lines" in result.stdout


@pytest.mark.parametrize(
    ("seller", "buyer", "month", "words"),
    [
        ("D2", "c00002", "2025-08", "--seller D2: has no bill. Nearest: D1"),
        ("D1", "c0002", "2025-08", "--buyer c0002: has no bill. Nearest: c00002"),
        ("D1", "c00002", "2024-01", "They have one in: 2025-08"),
        ("D1", "c00001", "2025-08", "D1 has no bill for c00001"),
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
    legs = [line.split() for line in result.stdout.splitlines() if " USD" in line]
    assert [line[1:4] for line in legs if line[0] in "123"] == [
        ["bill_a", "P1", "D1"],
        ["channel", "D1", "R1"],
        ["bill_b", "R1", legs[-1][3]],
    ]
    assert result.stdout.count(" discount ") == 3
    tier = scalar(
        sample, f"select unit_price from marts.fct_charge_tiers where charge_id = '{charge_id}'"
    )
    assert isinstance(tier, Decimal)
    assert f"{tier:f}" in result.stdout


def test_an_unknown_charge_names_the_nearest(sample):
    charge_id = scalar(sample, "select min(charge_id) from marts.fct_charges")
    result = call(sample, "charge", charge_id[:-1])
    assert result.exit_code == 2
    assert f"{charge_id[:-1]}: no such charge. Nearest: {charge_id}" in result.stderr


def test_rejected_records_are_counted_and_listed_with_file_and_line(sample):
    result = call(sample, "rejected", "--records")
    assert result.exit_code == 0
    record = ["usage", "unknown_sku", "u-1", "usage.csv", "7", "2025-09-01T00:00:00Z"]
    assert record in [line.split() for line in result.stdout.splitlines()]
    assert '{"usage_id":"u-1"' not in result.stdout
    whole = call(sample, "rejected", "--whole").stdout
    assert 'usage.csv:7 {"usage_id":"u-1","sku_id":"sku-9"}' in whole.splitlines()
    only = call(sample, "rejected", "--table", "orders", "--reason", "missing_paid_at")
    assert "unknown_sku" not in only.stdout
    assert "and 1 more" in call(sample, "rejected", "--limit", 1, "--records").stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--table", "usages"], "Nearest: usage, orders"),
        (["--reason", "unknown"], "Nearest: unknown_sku"),
        (["--table", "usage", "--reason", "missing_paid_at"], "Nothing of usage"),
    ],
)
def test_rejections_that_are_not_there_are_explained(sample, options, words):
    result = call(sample, "rejected", *options)
    assert result.exit_code == 2
    assert words in result.stderr


def test_accounts_are_shown_below_one_of_them(sample):
    result = call(sample, "accounts", "--under", "R1")
    accounts = [line.split()[0] for line in result.stdout.splitlines() if " USD" in line]
    assert accounts == ["R1", "c00001", "c00003", "c00005"]
    assert "and 8 more" in call(sample, "accounts", "--limit", 2).stdout
    unknown = call(sample, "accounts", "--under", "R2")
    assert unknown.exit_code == 2
    assert "Nearest: R1" in unknown.stderr
