"""Which bill marts are exported, and which parties may see them.

A bill goes to its seller and its buyer and to nobody else. The marts are made so that a bill
mart holds nothing of the other tiers: a customer's files come from bill_b and direct_bill
alone, a second-level reseller's from channel_bill (buyer) and bill_b (seller). The reseller's
own cost next to its customers' bills (allowlist b) goes to the seller only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SELLER, BUYER = "seller_account_id", "buyer_account_id"
BILLS = ("bill_a", "channel_bill", "bill_b", "direct_bill")
LEVELS = ("details", "details_monthly", "resources", "summary", "statements")
CHANNEL_USAGE, GROUP_USAGE = "channel_product_usage", "billing_group_product_usage"

# Kinds of folders below the export root, and the name of their code in a manifest.
ACCOUNTS, CHANNELS, GROUPS = "accounts", "channels", "billing_groups"
CODE_NAMES = {ACCOUNTS: "account_id", CHANNELS: "channel_code", GROUPS: "billing_group_code"}


@dataclass(frozen=True)
class BillMart:
    """A mart to export, the parties that get its rows, and its key if not the whole row."""

    name: str
    parties: Sequence[str] = (SELLER, BUYER)
    key: Sequence[str] = ()


def bill_marts() -> Sequence[BillMart]:
    """Return every bill level, and the view in which a reseller sees its own cost."""
    marts = [
        BillMart(f"{bill}_{level}", key=("line_id",) if level == "details" else ())
        for bill in BILLS
        for level in LEVELS
    ]
    return [*marts, BillMart("bill_b_reseller_view", parties=(SELLER,), key=("line_id",))]


def file_stems() -> frozenset[str]:
    """Return the names, without ending, that an export may write into a folder."""
    return frozenset(mart.name for mart in bill_marts()) | {CHANNEL_USAGE, GROUP_USAGE}
