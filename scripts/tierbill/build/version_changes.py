"""What a new version of a warehouse changes against the version before.

Both versions are whole: the new one may be finished and not yet published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from tierbill.build.correction_causes import correction_causes
from tierbill.shared.currency_digits import CurrencyDigits, read_currency_digits
from tierbill.shared.named_ids import names_of, with_name
from tierbill.shared.sql_text import literal
from tierbill.shared.terminal_tables import printable

# Each kind of bill: its marts begin with the name.
BILLS = ("bill_a", "channel_bill", "bill_b", "direct_bill")

_STATEMENTS = """
select
    '{bill}' as bill, seller_account_id, buyer_account_id, billing_month, currency_code,
    billed_amount
from {version}.marts.{bill}_statements
"""

_CORRECTIONS = """
select
    seller_account_id, line_id, corrects_billing_month, currency_code, line_kind, billed_cost
from {version}.marts.{bill}_details
where line_kind != 'original'
"""

_CHANGED_BILLS = """
select
    bill, seller_account_id, buyer_account_id, billing_month, currency_code,
    earlier.billed_amount, later.billed_amount
from ({later}) as later
full join ({earlier}) as earlier
    using (bill, seller_account_id, buyer_account_id, billing_month, currency_code)
where later.billed_amount is distinct from earlier.billed_amount
order by all
"""

_CORRECTED_MONTHS = """
select
    seller_account_id, corrects_billing_month, currency_code,
    count(*) filter (later.line_kind = 'reversal'),
    count(*) filter (later.line_kind = 'correction'),
    sum(coalesce(later.billed_cost, 0) - coalesce(earlier.billed_cost, 0))
from ({later}) as later
full join ({earlier}) as earlier
    using (seller_account_id, line_id, corrects_billing_month, currency_code, line_kind)
where later.billed_cost is distinct from earlier.billed_cost
group by seller_account_id, corrects_billing_month, currency_code
order by all
"""

_NEW_LINES = """
select later.seller_account_id, later.line_id
from ({later}) as later
left join ({earlier}) as earlier
    using (seller_account_id, line_id, corrects_billing_month, currency_code, line_kind)
where later.billed_cost is distinct from earlier.billed_cost
"""


@dataclass(frozen=True)
class ChangedBill:
    """A bill whose amount differs; None on the side of the version that does not have it."""

    bill: str
    seller_account_id: str
    buyer_account_id: str
    billing_month: date
    currency_code: str
    earlier_amount: Decimal | None
    amount: Decimal | None


@dataclass(frozen=True)
class CorrectedMonth:
    """Issued lines of a seller's month that the new version reverses or corrects, and the
    earlier version did not; `cost` is what that adds to open bills, 8 decimals. `causes` are
    words with the number of changed legs, as far as the lines can tell.
    """

    seller_account_id: str
    billing_month: date
    currency_code: str
    reversed_lines: int
    corrected_lines: int
    cost: Decimal
    causes: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class VersionChanges:
    """The changes; `has_earlier` is false for the first version, of which all is new.

    `names` are those of the accounts in it, `digits` the decimal places of its currencies.
    """

    has_earlier: bool
    bills: Sequence[ChangedBill]
    corrections: Sequence[CorrectedMonth]
    names: Mapping[str, str] = field(default_factory=dict)
    digits: CurrencyDigits = field(default_factory=CurrencyDigits)

    def account(self, account_id: str) -> str:
        """Return an account's id and name to be printed."""
        return printable(with_name(account_id, self.names.get(account_id)))

    def money(self, amount: Decimal, currency: str, sign: str = "") -> str:
        """Return money in the digits of its currency, and the currency."""
        return f"{self.digits.total_text(amount, currency, sign)} {printable(currency)}"


def version_changes(later: Path, earlier: Path | None) -> VersionChanges:
    """Compare the database file `later` with the version before it, if there is one.

    An earlier version that lacks what is compared, made by other code, counts as none.
    """
    if earlier is not None:
        try:
            with _attached(later, earlier) as database:
                return _changes(database, has_earlier=True)
        except (duckdb.CatalogException, duckdb.BinderException):
            pass
    with _attached(later) as database:
        return _changes(database, has_earlier=False)


def _changes(database: duckdb.DuckDBPyConnection, *, has_earlier: bool) -> VersionChanges:
    def filled(query: str, of_version: str) -> str:
        later, earlier = (
            " union all ".join(of_version.format(bill=bill, version=version) for bill in BILLS)
            for version in ("later", "earlier" if has_earlier else "later")
        )
        if not has_earlier:
            earlier = f"select * from ({earlier}) where false"
        return query.format(later=later, earlier=earlier)

    def rows(query: str, of_version: str) -> list[tuple]:
        return database.execute(filled(query, of_version)).fetchall()

    months = rows(_CORRECTED_MONTHS, _CORRECTIONS)
    causes = correction_causes(database, filled(_NEW_LINES, _CORRECTIONS)) if months else {}
    bills = [ChangedBill(*row) for row in rows(_CHANGED_BILLS, _STATEMENTS)]
    corrections = [CorrectedMonth(*row, causes.get(row[:3], ())) for row in months]
    accounts = {month.seller_account_id for month in corrections}
    accounts |= {
        account for bill in bills for account in (bill.seller_account_id, bill.buyer_account_id)
    }
    database.execute("use later")
    names = names_of(database, "account_id", accounts)
    return VersionChanges(has_earlier, bills, corrections, names, read_currency_digits(database))


@contextmanager
def _attached(later: Path, earlier: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        for name, file in (("later", later), ("earlier", earlier)):
            if file is not None:
                database.execute(f"attach {literal(file)} as {name} (read_only)")
        yield database
