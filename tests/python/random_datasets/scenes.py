"""Small hand-made scenes that several tests play in: parties, prices, discounts, vouchers."""

from __future__ import annotations

from collections.abc import Iterable

from .dataset import Dataset

HOUR = {"usage_started_at": "2025-08-15T00:00+08", "usage_ended_at": "2025-08-15T01:00+08"}
ORDER = {"placed_at": "2025-08-15T10:00:00+08:00", "paid_at": "2025-08-15T10:05:00+08:00"}


def one_reseller() -> Dataset:
    """Provider P, reseller R, customer C of R and a direct customer K."""
    data = Dataset()
    data.account("P", "provider")
    data.account("R", "reseller")
    data.account("C")
    data.account("K")
    data.bind("R", "P")
    data.bind("C", "R")
    return data


def two_tiers() -> Dataset:
    """Provider P, distributor T, second-level reseller S; customers C of S, D of T, K of none."""
    data = Dataset()
    data.account("P", "provider")
    data.account("T", "distributor")
    data.account("S", "reseller")
    for customer in ("C", "D", "K"):
        data.account(customer)
    for child, parent in (("T", "P"), ("S", "T"), ("C", "S"), ("D", "T")):
        data.bind(child, parent)
    return data


def discounted(data: Dataset, partner: str | None, customer: str | None) -> None:
    """Special approval for R, and on it a discount for C; multipliers, or `=price`."""
    for name, seller, buyer, value in (("DA", "P", "R", partner), ("DB", "R", "C", customer)):
        if value is not None:
            is_price = value.startswith("=")
            data.add(
                "discounts",
                discount_id=name,
                seller_account_id=seller,
                buyer_account_id=buyer,
                based_on_discount_id="DA" if name == "DB" else None,
                discount_kind="contract_price" if is_price else "multiplier",
                multiplier=None if is_price else value,
                contract_unit_price=value[1:] if is_price else None,
            )


def memory(data: Dataset) -> None:
    """4 GiB for an hour at 0.00000311 a GiB-second."""
    data.sku("mem", "0.00000311", metering="duration", usage_unit="GiB-second")
    data.add("usage", owner_account_id="C", sku_id="mem", usage_quantity="4", **HOUR)


def voucher_world(data: Dataset) -> None:
    data.sku("vm", "1000")
    data.add("usage", owner_account_id="C", sku_id="vm", **HOUR)
    discounted(data, "0.70", "0.85")


def voucher(data: Dataset, face: str, holder: str = "C", **values: object) -> None:
    data.add(
        "vouchers",
        voucher_type="customer" if holder == "C" else "partner",
        funded_by_account_id="R" if holder == "C" else "P",
        holder_account_id=holder,
        face_value=face,
        **values,
    )


def annual_order(data: Dataset) -> None:
    """List 1200, half given back."""
    data.sku("year", None, billing_mode="subscription", settlement_cycle="upfront")
    discounted(data, "0.70", "0.85")
    data.add(
        "orders",
        order_line_id="buy",
        order_id="o1",
        owner_account_id="C",
        sku_id="year",
        list_cost="1200",
        currency_code="USD",
        **ORDER,
    )


def give_back(data: Dataset, order_type: str, order_id: str = "o2") -> None:
    data.add(
        "orders",
        order_line_id="back",
        order_id=order_id,
        original_order_line_id="buy",
        owner_account_id="C",
        sku_id="year",
        order_type=order_type,
        refunded_share="0.5",
        placed_at="2025-08-20T00:00Z",
        paid_at="2025-08-20T00:00Z",
    )


def legs(rows: Iterable[dict], **where: str) -> list[dict]:
    """The legs that have all these values, by id."""
    found = [row for row in rows if all(row[name] == value for name, value in where.items())]
    return sorted(found, key=lambda leg: leg["leg_id"])


def only(rows: list[dict]) -> dict:
    assert len(rows) == 1, rows
    return rows[0]
