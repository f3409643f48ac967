"""Show a charge: what was consumed, its list price, and what each tier bills for it."""

from __future__ import annotations

import duckdb

from tierbill.disclosure.exported_marts import BILLS
from tierbill.files.printed_text import words
from tierbill.shared.displayed_tables import Display
from tierbill.shared.errors import Refused
from tierbill.shared.nearest_ids import nearest

# What is 0 unless an entitlement took part is left out if it is 0.
_CHARGE = """
select
    charges.charge_id, charges.charge_category, charges.order_type, charges.transaction_type,
    charges.billing_mode, charges.settlement_cycle, charges.owner_account_id,
    nullif(charges.operator_account_id, charges.owner_account_id) as operator_account_id,
    charges.resource_id, charges.resource_name, charges.sku_id, charges.region_id,
    charges.zone_id, charges.project, charges.tags, charges.charge_period_start,
    charges.charge_period_end, charges.transaction_at, charges.billing_month,
    charges.consumed_quantity, skus.usage_unit as consumed_unit,
    nullif(charges.package_usage, 0) as package_usage,
    nullif(charges.reserved_usage, 0) as reserved_usage,
    charges.pricing_quantity, skus.pricing_unit, charges.list_unit_price, charges.list_cost,
    nullif(charges.reserved_cost, 0) as reserved_cost,
    nullif(charges.plan_cost, 0) as plan_cost,
    charges.order_id, charges.original_charge_id, charges.adjusted_charge_id,
    charges.currency_code, charges.recorded_at
from marts.fct_charges as charges
left join marts.dim_skus as skus on charges.sku_id = skus.sku_id
where charges.charge_id = $charge
"""

_TIERS = """
select
    tiers.tier_number as tier, tiers.quantity as tier_quantity, skus.pricing_unit as tier_unit,
    tiers.unit_price, tiers.unrounded_cost, charges.currency_code
from marts.fct_charge_tiers as tiers
inner join marts.fct_charges as charges on tiers.charge_id = charges.charge_id
left join marts.dim_skus as skus on charges.sku_id = skus.sku_id
where tiers.charge_id = $charge
order by tiers.tier_number
"""

_LEGS = """
select
    leg_number as leg, seller_account_id, buyer_account_id, billing_month, list_cost,
    contracted_cost, voucher_cost, tax_cost, billed_cost, currency_code
from marts.fct_rated_legs
where charge_id = $charge
order by leg_number
"""

_STEPS = """
select
    legs.leg_number as leg, legs.leg_kind as kind, steps.step_number as step, steps.step as what,
    case
        when steps.step = 'discount' and legs.contract_unit_price is not null
            then 'contract price'
        when steps.step = 'discount'
            then rtrim(rtrim((legs.discount_multiplier * 100)::varchar, '0'), '.') || ' %'
    end as "is paid",
    steps.cost_before, steps.cost_after, legs.currency_code, steps.rule_id
from marts.fct_leg_discounts as steps
inner join marts.fct_rated_legs as legs on steps.leg_id = legs.leg_id
where legs.charge_id = $charge
order by legs.leg_number, steps.step_number
"""

_LINES_OF_BILL = """
select
    '{bill}' as bill, seller_account_id, buyer_account_id, billing_month,
    coalesce(nullif(line_kind, 'original'), transaction_type) as kind, billed_cost,
    currency_code, line_id, charge_id, leg_id
from marts.{bill}_details
"""
_LINES = " union all ".join(_LINES_OF_BILL.format(bill=bill) for bill in BILLS)

_BILLED = f"""
select * exclude (charge_id, leg_id)
from ({_LINES})
where charge_id = $charge
order by billing_month, seller_account_id, line_id
"""

_OF_MANY = """
select
    coalesce(charge_period_start, transaction_at) as date, transaction_type, owner_account_id,
    resource_id, resource_name, list_cost, currency_code, charge_id
from marts.fct_charges
where $given in (order_id, resource_id)
order by date, charge_id
"""

# What names a charge, the surest first.
_NAMED = f"""
select charge_id, 1 as place from marts.fct_charges where charge_id in ($given, 'order:' || $given)
union all
select charge_id, 2 as place from marts.fct_rated_legs where leg_id = $given
union all
select charge_id, 3 as place from ({_LINES}) where $given in (line_id, leg_id, charge_id)
order by place
limit 1
"""


def show_charge(display: Display, given: str, limit: int) -> None:
    """Print a charge, its price tiers, its legs, each leg's price waterfall, and its bill lines.

    `given` is the id of the charge, of one of its legs or bill lines, or of its order line. A
    charge that is gone has bill lines only. The charges of an order or a resource are listed, at
    most `limit`.

    Raises:
        Refused: there is no such charge; the message names the nearest.
    """
    database = display.database
    charge = find_charge(database, given)
    if charge is None:
        counted = database.execute(
            f"select count(*), min(charge_id) from ({_OF_MANY})", {"given": given}
        ).fetchone()
        total, charge = counted or (0, None)
        if total > 1:
            _list_charges(display, given, limit, total)
            return
    if charge is None:
        hint = nearest(database, "from marts.fct_charges", "charge_id", given)
        raise Refused(f"{given}: no such charge, leg or bill line. {hint}")
    this = {"charge": charge}
    codes = dict.fromkeys(
        ("charge_category", "order_type", "transaction_type", "billing_mode", "kind"), words
    )
    known = "from marts.fct_charges where charge_id = $charge"
    if database.execute(known, this).fetchone() is None:
        display.say(f"{charge}: this charge is gone. It was billed, and that was reversed.")
    else:
        display.print_fields(_CHARGE, this, title="Charge", words=codes)
    for title, query in (
        ("Price tiers", _TIERS),
        ("Legs, from the provider down", _LEGS),
        ("From list to billed", _STEPS),
        ("Bill lines", _BILLED),
    ):
        below = ("rule_id", "line_id")
        display.print(display.table(query, this, title=title, below=below, words=codes))


def _list_charges(display: Display, given: str, limit: int, total: int) -> None:
    charges = display.table(
        f"{_OF_MANY} limit {int(limit)}",
        {"given": given},
        title=f"Charges of {given}",
        below=("charge_id",),
        words={"transaction_type": words},
    )
    display.print(charges)
    if total > limit:
        display.say(f"... and {total - limit:,} more; --limit shows more of them.")


def find_charge(database: duckdb.DuckDBPyConnection, given: str) -> str | None:
    """Return the charge that an id of it, a leg, a bill line or an order line names, if any."""
    row = database.execute(_NAMED, {"given": given}).fetchone()
    return row[0] if row else None
