"""Faults that each singular test of credit, budgets, tags and provider bills finds."""

from __future__ import annotations

CENT = "0.00000001"
KAI = "account_id = '400000000028'"

CONTROL_FAULTS: dict[str, list[tuple[str, str]]] = {
    "assert_confirmations_are_in_the_status": [
        (
            "marts.bill_confirmation_status",
            f"update {{}} set confirmed_cost = confirmed_cost - {CENT} where status = 'confirmed'",
        ),
        ("marts.bill_confirmation_status", "delete from {} where status = 'partly_confirmed'"),
        (
            "intermediate.int_bill_confirmations_validated",
            "delete from {} where confirmation_id = 'confirm-kevin'",
        ),
    ],
    "assert_credit_used_is_what_is_charged": [
        ("marts.customer_credit", f"update {{}} set used_cost = used_cost + {CENT}"),
        ("marts.fct_rated_legs", "delete from {} where buyer_account_id = '800000400051'"),
    ],
    "assert_every_line_is_compared_once": [
        ("marts.provider_bill_reconciliation", "delete from {} where cause = 'equal'"),
        ("marts.provider_bill_reconciliation", f"update {{}} set own_cost = own_cost + {CENT}"),
        ("marts.provider_bill_differences", "delete from {} where cause = 'rounding'"),
    ],
    "assert_forbidden_purchases_are_billed": [
        ("marts.fct_charges", "delete from {} where charge_id = 'order:forbidden-frozen'"),
        ("marts.fct_rated_legs", "delete from {} where charge_id = 'order:forbidden-frozen'"),
    ],
    "assert_ledger_balances_roll": [
        ("marts.credit_ledger", f"delete from {{}} where {KAI} and entry_number = 2"),
        ("marts.credit_ledger", f"delete from {{}} where {KAI}"),
        ("marts.credit_ledger", f"update {{}} set opening_cost = opening_cost + {CENT}"),
        ("marts.customer_credit", f"update {{}} set available_cost = available_cost + {CENT}"),
        ("marts.customer_credit", f"delete from {{}} where {KAI}"),
    ],
    "assert_lower_thresholds_alert_no_later": [
        ("marts.budget_alerts", "delete from {} where threshold_percent = 75"),
        (
            "marts.budget_alerts",
            "update {} set alerted_at = alerted_at + interval 1 hour where threshold_percent = 90",
        ),
    ],
    "assert_pools_are_conserved": [
        ("marts.credit_ledger", f"update {{}} set available_cost = available_cost + {CENT}"),
        (
            "intermediate.int_credit_allocations_validated",
            "delete from {} where allocation_id = 'credit-kira'",
        ),
        (
            "intermediate.int_bill_confirmations_validated",
            "delete from {} where confirmation_id = 'confirm-konny'",
        ),
    ],
    "assert_tag_costs_add_up_to_the_bill": [
        ("marts.tag_costs", "delete from {} where not is_tagged"),
        ("marts.tag_costs", f"update {{}} set billed_cost = billed_cost + {CENT}"),
        ("marts.bill_a_statements", f"update {{}} set tax_cost = tax_cost + {CENT}"),
    ],
}
