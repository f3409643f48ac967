"""The four streams: their folders, their names, their records.

Names of streams, files and elements are those of the portal whose export this is (d8.3).
`Payments`, the codes of currencies and `Seller` are ours; nothing else was added.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb

from tierbill.shared.currency_digits import read_currency_digits
from tierbill.shared.named_rows import named_rows

Row = Mapping[str, object]
# An element: text, elements in order, or several elements of one name.
Content = str | None | Mapping[str, "Content"] | Sequence["Content"]

_TENANT = """
    buyers.account_name as buyer_name, buyers.account_role as buyer_role
"""
_BUYERS = "left join marts.dim_accounts as buyers on items.buyer_account_id = buyers.account_id"


@dataclass(frozen=True)
class Stream:
    """A stream: its folder, file name, elements, the query of its items and their record."""

    name: str
    file_stem: str
    root: str
    record: str
    id_column: str
    query: str
    content_of: Callable[[Row], Mapping[str, Content]]

    def file_name(self, day: date, sequence: int) -> str:
        """Return the name, without ending, of the sequence-th file of a day."""
        return f"{self.file_stem}_{day:%Y%m%d}_{sequence}"

    def ids(
        self, database: duckdb.DuckDBPyConnection, first: date, last: date
    ) -> Mapping[date, Sequence[str]]:
        """Return the ids of the items posted on each day, in the order of the export."""
        found: dict[date, list[str]] = {}
        rows = database.execute(
            f"select posted_date, {self.id_column} from ({self.query}) "
            f"where posted_date between ? and ? order by posted_date, {self._order()}",
            [first, last],
        ).fetchall()
        for day, item in rows:
            found.setdefault(day, []).append(item)
        return found

    def items(self, database: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> Sequence[Row]:
        """Return the items of these ids, in the order of the export."""
        digits = read_currency_digits(database)
        rows = named_rows(
            database.execute(
                f"select * from ({self.query}) where {self.id_column} in (select unnest(?)) "
                f"order by {self._order()}",
                [list(ids)],
            )
        )
        return [{**row, "digits": digits.of(row["currency_code"])} for row in rows]

    def _order(self) -> str:
        return (
            "channel_code nulls first, buyer_role nulls first, buyer_account_id, "
            f"seller_account_id, posted_at, {self.id_column}"
        )


def _uuid(text: object) -> str:
    """Return an id of ours, 32 hex digits, as a UUID."""
    return str(uuid.UUID(hex=str(text)))


def _amount(row: Row, value: object) -> str:
    """Return money without needless zeros, at least with the decimals of the row's currency."""
    text = f"{Decimal(str(value)):f}"
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0").ljust(row["digits"], "0")  # type: ignore[arg-type]
    return f"{whole}.{decimals}" if decimals else whole


def _instant(value: object) -> str | None:
    if not isinstance(value, datetime):
        return None
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _tenant(row: Row) -> Mapping[str, Content]:
    return {
        "Uuid": _text(row["buyer_account_id"]),
        "Name": _text(row["buyer_name"]),
        "AccountType": _text(row["buyer_role"]),
        "Channel": _text(row["channel_code"]),
        "Currency": _text(row["currency_code"]),
    }


def _period(row: Row) -> tuple[str, str]:
    """Return the first and the last day of the billed month."""
    month: date = row["billing_month"]  # type: ignore[assignment]
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return f"{month:%Y-%m-%d}", f"{date.fromordinal(following.toordinal() - 1):%Y-%m-%d}"


def _statement(row: Row) -> Mapping[str, Content]:
    start, end = _period(row)
    return {
        "uuid": _uuid(row["statement_id"]),
        "Tenant": _tenant(row),
        "Seller": _text(row["seller_account_id"]),
        "State": "POSTED",
        "StartDate": start,
        "EndDate": end,
        "PostedAt": _instant(row["posted_at"]),
        "BalanceForward": _amount(row, row["balance_forward_cost"]),
        "NewCharges": _amount(row, row["new_charges_cost"]),
        "Credits": _amount(row, row["credits_cost"]),
        "Payments": _amount(row, row["payments_cost"]),
        "Discounts": _amount(row, row["discount_amount"]),
        "TotalTaxes": _amount(row, row["tax_amount"]),
        "FinalCharges": _amount(row, row["final_cost"]),
        "SubscriptionCharges": _amount(row, row["subscription_amount"]),
        "UtilityCharges": _amount(row, row["utility_amount"]),
        "RenewalCharges": _amount(row, row["renewal_amount"]),
        "Invoices": {"Invoice": _uuid(row["invoice_id"])},
    }


def _invoice(row: Row) -> Mapping[str, Content]:
    start, end = _period(row)
    items: Sequence[Row] = row["items"] or []  # type: ignore[assignment]
    return {
        "Uuid": _uuid(row["invoice_id"]),
        "Tenant": _tenant(row),
        "Seller": _text(row["seller_account_id"]),
        "GenerationDate": _instant(row["posted_at"]),
        "ServiceStartDate": start,
        "ServiceEndDate": end,
        "PostedAt": _instant(row["posted_at"]),
        "State": "Posted",
        "RawAmount": _amount(row, row["raw_amount"]),
        "Discount": _amount(row, row["discount_amount"]),
        "SubTotal": _amount(row, row["subtotal_amount"]),
        "Tax": _amount(row, row["tax_amount"]),
        "FinalAmount": _amount(row, row["final_amount"]),
        "InvoiceItems": {
            "InvoiceItem": [
                {
                    "ChargeType": _text(item["charge_type"]),
                    "ChargeName": _text(item["charge_name"]),
                    "Description": _text(item["product_code"]),
                    "Amount": _amount(row, item["item_cost"]),
                }
                for item in items
            ]
        },
    }


def _payment(row: Row) -> Mapping[str, Content]:
    failed = row["posting_kind"] == "payment_failure"
    invoice = row["invoice_id"]
    transaction: dict[str, Content] = {
        "Uuid": _uuid(row["posting_id"]),
        "Type": "CHARGE",
        "TransactionId": _text(row["payment_id"]),
        "TransactionTime": _instant(row["occurred_at"]),
        "TransactedAmount": _amount(row, 0 if failed else row["payment_cost"]),
        "Amount": _amount(row, row["payment_cost"]),
        "State": "ERRORED" if failed else "COMPLETED",
        "StatusCode": _text(row["failure_code"]),
        "Memo": _text(row["memo"]),
    }
    head: dict[str, Content] = {
        "Uuid": _uuid(row["posting_id"]),
        "Tenant": _tenant(row),
        "Seller": _text(row["seller_account_id"]),
        "Type": "SERVICE_CREDIT" if row["posting_kind"] == "credit" else "MANUAL",
    }
    if failed:
        return {**head, "PaymentTransaction": transaction}
    return {
        **head,
        "TransactionAmount": _amount(row, row["payment_cost"]),
        "Memo": _text(row["memo"]),
        "Invoice": {"Uuid": _uuid(invoice) if invoice else None},
        "PaymentTransaction": transaction,
    }


_PAYMENTS = f"""
    select items.*, {_TENANT}
    from marts.posted_payments as items {_BUYERS}
    where items.posting_kind {{kinds}}
"""

STREAMS = (
    Stream(
        "DailyAccountStatementStream",
        "cpbm_account_stmt",
        "AccountStatements",
        "AccountStatement",
        "statement_id",
        f"select items.*, {_TENANT} from marts.posted_statements as items {_BUYERS}",
        _statement,
    ),
    Stream(
        "DailyInvoiceStream",
        "cpbm_invoice",
        "Invoices",
        "Invoice",
        "invoice_id",
        f"""
        select items.*, {_TENANT}, lines.items
        from marts.posted_invoices as items {_BUYERS}
        left join (
            select invoice_id, list({{
                'charge_type': charge_type, 'charge_name': charge_name,
                'product_code': product_code, 'item_cost': item_cost
            }} order by item_number) as items
            from marts.posted_invoice_items
            group by invoice_id
        ) as lines using (invoice_id)
        """,
        _invoice,
    ),
    Stream(
        "DailyPaymentAndCreditStream",
        "cpbm_payment_credit",
        "Payments",
        "Payment",
        "posting_id",
        _PAYMENTS.format(kinds="<> 'payment_failure'"),
        _payment,
    ),
    Stream(
        "DailyPaymentFailureStream",
        "payment_failure",
        "PaymentFailures",
        "PaymentFailure",
        "posting_id",
        _PAYMENTS.format(kinds="= 'payment_failure'"),
        _payment,
    ),
)
