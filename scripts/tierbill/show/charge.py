"""Show a charge: what was consumed, its list price, and what each tier bills for it."""

from __future__ import annotations

import duckdb
from rich.console import Console

from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.terminal_tables import fields_of, print_wide, table_of

_CHARGE = "select * from marts.fct_charges where charge_id = ?"

_TIERS = """
select * exclude (charge_id)
from marts.fct_charge_tiers
where charge_id = ?
order by tier_number
"""

_LEGS = """
select
    leg_number, leg_kind, seller_account_id, buyer_account_id, billing_month, list_cost,
    discount_id, discount_multiplier, contract_unit_price, contracted_cost, voucher_cost,
    pretax_cost, tax_cost, billed_cost, currency_code
from marts.fct_rated_legs
where charge_id = ?
order by leg_number
"""

_STEPS = """
select
    legs.leg_number, legs.leg_kind, steps.step_number, steps.step, steps.rule_id,
    steps.cost_before, steps.cost_after
from marts.fct_leg_discounts as steps
inner join marts.fct_rated_legs as legs on steps.leg_id = legs.leg_id
where legs.charge_id = ?
order by legs.leg_number, steps.step_number
"""


def show_charge(database: duckdb.DuckDBPyConnection, console: Console, charge_id: str) -> None:
    """Print a charge, its price tiers, its legs and the steps of each leg's price waterfall.

    Raises:
        Refused: there is no such charge; the message names the nearest.
    """
    if database.execute(_CHARGE, [charge_id]).fetchone() is None:
        hint = nearest(database, "from marts.fct_charges", "charge_id", charge_id)
        raise Refused(f"{charge_id}: no such charge. {hint}")
    print_wide(console, fields_of(database, _CHARGE, [charge_id], title="Charge"))
    for title, query in (
        ("Price tiers", _TIERS),
        ("Legs, from the provider down", _LEGS),
        ("From list to billed", _STEPS),
    ):
        table = table_of(database, query, [charge_id], title=title)
        if table.row_count:
            print_wide(console, table)
