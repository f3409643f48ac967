"""What a leg looks like on a bill: one line, with what the reader may be told of its charge."""

from __future__ import annotations

from .accepted_records import AcceptedRecords

MONEY = (
    "list_cost",
    "contracted_cost",
    "voucher_cost",
    "pretax_cost",
    "tax_cost",
    "billed_cost",
)
QUANTITIES = ("consumed_quantity", "package_usage", "reserved_usage", "pricing_quantity")
BENEFITS = ("reserved_cost", "plan_cost")
ADDED_UP = (*MONEY, *QUANTITIES, *BENEFITS, "discount_cost", "charge_list_cost")
PRODUCT = (
    "product_code",
    "subproduct_code",
    "component_type_code",
    "component_code",
)
DESCRIPTIVE = (
    "charge_category",
    "order_type",
    "billing_mode",
    "settlement_cycle",
    "operator_account_id",
    "resource_id",
    "sku_id",
    "region_id",
    "zone_id",
    "project",
    "charge_period_start",
    "charge_period_end",
    "transaction_at",
    *QUANTITIES,
    "list_unit_price",
    *BENEFITS,
    "tags",
    "order_id",
    "original_charge_id",
)


def transaction_type(charge: dict) -> str:
    if charge["charge_category"] == "adjustment":
        return charge["_adjustment_kind"]
    if charge["charge_category"] != "usage":
        return charge["order_type"]
    if charge["billing_mode"] == "spot":
        return "spot"
    return f"{charge['settlement_cycle']}_settlement"


def original_line(records: AcceptedRecords, charge: dict, leg: dict) -> dict:
    """The line that bills a leg for the first time, in the charge's own month."""
    sku = records.skus.get(charge["sku_id"], {})
    return (
        {name: charge[name] for name in DESCRIPTIVE}
        | {name: sku.get(name) for name in PRODUCT}
        | leg
        | {
            "line_id": leg["leg_id"],
            "line_kind": "original",
            "line_number": 1,
            "corrects_line_id": None,
            "corrects_billing_month": None,
            "transaction_type": transaction_type(charge),
            "own_billing_month": charge["billing_month"],
            "charge_list_cost": charge["list_cost"],
        }
    )


def negated(line: dict) -> dict:
    """All that adds up with the other sign; null stays null, texts stay as billed."""
    return line | {name: None if line[name] is None else -line[name] for name in ADDED_UP}
