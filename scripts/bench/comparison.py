"""Proves that the warehouse and the single script computed the same bills."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

_LEGS = """
select
    leg_kind, currency_code, count(*) as legs, sum(list_cost) as list_cost,
    sum(contracted_cost) as contracted_cost, sum(tax_cost) as tax_cost,
    sum(billed_cost) as billed_cost
from {side}.fct_rated_legs
group by leg_kind, currency_code
"""
_CHARGES = """
select
    charge_category, currency_code, count(*) as charges, sum(list_cost) as list_cost,
    sum(consumed_quantity) as consumed_quantity, sum(pricing_quantity) as pricing_quantity
from {side}.fct_charges
group by charge_category, currency_code
"""
_BILL = """
select
    '{bill}' as bill, '{level}' as level, currency_code, count(*) as lines,
    sum({cost}) as billed
from {side}.{bill}_{level}
group by currency_code
"""
_USAGE = """
select
    '{mart}' as mart, currency_code, count(*) as lines, sum(quantity) as quantity,
    sum(list_cost) as list_cost, sum(utility_cost) as utility_cost,
    sum(customer_cost) as customer_cost
from {side}.{mart}
group by currency_code
"""
BILLS = ("bill_a", "bill_b", "direct_bill", "channel_bill")
LEVELS = {
    "details": "billed_cost",
    "details_monthly": "billed_cost",
    "resources": "billed_amount",
    "summary": "billed_cost",
    "statements": "billed_amount",
}


@dataclass(frozen=True)
class Difference:
    """A row of totals that one side has and the other has not."""

    what: str
    side: str
    totals: tuple[object, ...]


def compare(warehouse: Path, script: Path) -> tuple[int, list[Difference]]:
    """Compare totals of both files: how many rows of totals there are, and those that differ."""
    compared, differences = 0, []
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'UTC'")
        con.execute(f"attach '{warehouse.resolve()}' as warehouse (read_only)")
        con.execute(f"attach '{script.resolve()}' as script (read_only)")
        for what, query in _queries():
            ours = set(con.execute(query.format(side="warehouse.marts")).fetchall())
            theirs = set(con.execute(query.format(side="script.main")).fetchall())
            compared += len(theirs)
            for side, rows in (("warehouse", ours - theirs), ("script", theirs - ours)):
                differences += [Difference(what, side, row) for row in sorted(rows, key=repr)]
    return compared, differences


def _queries() -> list[tuple[str, str]]:
    """What is compared, each with its query for a side."""
    found = [("fct_charges", _CHARGES), ("fct_rated_legs", _LEGS)]
    for bill in BILLS:
        for level, cost in LEVELS.items():
            query = _BILL.format(bill=bill, level=level, cost=cost, side="{side}")
            found.append((f"{bill}_{level}", query))
    for mart in ("channel_product_usage", "billing_group_product_usage"):
        found.append((mart, _USAGE.format(mart=mart, side="{side}")))
    return found
