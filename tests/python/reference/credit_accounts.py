"""Credit as the warehouse shows it: customers and pools alike are allocated, used, available."""

from __future__ import annotations

KINDS = {"allocation": "customer_allocation"}


def customers_and_pools(customers: list[dict], pools: list[dict]) -> list[dict]:
    """Accounts of customers, and of the resellers that give them credit from a pool."""
    return [
        _account(row) | {"credit_kind": "customer", "is_suspended": row["is_suspended"]}
        for row in customers
    ] + [
        {
            "account_id": row["account_id"],
            "credit_kind": "pool",
            "allocated_cost": row["pool"],
            "used_cost": row["pool"] - row["allocable"],
            "available_cost": row["allocable"],
            "is_suspended": False,
        }
        for row in pools
    ]


def ledger_entries(rows: list[dict]) -> list[dict]:
    """What happened to the credit of customers."""
    return [
        _account(row)
        | {
            "credit_kind": "customer",
            "event_kind": KINDS.get(row["event_kind"], row["event_kind"]),
            "event_id": row["event_id"],
            "occurred_at": row["occurred_at"],
            "event_cost": row["amount"],
        }
        for row in rows
    ]


def _account(row: dict) -> dict:
    return {
        "account_id": row["account_id"],
        "allocated_cost": row["allocated"],
        "used_cost": row["used"],
        "available_cost": row["available"],
    }
