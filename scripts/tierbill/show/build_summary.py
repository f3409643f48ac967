"""The summary of a build: bills by tier, next commands."""

from __future__ import annotations

import shlex
from pathlib import Path

import duckdb
from rich.table import Table

from tierbill.shared.terminal_tables import table_of

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


def bills_table(database: duckdb.DuckDBPyConnection) -> Table:
    """Return the bills by tier and currency."""
    bills = " union all ".join(f"({BILLS.format(bill=bill)})" for bill, _ in TIERS)
    return table_of(database, bills, title="Bills")


def example_bill(database: duckdb.DuckDBPyConnection) -> tuple[str, str, str] | None:
    """Return seller, buyer and month (YYYY-MM) of the greatest customer bill, if there is one."""
    return database.execute(EXAMPLE_BILL).fetchone()


def next_commands(file: Path, bill: tuple[str, str, str] | None) -> str:
    """Return the closing text: commands that show more, ready to copy."""
    target = f"--warehouse {shlex.quote(str(file))}"
    lines = [
        f"tierbill show accounts {target}",
        f"tierbill show rejected {target}",
        f"tierbill export {target} --out exports",
    ]
    if bill is not None:
        seller, buyer, month = (shlex.quote(part) for part in bill)
        lines.insert(
            0, f"tierbill show bill {target} --seller {seller} --buyer {buyer} --month {month}"
        )
    return "Commands that show more:\n" + "\n".join(f"  {line}" for line in lines)
