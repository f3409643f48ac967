"""A bill and the parts of its statement, as they are printed and written to workbooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tierbill.disclosure.bill_numbers import bill_number
from tierbill.shared.named_ids import with_name

Row = Mapping[str, object]

# Title of a bill, by mart.
TITLES = {
    "bill_a": "Bill of the provider",
    "channel_bill": "Bill of the distributor",
    "bill_b": "Bill of the reseller",
    "direct_bill": "Bill of the provider",
}


@dataclass(frozen=True)
class Statement:
    """A bill and its parts; money in `currency`, costs at 8 decimals, amounts as billed.

    `meets_other_kind` says that the same two have a bill of another kind in this month and
    currency: after a change of role, a direct bill and a Bill A.
    """

    total: Row
    places: int
    meets_other_kind: bool
    products: Sequence[Row]
    lines: Sequence[Row]
    credits: Sequence[Row]
    vouchers: Sequence[Row]
    bills_together: Sequence[Row]

    @property
    def bill(self) -> str:
        """Which kind of bill: bill_a, channel_bill, bill_b or direct_bill."""
        return str(self.total["bill"])

    @property
    def seller(self) -> str:
        """Account that sends the bill."""
        return str(self.total["seller_account_id"])

    @property
    def buyer(self) -> str:
        """Account that gets the bill."""
        return str(self.total["buyer_account_id"])

    @property
    def month(self) -> date:
        """First day of the billing month."""
        return self.total["billing_month"]  # type: ignore[return-value]

    @property
    def currency(self) -> str:
        """ISO 4217 code of all its money."""
        return str(self.total["currency_code"])

    @property
    def parties(self) -> str:
        """Both accounts with their names."""
        seller, buyer = (
            with_name(account, str(self.total[name] or ""))
            for account, name in ((self.seller, "seller_name"), (self.buyer, "buyer_name"))
        )
        return f"{seller} to {buyer}"

    @property
    def is_issued(self) -> bool:
        """Whether the month is issued; else the statement is a draft."""
        return self.total["state"] == "issued"

    @property
    def number(self) -> str:
        """Number of the bill: month, kind where two meet, seller, buyer and currency."""
        kind = self.bill if self.meets_other_kind else ""
        return bill_number(self.month, kind, self.seller, self.buyer, self.currency)

    @property
    def kind(self) -> str:
        """The kind as part of numbers and names, with a hyphen; empty where only one is."""
        return f"{self.bill.replace('_', '-')}-" if self.meets_other_kind else ""

    @property
    def rounded_together(self) -> Sequence[Row]:
        """The bills from the first one that this bill gives back a part of until this one.

        Each was rounded on its own; empty if nothing of an earlier bill is given back.
        """
        rows = [row for row in self.bills_together if row["is_given_back"]]
        return rows if len(rows) > 1 and any(row["precision_difference"] for row in rows) else []

    @property
    def balance(self) -> Sequence[Row]:
        """The bills that carry the balance of this one; empty if there is none."""
        total = self.total
        if not total["carried_in_amount"] and not total["carried_out_amount"]:
            return []
        return [row for row in self.bills_together if row["is_of_balance"]]
