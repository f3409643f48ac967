"""Tables on the terminal: never wider than it, nothing cut, everything in full into a pipe."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from rich.cells import cell_len
from rich.console import Console
from tierbill.shared.billing_zone import billing_zone, local_time
from tierbill.shared.command_lines import build_command, command_line
from tierbill.shared.currency_digits import CurrencyDigits
from tierbill.shared.displayed_tables import Display
from tierbill.shared.terminal_tables import (
    Column,
    TerminalTable,
    print_fields,
    print_wide,
    say_wrapped,
)

LINE = "usage:03f3ca477ed6f0732ff7e1bbc88fd740:2"
NAME = "400000000009 Paula, reseller in Singapore since March"

Printed = Callable[..., list[str]]


@pytest.fixture
def printed(capsys, monkeypatch) -> Printed:
    """Print a table on a terminal of so many columns, into a pipe without a number."""

    def lines(table: TerminalTable, columns: int | None = None) -> list[str]:
        monkeypatch.delenv("COLUMNS", raising=False)
        if columns is not None:
            monkeypatch.setenv("COLUMNS", str(columns))
        print_wide(Console(highlight=False), table)
        return capsys.readouterr().out.splitlines()

    return lines


def example() -> TerminalTable:
    columns = [
        Column("seller"),
        Column("date", is_time=True),
        Column("billed cost", is_number=True),
        Column("line", is_below=True),
    ]
    table = TerminalTable("Lines", columns)
    table.add_row(NAME, "2025-08-18 01:00 UTC+8", "1,234.50", LINE)
    table.add_row("4", "2025-08-18 02:00 UTC+8", "-0.01", LINE.replace(":2", ":3"))
    return table


@pytest.mark.parametrize("columns", [40, 60, 80, 100, 200])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut(printed, columns):
    lines = printed(example(), columns)
    assert max(map(cell_len, lines)) <= columns
    text = "".join("".join(lines).split())
    for part in ("1,234.50", "-0.01", "2025-08-1801:00UTC+8", LINE, LINE.replace(":2", ":3")):
        assert part in text
    words = {word for line in lines for word in line.split()}
    assert set(NAME.split()) <= words


def test_into_a_pipe_each_row_is_one_line(printed):
    rows = [line.rstrip() for line in printed(example()) if "UTC+8" in line]
    assert len(rows) == 2
    assert re.split("  +", rows[0].strip()) == [NAME, "2025-08-18 01:00 UTC+8", "1,234.50", LINE]


def test_an_id_goes_below_its_row_before_a_name_takes_many_lines(printed):
    lines = [line.rstrip() for line in printed(example(), 90)]
    assert f"    line {LINE}" in lines
    assert any(line.count(" ") > 4 and line.strip().startswith(NAME[:30]) for line in lines)


def test_on_a_very_narrow_terminal_a_row_is_a_block(printed):
    lines = [line.rstrip() for line in printed(example(), 40)]
    assert "  billed cost  1,234.50" in lines
    assert "  date         2025-08-18 01:00 UTC+8" in lines


def test_long_headings_are_wrapped_before_anything_else(printed):
    table = TerminalTable.of("", ("a",), ("forecast percent", "used percent"))
    table.add_row("x", "1", "2")
    assert any("forecast percent" in line for line in printed(table, 60))
    narrow = printed(table, 24)
    assert not any("forecast percent" in line for line in narrow)
    assert max(map(cell_len, narrow)) <= 24


def test_wide_characters_count_as_two(printed):
    table = TerminalTable.of("", ("name", "other"), ("cost",))
    table.add_row("北方云计算有限公司北方云计算有限公司", "x y z", "1.00")
    for columns in (24, 40, 80):
        assert max(map(cell_len, printed(table, columns))) <= columns


def test_fields_and_sentences_are_wrapped(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    console = Console(highlight=False)
    print_fields(console, "Charge", [("owner", NAME), ("none", ""), ("tags", "x" * 60)])
    say_wrapped(console, "Deliver the record again with a later recorded_at.", indent=2)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 40
    assert "".join(line.strip() for line in lines if "x" in line).count("x") == 60
    assert not any("none" in line for line in lines)


def test_times_are_those_of_the_billing_calendar_with_their_zone():
    instant = datetime(2025, 8, 31, 10, tzinfo=UTC)
    assert local_time(instant, billing_zone("Etc/GMT-8")) == "2025-08-31 18:00 UTC+8"
    assert local_time(instant, billing_zone("Etc/GMT+5")) == "2025-08-31 05:00 UTC-5"
    assert local_time(instant, UTC) == "2025-08-31 10:00 UTC"
    assert local_time(instant.replace(second=1), UTC) == "2025-08-31 10:00:01 UTC"
    assert local_time(datetime(9999, 12, 31, tzinfo=UTC), billing_zone("Etc/GMT-8")) == "open"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("27939.25776001", "USD", "27,939.26"),
        ("0.5", "JPY", "1"),
        ("-0.5", "JPY", "-1"),
        ("1234.0005", "KWD", "1,234.001"),
        ("-0.004", "USD", "0.00"),
        ("99999999999999999999999999.995", "USD", "100,000,000,000,000,000,000,000,000.00"),
    ],
)
def test_totals_have_the_digits_of_their_currency(amount, currency, text):
    digits = CurrencyDigits({"JPY": 0, "KWD": 3})
    assert digits.total_text(Decimal(amount), currency) == text


@pytest.fixture
def warehouse():
    with duckdb.connect() as database:
        database.execute("create schema marts")
        database.execute(
            "create table marts.dim_currencies as select * from (values ('JPY', 0), ('KWD', 3), "
            "('USD', 2)) as each (currency_code, currency_digits)"
        )
        yield database


COSTS = """
select * from (values
    ('a', 1.23450000::decimal(38, 8), 1.2300::decimal(38, 4), 'USD'),
    ('b', 1.00000000::decimal(38, 8), 1.0000::decimal(38, 4), 'JPY')
) as each (charge_id, billed_cost, billed_amount, currency_code)
"""


def test_money_is_rounded_in_totals_shown_to_its_last_digit_in_lines_and_exact_on_demand(warehouse):
    def rows(display: Display, *, totals: bool) -> list[list[str]]:
        return [list(row) for row in display.table(COSTS, title="", totals=totals).rows]

    assert rows(Display(warehouse), totals=True) == [
        ["a", "1.23", "1.23", "USD"],
        ["b", "1", "1", "JPY"],
    ]
    assert rows(Display(warehouse), totals=False)[0] == ["a", "1.2345", "1.23", "USD"]
    exact = rows(Display(warehouse, exact=True), totals=True)
    assert exact[0] == ["a", "1.23450000", "1.2300", "USD"]


def test_one_currency_is_named_in_the_title_and_empty_columns_are_left_out(warehouse):
    query = f"select *, null::varchar as owner_account_id from ({COSTS}) where charge_id = 'a'"
    table = Display(warehouse).table(query, title="Lines")
    assert table.title == "Lines, in USD"
    assert [column.heading for column in table.columns] == [
        "charge", "billed cost", "billed amount"
    ]  # fmt: skip


def test_suggested_commands_are_quoted_and_name_the_warehouse_of_the_user():
    text = command_line("show", "bill", "--seller", "it's D 1", warehouse=Path("my bills.duckdb"))
    expected = "tierbill show bill --seller 'it'\"'\"'s D 1' --warehouse 'my bills.duckdb'"
    assert text == expected
    assert command_line("show", "accounts") == "tierbill show accounts"
    assert build_command(Path("my landing")) == (
        "tierbill build --landing 'my landing' --warehouse bills.duckdb"
    )
    assert build_command(Path("x/bills.duckdb.landing")) == (
        "tierbill build --landing x/bills.duckdb.landing --warehouse x/bills.duckdb"
    )


@pytest.mark.parametrize("columns", [0, 1])
def test_a_width_that_is_none_stops_nothing(printed, columns):
    lines = printed(example(), columns)
    assert "1,234.50" in "".join("".join(lines).split())
