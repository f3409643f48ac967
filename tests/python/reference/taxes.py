"""Rules 7.3: tax on what is left after vouchers."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from .accepted_records import AcceptedRecords
from .exact import ZERO, rounded, total


def add_tax(records: AcceptedRecords, leg: dict, charge: dict) -> None:
    """Fill `pretax_cost`, `tax_cost` and `billed_cost`; `_tax_rate` is the sum of the rates."""
    rates = []
    if leg["leg_kind"] in records.settings.taxed_leg_kinds:
        region = records.accounts[leg["buyer_account_id"]]["tax_region"]
        rates = rates_at(records.accepted["tax_rates"], region, charge["transaction_at"])
    pretax = leg["contracted_cost"] - leg["voucher_cost"]
    leg["pretax_cost"] = pretax
    leg["tax_cost"] = total(rounded(pretax * rate, 8) for rate in rates)
    leg["billed_cost"] = pretax + leg["tax_cost"]
    leg["_tax_rate"] = sum(rates, ZERO)


def rates_at(rows: list[dict], region: str | None, moment: datetime) -> list[Decimal]:
    """One rate a component, in the order of their names."""
    return [row["tax_rate"] for row in rate_rows_at(rows, region, moment)]


def rate_rows_at(rows: list[dict], region: str | None, moment: datetime) -> list[dict]:
    """One row a component: of several valid ones the latest `valid_from`."""
    latest: dict[str, dict] = {}
    for row in sorted(rows, key=lambda row: row["valid_from"]):
        begun = row["valid_from"] <= moment
        over = row["valid_to"] is not None and row["valid_to"] <= moment
        if row["tax_region"] == region and begun and not over:
            latest[row["tax_component"]] = row
    return [latest[component] for component in sorted(latest)]
