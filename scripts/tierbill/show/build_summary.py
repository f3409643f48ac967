"""The summary of a build: bills by tier, next commands."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tierbill.shared.command_lines import command_line
from tierbill.shared.displayed_tables import Display
from tierbill.shared.project import default_warehouse
from tierbill.shared.terminal_tables import TerminalTable

BILLS = """
select
    '{bill}' as bill, count(*) as bills, cast(sum(line_count) as bigint) as lines,
    currency_code, sum(list_cost) as list_cost, sum(contracted_cost) as contracted_cost,
    sum(billed_amount) as billed_amount, sum(due_amount) as due_amount
from marts.{bill}_statements
group by currency_code
order by currency_code
"""

# Each kind of bill: who bills whom.
TIERS = (
    ("bill_a", "the provider bills a first-level partner"),
    ("channel_bill", "a distributor bills its second-level reseller"),
    ("bill_b", "a partner bills its customer"),
    ("direct_bill", "the provider bills a direct customer"),
)


EXAMPLE_BILL = """
select seller_account_id, buyer_account_id, strftime(billing_month, '%Y-%m')
from marts.bill_b_statements
order by billed_amount desc, billing_month, seller_account_id, buyer_account_id
limit 1
"""


def bills_table(database: duckdb.DuckDBPyConnection, *, exact: bool = False) -> TerminalTable:
    """Return the bills by tier and currency, money in the digits of its currency or `exact`."""
    bills = " union all ".join(f"({BILLS.format(bill=bill)})" for bill, _ in TIERS)
    return Display(database, exact=exact).table(bills, title="Bills", totals=True)


def example_bill(database: duckdb.DuckDBPyConnection) -> tuple[str, str, str] | None:
    """Return seller, buyer and month (YYYY-MM) of the greatest customer bill, if there is one."""
    return database.execute(EXAMPLE_BILL).fetchone()


def next_commands(file: Path, bill: tuple[str, str, str] | None) -> str:
    """Return the closing text: commands that show more, ready to copy."""
    warehouse = None if file == default_warehouse() else file
    commands = [
        ("show", "accounts"),
        ("show", "findings"),
        ("show", "rejected"),
        ("export", "--out", "exports"),
    ]
    if bill is not None:
        seller, buyer, month = bill
        shown = ("show", "bill", "--seller", seller, "--buyer", buyer, "--month", month)
        commands.insert(0, shown)
    lines = [command_line(*words, warehouse=warehouse) for words in commands]
    return "\nCommands that show more:\n" + "\n".join(f"  {line}" for line in lines)
