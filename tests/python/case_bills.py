"""What the bills of the cases of `../shared/cases` are by their EXPECTED.md, and what they are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import duckdb
from building import tierbill

KINDS = ("bill_a", "channel_bill", "bill_b", "direct_bill")
# Of each case what its bills ask: kind, buyer, month, billed, due.
THREE_TIERS = (("bill_a", "dist"), ("channel", "res"), ("bill_b", "cust"))


def on_each_tier(*months: tuple[str, str]) -> list[tuple[str, str, str, str, str]]:
    return [(*tier, month, cost, cost) for month, cost in months for tier in THREE_TIERS]


def on_both_tiers(*months: tuple[str, str], due: str | None = None):
    tiers = (("bill_a", "R"), ("bill_b", "C"))
    return [(*tier, month, cost, due or cost) for month, cost in months for tier in tiers]


TWO_RESELLERS = [
    ("bill_a", "D1", "08", "1.00", "1.00"),
    ("bill_a", "R1", "08", "1.00", "1.00"),
    ("channel", "R2", "08", "1.00", "1.00"),
    ("bill_b", "C1", "08", "1.00", "1.00"),
    ("bill_b", "C2", "08", "1.00", "1.00"),
]
ABSURD = "2410560000000000000000000000"
BILLS = {
    "hunt1/day-long-record-on-hourly-sku": on_each_tier(("08", "40.00"), ("09", "12.00")),
    "hunt1/ends-at-59-59": on_each_tier(("08", "86.38")),
    "hunt1/every-started-hour-is-paid": on_each_tier(("08", "0.04")),
    "hunt1/folder-written-by-spark/with-success-file": on_each_tier(("08", "3.00")),
    "hunt1/four-credit-notes-one-cent": [
        ("bill_a", "dist", "01", "334.99", "334.99"),
        ("bill_a", "dist", "02", "-82.00", "0.00"),
        ("bill_a", "dist", "03", "-82.00", "0.00"),
        ("bill_a", "dist", "04", "-69.00", "0.00"),
        ("bill_a", "dist", "05", "-102.00", "0.00"),
    ],
    "hunt1/minor-units-jpy-kwd": [
        ("bill_a", "dist", "08", "1234", "1234"),
        ("bill_b", "cust", "08", "1234", "1234"),
        ("bill_a", "dist-kw", "08", "12.346", "12.346"),
        ("bill_b", "cust-kw", "08", "12.346", "12.346"),
    ],
    "hunt1/minute-records-below-a-cent": [
        ("bill_a", "dist", "08", "0.05", "0.05"),
        ("bill_b", "cust", "08", "0.05", "0.05"),
    ],
    "hunt1/old-binding-left-open": [
        *on_each_tier(("08", "100.00")),
        ("bill_a", "dist", "09", "30.00", "30.00"),
        ("channel", "res", "09", "10.00", "10.00"),
        ("channel", "res-2", "09", "20.00", "20.00"),
        ("bill_b", "cust", "09", "10.00", "10.00"),
        ("bill_b", "cust", "09", "20.00", "20.00"),
    ],
    "hunt1/one-absurd-meter-reading": [
        ("bill_a", "dist", "08", f"{ABSURD[:-1]}5", f"{ABSURD[:-1]}5"),
        ("channel", "res", "08", f"{ABSURD[:-1]}5", f"{ABSURD[:-1]}5"),
        ("bill_b", "cust", "08", ABSURD, ABSURD),
        ("bill_b", "cust-2", "08", "5.00", "5.00"),
    ],
    "hunt1/petabyte-in-byte-seconds/already-multiplied": on_each_tier(("08", "0.02")),
    "hunt1/petabyte-in-byte-seconds/metered-by-duration": on_each_tier(("08", "31457.28")),
    "hunt1/price-of-minus-one": on_each_tier(("08", "2.00")),
    "hunt1/tags-that-are-not-strings": on_each_tier(("08", "80.00")),
    "hunt1/tax-region-changed-after-issue": [
        ("bill_a", "dist", "07", "109.00", "109.00"),
        ("bill_a", "dist", "08", "218.00", "218.00"),
        ("bill_a", "dist", "10", "23.00", "23.00"),
        ("bill_b", "cust", "07", "100.00", "100.00"),
        ("bill_b", "cust", "08", "200.00", "200.00"),
        ("bill_b", "cust", "10", "50.00", "50.00"),
    ],
    "hunt1/tiers-pooled-over-linked-accounts": [
        ("bill_a", "payer", "08", "1648.64", "1648.64"),
        ("bill_b", "a1", "08", "706.56", "706.56"),
        ("bill_b", "a2", "08", "706.56", "706.56"),
        ("bill_b", "a3", "08", "235.52", "235.52"),
    ],
    "reliability/base": TWO_RESELLERS,
    "reliability/far-usage": TWO_RESELLERS,
    "reliability/issued-bill-changes/first": [
        ("bill_a", "R1", "08", "200.00", "200.00"),
        ("bill_b", "C1", "08", "200.00", "200.00"),
    ],
    "reliability/one-glitch-stops-all": [
        ("bill_a", "D1", "08", "1.00", "1.00"),
        ("bill_a", "R1", "08", "1999999999999999999", "1999999999999999999"),
        ("channel", "R2", "08", "1.00", "1.00"),
        ("bill_b", "C1", "08", "1999999999999999999", "1999999999999999999"),
        ("bill_b", "C2", "08", "1.00", "1.00"),
    ],
    "reliability/perpetual-order": [
        ("bill_a", "D1", "08", "1.00", "1.00"),
        ("bill_a", "R1", "08", "11.00", "11.00"),
        ("channel", "R2", "08", "1.00", "1.00"),
        ("bill_b", "C1", "08", "11.00", "11.00"),
        ("bill_b", "C2", "08", "1.00", "1.00"),
    ],
    "second-program/budget-counts-bill-a-adjustment": [
        ("bill_a", "R", "08", "100.00", "100.00"),
        ("bill_b", "C", "08", "10.00", "10.00"),
    ],
    "second-program/byte-seconds": on_both_tiers(("08", "334.07")),
    "second-program/focus-loses-lines-of-vanished-charges": [
        *on_both_tiers(("08", "30.00")),
        *on_both_tiers(("09", "-10.00"), due="0"),
    ],
    "second-program/overflow-list-cost": on_both_tiers(("08", "1234567890246913578.01")),
    "second-program/provider-layouts-change-after-issue": on_both_tiers(("08", "15.00")),
    "second-program/reversal-keeps-reserved-and-plan-cost": [
        ("bill_a", "R", "08", "9.10", "9.10"),
        ("bill_a", "R", "09", "2.45", "2.45"),
        ("bill_b", "C", "08", "15.00", "15.00"),
        ("bill_b", "C", "09", "2.50", "2.50"),
    ],
    "second-program/tag-costs-of-an-issued-month-change": [
        *on_both_tiers(("08", "30.00")),
        *on_both_tiers(("09", "-10.00"), due="0"),
    ],
    "second-program/voucher-on-order-with-negative-total": [
        ("bill_a", "R", "08", "-200.00", "0"),
        ("bill_b", "C", "08", "-220.00", "0"),
    ],
}


def build(home: Path, *deliveries: Path, options: tuple[str, ...] = ()) -> Path:
    for delivery in deliveries:
        tierbill("load", delivery, "--landing", home / "landing", *options)
    tierbill("build", "--landing", home / "landing", "--warehouse", home / "w.duckdb")
    return home / "w.duckdb"


def rows(warehouse: Path, query: str, *values: object) -> list[tuple]:
    with duckdb.connect(str(warehouse), read_only=True) as database:
        return database.execute(query, values).fetchall()


def bills(warehouse: Path, before: str = "") -> list[tuple]:
    """Kind, buyer, month, billed and due of the bills whose seller begins so."""
    every = " union all ".join(
        f"select '{kind.removesuffix('_bill')}', buyer_account_id, strftime(billing_month, '%m'), "
        f"billed_amount, due_amount, seller_account_id from marts.{kind}_statements"
        for kind in KINDS
    )
    query = f"select * from ({every}) where starts_with(seller_account_id, ?)"
    return sorted(
        (kind, buyer.removeprefix(before), month, billed, due)
        for kind, buyer, month, billed, due, _ in rows(warehouse, query, before)
    )


def in_numbers(expected: list[tuple[str, str, str, str, str]]) -> list[tuple]:
    return sorted(
        (kind, buyer, month, Decimal(billed), Decimal(due))
        for kind, buyer, month, billed, due in expected
    )
