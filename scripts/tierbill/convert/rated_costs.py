"""Charges of a report's accounts in a warehouse, and their totals by tier."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from tierbill.convert.comparison import Charge
from tierbill.convert.conversion_error import ConversionError
from tierbill.shared.published_warehouse import open_warehouse

_CHARGES = """
    select charge_id, owner_account_id, sku_id, currency_code, list_cost
    from marts.fct_charges
    where list_contains($accounts, owner_account_id)
"""
_TIERS = """
    select
        leg_number, leg_kind, seller_account_id, buyer_account_id, billing_month, currency_code,
        count(*) as charge_count,
        cast(sum(list_cost) as decimal(38, 8)) as list_cost,
        cast(sum(contracted_cost) as decimal(38, 8)) as contracted_cost
    from marts.fct_rated_legs
    where list_contains($accounts, owner_account_id)
    group by
        leg_number, leg_kind, seller_account_id, buyer_account_id, billing_month, currency_code
    order by
        billing_month, currency_code, leg_number, leg_kind, seller_account_id, buyer_account_id
"""


@dataclass(frozen=True, slots=True)
class Tier:
    """One seller and buyer in one billing month and currency; costs at 8 decimals."""

    leg_number: int
    leg_kind: str
    seller_account_id: str
    buyer_account_id: str
    billing_month: date
    currency_code: str
    charge_count: int
    list_cost: Decimal
    contracted_cost: Decimal


def read_rated_costs(
    warehouse: Path, accounts: Sequence[str]
) -> tuple[dict[str, Charge], list[Tier]]:
    """Charges by id and totals by tier of the accounts' own use and purchases.

    Raises ConversionError if the warehouse lacks the marts, Refused if it is no warehouse.
    """
    parameters = {"accounts": list(accounts)}
    with open_warehouse(warehouse) as database:
        try:
            charges = database.execute(_CHARGES, parameters).fetchall()
            tiers = database.execute(_TIERS, parameters).fetchall()
        except duckdb.CatalogException as error:
            raise ConversionError(f"{warehouse}: lacks the marts to compare: {error}") from error
    return {row[0]: Charge(*row[1:]) for row in charges}, [Tier(*row) for row in tiers]
