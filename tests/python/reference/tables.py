"""The input tables as `inputs.md` states them: columns in order, types, enums and ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A table is one paragraph: its name, then one column a line. `*` marks the key, `?` may be null.
CONTRACT = """
accounts
  *account_id text / account_name text / account_role role / tax_region text?
  currency_code currency / shows_customer_discounts bool / shows_reseller_costs bool
  recorded_at ts

account_bindings
  *binding_id text / account_id text / parent_account_id text / channel_code text? / bound_at ts
  unbound_at ts? / recorded_at ts

account_terms
  *account_id text / *valid_from ts / account_role role? / recorded_at ts

channels
  *channel_code text / channel_name text / reseller_account_id text / billing_group_code text?
  recorded_at ts

billing_groups
  *billing_group_code text / billing_group_name text / distributor_account_id text / recorded_at ts

skus
  *sku_id text / provider_account_id text / product_code text / product_name text
  subproduct_code text / subproduct_name text / component_type_code text
  component_type_name text / component_code text / component_name text
  resource_type_code text / resource_type_name text / specification text? / billing_mode mode
  settlement_cycle cycle / metering metering / usage_unit text / pricing_unit text
  usage_per_pricing_unit dec(28,10)>0 / pricing_increment dec(28,10)?>0
  settlement_type settlement / recorded_at ts

list_prices
  *sku_id text / *region_id text? / *valid_from ts / *tier_lower_bound dec(28,10)>=0
  valid_to ts? / tier_model tiers / unit_price dec(28,10)>=0 / currency_code currency
  recorded_at ts

discounts
  *discount_id text / seller_account_id text / buyer_account_id text / based_on_discount_id text?
  product_code text? / subproduct_code text? / component_type_code text? / component_code text?
  discount_kind discount / multiplier dec(18,10)?>=0 / contract_unit_price dec(28,10)?>=0
  submitted_at ts / effective_at ts / expires_at ts? / auto_renew bool / recorded_at ts

discount_changes
  *change_id text / discount_id text / batch_id text? / changed_by text / changed_at ts
  field text / new_value text / recorded_at ts

tax_rates
  *tax_region text / *tax_component text / *valid_from ts / valid_to ts? / tax_rate dec(9,6)>=0
  recorded_at ts

usage
  *usage_id text / owner_account_id text / operator_account_id text? / resource_id text
  resource_name text? / project text? / sku_id text / region_id text? / zone_id text?
  usage_started_at ts / usage_ended_at ts / usage_quantity dec(28,10)>=0
  linear_size dec(18,6)?>0 / tags tags? / recorded_at ts

orders
  *order_line_id text / order_id text / original_order_line_id text?
  adjusts_order_line_id text? / owner_account_id text
  operator_account_id text? / resource_id text / resource_name text? / project text?
  sku_id text / region_id text? / zone_id text? / tags tags? / order_type order / placed_at ts
  paid_at ts / service_from ts? / service_to ts? / term_count int?>0 / term_unit term?
  quantity dec(28,10)>=0 / linear_size dec(18,6)?>0 / list_cost dec(28,8)? / currency_code currency?
  refunded_share dec(18,10)? / unsubscription_reason text? / recorded_at ts

entitlements
  *entitlement_id text / entitlement_kind entitlement / owner_account_id text
  order_line_id text? / product_code text? / subproduct_code text? / component_type_code text?
  component_code text? / region_id text? / included_quantity dec(28,10)?>=0
  hourly_commitment dec(28,10)?>=0 / plan_multiplier dec(18,10)?>0 / valid_from ts / valid_to ts
  recorded_at ts

vouchers
  *voucher_id text / voucher_type voucher / funded_by_account_id text / holder_account_id text
  designated_account_id text? / face_value dec(28,8)>=0 / minimum_spend dec(28,8)?>=0
  currency_code currency / is_reusable bool / payment_mode payment_mode / product_codes text?
  product_codes_are_excluded bool / valid_from ts / valid_to ts / recorded_at ts

bill_adjustments
  *adjustment_id text / provider_account_id text / reseller_account_id text
  owner_account_id text? / adjustment_kind adjustment / amount dec(28,8)>0 / currency_code currency
  occurred_at ts / reason text? / recorded_at ts

credit_allocations
  *allocation_id text / granted_by_account_id text / account_id text
  allocation_kind allocation / amount dec(28,8) / allocated_at ts / recorded_at ts

bill_confirmations
  *confirmation_id text / batch_id text? / confirmed_by_account_id text
  customer_account_id text / billing_month month / charge_id text? / amount dec(28,8)?
  confirmed_at ts / recorded_at ts

budget_events
  *budget_event_id text / set_by_account_id text / customer_account_id text / budget_type budget
  action budget_action / amount dec(28,2)? / occurred_at ts / recorded_at ts

account_control_events
  *control_event_id text / made_by_account_id text / account_id text / action control
  permission permission? / request_id text? / occurred_at ts / recorded_at ts

billing_tag_keys
  *account_id text / *tag_key text / *enabled_at ts / disabled_at ts? / recorded_at ts

payments
  *payment_id text / account_id text / payee_account_id text / payment_kind payment
  amount dec(28,8) / currency_code currency / status status / failure_code text? / occurred_at ts
  memo text? / recorded_at ts

rounding_policies
  *seller_account_id text? / *currency_code currency? / *valid_from_month month
  valid_to_month month? / rounding_mode rounding_mode? / rounding_digits int?>=0
  rounding_level rounding_level? / negative_bill negative_bill? / recorded_at ts

bill_issues
  *seller_account_id text / *billing_month month / *version int / issued_at ts / recorded_at ts

retractions
  *source_table retractable / *record_key text / reason text? / *recorded_at ts
"""

ENUMS = {
    "role": "provider distributor reseller customer",
    "mode": "pay_per_use spot subscription reserved_upfront reserved_hourly",
    "cycle": "hourly daily monthly upfront",
    "metering": "amount duration p95",
    "settlement": "common promotional no_discount special_request",
    "tiers": "flat graduated volume",
    "discount": "multiplier contract_price",
    "order": "new_purchase renewal change unsubscription price_adjustment",
    "term": "month year",
    "entitlement": "package reserved_instance savings_plan",
    "voucher": "partner partner_designated customer",
    "payment_mode": "all prepaid postpaid",
    "adjustment": "compensation deduction",
    "allocation": "pool customer",
    "budget": "monthly one_time",
    "budget_action": "set delete",
    "control": (
        "freeze_account unfreeze_account freeze_resources unfreeze_resources"
        " restrict_pay_per_use allow_pay_per_use grant_permission revoke_permission"
        " request_budget request_freeze accept_request decline_request"
    ),
    "permission": "set_budget freeze_account freeze_resources",
    "payment": "payment credit",
    "status": "completed failed",
    "rounding_mode": "half_up truncate",
    "rounding_level": "bill line",
    "negative_bill": "due_zero due_negative carry_forward",
    "retractable": (
        "accounts account_bindings account_terms channels billing_groups skus list_prices discounts"
        " discount_changes tax_rates rounding_policies usage orders entitlements vouchers"
        " bill_adjustments"
        " credit_allocations bill_confirmations budget_events"
        " account_control_events billing_tag_keys payments provider_bill_lines bill_issues"
    ),
}


@dataclass(frozen=True)
class Column:
    name: str
    kind: str
    nullable: bool
    is_key: bool
    bound: str  # "", ">" or ">=" zero
    digits: tuple[int, int] | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    name: str
    columns: tuple[Column, ...]

    @property
    def key(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.is_key)


_COLUMN = re.compile(
    r"(?P<key>\*?)(?P<name>\w+) (?P<kind>\w+)(\((?P<p>\d+),(?P<s>\d+)\))?(?P<null>\??)(?P<bound>.*)"
)


def _column(text: str) -> Column:
    found = _COLUMN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"not a column of the contract: {text!r}")
    kind = found["kind"]
    return Column(
        name=found["name"],
        kind="enum" if kind in ENUMS else kind,
        nullable=bool(found["null"]),
        is_key=bool(found["key"]),
        bound=found["bound"].removesuffix("0"),
        digits=(int(found["p"]), int(found["s"])) if found["p"] else None,
        values=tuple(ENUMS.get(kind, "").split()),
    )


def _table(paragraph: str) -> Table:
    name, *lines = paragraph.strip().splitlines()
    columns = tuple(_column(text) for line in lines for text in line.split(" / "))
    return Table(name, columns)


TABLES = {table.name: table for table in map(_table, CONTRACT.strip().split("\n\n"))}
