"""Which columns of which marts the rules determine, and so must be the same to the last digit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from .credit_accounts import customers_and_pools, ledger_entries
from .lines import BENEFITS, MONEY, QUANTITIES
from .rating import Rating

PARTIES = ("seller_account_id", "buyer_account_id", "owner_account_id")
LEG_MONEY = ("list_cost", "discount_cost", *MONEY[1:])
AMOUNTS = tuple(name.replace("_cost", "_amount") for name in MONEY)
USAGE_REPORT = ("usage_date", "product_code", "unit", "currency_code")
USAGE_COSTS = ("quantity", "list_cost", "utility_cost", "customer_cost")


@dataclass(frozen=True)
class ComparedMart:
    """`columns` must be there; `optional` ones are compared if the warehouse has them."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    query: str | None = None
    source: Callable[[Rating], list[dict]] | None = field(default=None, repr=False)

    @property
    def relation(self) -> str:
        """What is selected from: the mart, or a query over it."""
        return f"({self.query})" if self.query else f'marts."{self.name}"'

    def rows(self, rating: Rating) -> list[dict]:
        return self.source(rating) if self.source else getattr(rating, self.name)


def _bill_marts(bill: str) -> list[ComparedMart]:
    line = ("line_id", "line_kind", "billing_month", *PARTIES, "currency_code", *MONEY)
    monthly = ("line_kind", "billing_month", *PARTIES, "reseller_account_id")
    product = ("product_code", "component_code", "resource_id", "region_id", "billing_mode")
    resource = ("resource_id", "billing_mode", "transaction_type", "currency_code")
    summary = ("product_code", "project", "region_id", "billing_mode", "currency_code")
    between = ("billing_month", "seller_account_id", "buyer_account_id")
    statement = (*between, "currency_code")
    billed = (
        *("precision_difference", "billed_amount", "carried_in_amount", "due_amount"),
        *("carried_out_amount", "negative_causes"),
    )
    return [
        ComparedMart(
            f"{bill}_details",
            (*line, "charge_id", "transaction_type"),
            key=("seller_account_id", "line_id"),
            optional=(
                *("leg_id", "corrects_line_id", "corrects_billing_month", "list_unit_price"),
                *("product_code", "tags", *QUANTITIES, *BENEFITS),
            ),
        ),
        ComparedMart(
            f"{bill}_details_monthly",
            (*monthly, *product, "transaction_type", "list_unit_price", "currency_code", *MONEY),
            optional=("consumed_quantity", "pricing_quantity"),
        ),
        ComparedMart(
            f"{bill}_resources",
            (*between, "owner_account_id", *resource, *AMOUNTS),
            key=(*between, "owner_account_id", *resource),
        ),
        ComparedMart(f"{bill}_summary", (*between, *summary, *MONEY), key=(*between, *summary)),
        ComparedMart(
            f"{bill}_statements",
            (*statement, *MONEY, *billed),
            key=statement,
            optional=("state",),
        ),
    ]


CHARGES = ComparedMart(
    "fct_charges",
    (
        *("charge_id", "charge_category", "order_type", "billing_mode", "settlement_cycle"),
        *("owner_account_id", "operator_account_id", "resource_id", "sku_id", "region_id"),
        *("zone_id", "project", "tags", "charge_period_start", "charge_period_end"),
        *("transaction_at", "billing_month", "first_used_at", "last_used_at"),
        *("consumed_quantity", "package_usage", "reserved_usage", "reserved_quantity"),
        *("pricing_quantity", "list_unit_price", "list_cost", "reserved_cost", "plan_cost"),
        *("order_id", "original_charge_id", "adjusted_charge_id", "currency_code"),
        "recorded_at",
    ),
    key=("charge_id",),
    optional=("usage_days_ratio", "resource_name"),
)
LEGS = ComparedMart(
    "fct_rated_legs",
    (
        *("leg_id", "charge_id", "leg_kind", "leg_number", *PARTIES),
        *("reseller_account_id", "distributor_account_id", "channel_code"),
        *("billing_group_code", "billing_month", "discount_id", "discount_multiplier"),
        *("contract_unit_price", *LEG_MONEY, "currency_code"),
    ),
    key=("leg_id",),
)
TIERS = ComparedMart(
    "fct_charge_tiers", ("charge_id", "quantity", "unit_price"), optional=("tier_lower_bound",)
)
REJECTED = ComparedMart("rejected_records", ("source_table", "record_key", "reason"))
COUNTS = ("delivered", "current", "duplicate", "superseded", "retracted", "rejected")
ACCOUNTING = ComparedMart(
    "load_accounting",
    ("source_table", *COUNTS),
    key=("source_table",),
    query="select source_table, "
    + ", ".join(f'sum("{name}") as "{name}"' for name in COUNTS)
    + " from marts.load_accounting group by source_table having sum(delivered) > 0",
    source=lambda rating: [row for row in rating.load_accounting if row["delivered"] > 0],
)
USAGE_REPORTS = [
    ComparedMart(name, (code, *USAGE_REPORT, *USAGE_COSTS), key=(code, *USAGE_REPORT))
    for name, code in (
        ("channel_product_usage", "channel_code"),
        ("billing_group_product_usage", "billing_group_code"),
    )
]
RESELLER_COST = ComparedMart(
    "reseller_cost_by_second_level",
    (
        *("distributor_account_id", "reseller_account_id", "billing_month", "currency_code"),
        *("contracted_cost", "voucher_cost", "pretax_cost", "tax_cost", "billed_cost"),
    ),
    key=("distributor_account_id", "reseller_account_id", "billing_month", "currency_code"),
)
EXPENDITURE = ComparedMart(
    "customer_expenditure",
    ("owner_account_id", "product_code", "billing_month", "currency_code", "list_cost"),
    key=("owner_account_id", "product_code", "billing_month", "currency_code"),
)

PROOF = ComparedMart(
    "attribution_proof",
    ("provider_account_id", "billing_month", "currency_code", "remainder_cost"),
    key=("provider_account_id", "billing_month", "currency_code"),
)
MARGIN_KEY = (
    *("tier_account_id", "leg_number", "owner_account_id", "product_code"),
    *("billing_month", "currency_code"),
)
MARGINS = ComparedMart(
    "margins", (*MARGIN_KEY, "revenue_cost", "sold_voucher_cost", "margin_cost"), key=MARGIN_KEY
)
LEG_DISCOUNTS = ComparedMart(
    "fct_leg_discounts",
    ("leg_id", "step_number", "step", "rule_id", "cost_before", "cost_after"),
    key=("leg_id", "step_number"),
)
LEG_TAXES = ComparedMart(
    "fct_leg_taxes",
    (
        *("leg_id", "tax_region", "tax_component", "tax_rate_id", "tax_rate"),
        *("pretax_cost", "tax_cost"),
    ),
    key=("leg_id", "tax_component"),
)
AMORTISED = ComparedMart(
    "amortised_costs",
    (
        *("charge_id", "billing_month", "paid_month", "currency_code"),
        *("list_cost", "utility_cost", "customer_cost"),
    ),
    key=("charge_id", "billing_month"),
)
A_TO_B = ComparedMart(
    "bill_a_to_bill_b",
    (
        *("billing_month", "reseller_account_id", "cause", "currency_code"),
        *(
            f"{side}_{figure}"
            for figure in ("line_count", "list_cost", "billed_cost")
            for side in ("bill_a", "bill_b", "difference")
        ),
    ),
    key=("billing_month", "reseller_account_id", "cause", "currency_code"),
)
LEAKS = ComparedMart(
    "margin_leaks",
    (
        *("finding", "account_id", "leg_number", "owner_account_id", "product_code"),
        *("billing_month", "rule_id", "other_rule_id", "since_at", "revenue_cost"),
        *("purchase_cost", "margin_cost", "currency_code"),
    ),
)
NOTICES = ComparedMart("discount_notices", ("discount_id", "notice_date", "medium"))
VOUCHERS = ComparedMart(
    "voucher_ledger",
    ("voucher_id", "leg_id", "voucher_cost"),
    key=("voucher_id", "leg_id"),
    optional=("balance_after",),
    query="select * from marts.voucher_ledger where leg_id is not null",
    source=lambda rating: rating.voucher_draws,
)
CREDIT_ACCOUNT = ("account_id", "allocated_cost", "used_cost", "available_cost")
TAGS = ("viewer_account_id", "tag_key", "tag_value", "billing_month", "currency_code")
CONTROL = [
    ComparedMart(
        "bill_confirmation_status",
        ("seller_account_id", "buyer_account_id", "billing_month", "status"),
        key=("seller_account_id", "buyer_account_id", "billing_month"),
    ),
    ComparedMart("credit_alerts", ("account_id", "threshold_percent", "alert_date")),
    ComparedMart(
        "customer_credit",
        (*CREDIT_ACCOUNT, "credit_kind", "is_suspended"),
        key=("account_id",),
        source=lambda rating: customers_and_pools(rating.customer_credit, rating.reseller_pools),
    ),
    ComparedMart(
        "credit_ledger",
        (*CREDIT_ACCOUNT, "credit_kind", "event_kind", "event_id", "occurred_at", "event_cost"),
        key=("account_id", "event_kind", "event_id"),
        query="select * from marts.credit_ledger where credit_kind = 'customer'",
        source=lambda rating: ledger_entries(rating.credit_ledger),
    ),
    ComparedMart(
        "budget_utilisation",
        ("customer_account_id", "billing_month", "budget_amount", "used_cost", "is_used_up"),
        key=("customer_account_id", "billing_month"),
    ),
    ComparedMart(
        "tag_costs",
        (*TAGS, "billed_cost", "line_count"),
        key=TAGS,
    ),
    ComparedMart(
        "budget_alerts",
        ("customer_account_id", "billing_month", "threshold_percent", "recipient_account_id"),
    ),
    ComparedMart("forbidden_purchases", ("charge_id", "reasons"), key=("charge_id",)),
]

KERNEL = [
    REJECTED,
    ACCOUNTING,
    CHARGES,
    TIERS,
    LEGS,
    *(
        mart
        for bill in ("bill_a", "bill_b", "direct_bill", "channel_bill")
        for mart in _bill_marts(bill)
    ),
    *USAGE_REPORTS,
    RESELLER_COST,
    EXPENDITURE,
    PROOF,
    MARGINS,
    LEG_DISCOUNTS,
    LEG_TAXES,
    AMORTISED,
    A_TO_B,
    LEAKS,
]
BY_PROFILE = {
    "kernel": KERNEL,
    "commercial": [*KERNEL, NOTICES, VOUCHERS],
    "periods": [*KERNEL, NOTICES, VOUCHERS, *CONTROL],
}
MARTS: dict[str, ComparedMart] = {mart.name: mart for mart in BY_PROFILE["periods"]}
