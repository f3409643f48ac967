"""A statement as a PDF (or, for looking at it, as pictures), set by Typst.

The same bill gives the same bytes: no time of writing, and fonts that come in packages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path

from tierbill.files.printed_text import breakable, day, money, percentage, period, quantity, words
from tierbill.files.typesetting import pdf_page, pictures
from tierbill.statement.bill_statement import TITLES, Row, Statement

TEMPLATE = Path(__file__).with_name("statement.typ")
# Lines of a PDF; a longer bill is for the workbook.
MOST_LINES = 3_000


def pdf_bytes(statement: Statement, zone: timezone) -> bytes:
    """Return the statement as a PDF; days are those of `zone`.

    Raises:
        Refused: no font has a character that it shows.
    """
    subject = f"statement {statement.number} of {statement.buyer}"
    total, month = statement.total, statement.month
    first_day = datetime(month.year, month.month, 1, tzinfo=zone)
    dated = total["issued_at"] or total["month_ended_at"] or first_day
    return pdf_page(TEMPLATE, _content(statement, zone), subject, dated)


def page_pictures(statement: Statement, zone: timezone, ppi: int = 90) -> Sequence[bytes]:
    """Return the pages of the statement as PNG pictures."""
    return pictures(TEMPLATE, _content(statement, zone), "png", float(ppi))


def _content(statement: Statement, zone: timezone) -> Mapping[str, object]:
    """Return what the template prints: texts only, in the order of the page."""
    total = statement.total
    month = f"{statement.month:%B %Y}"
    shown = statement.lines[:MOST_LINES]
    return {
        "title": f"Statement {month}",
        "shown_number": breakable(statement.number),
        "heading": f"Statement {month}",
        "subheading": TITLES[statement.bill],
        "currency": statement.currency,
        "draft": not statement.is_issued,
        "draft_text": _draft_text(statement),
        "seller": {"name": _name(total, "seller"), "id": breakable(statement.seller)},
        "buyer": {"name": _name(total, "buyer"), "id": breakable(statement.buyer)},
        "facts": _facts(statement, zone),
        "due": f"{_money(statement, total['due_amount'])} {statement.currency}",
        "negative": _negative(statement),
        "totals": _totals(statement),
        "products": [_product(statement, row) for row in statement.products],
        "product_total": _product(statement, {**total, "product_name": "Total"}),
        "credits": [_credit(statement, row, zone) for row in statement.credits],
        "vouchers": [
            [
                breakable(row["voucher_id"]),
                words(row["voucher_type"]),
                _money(statement, row["voucher_cost"]),
            ]
            for row in statement.vouchers
        ],
        "rounding": [_rounding(statement, row) for row in statement.rounded_together],
        "rounding_total": _rounding_total(statement),
        "balance": [_balance(statement, row) for row in statement.balance],
        "lines": [_line(statement, row, zone) for row in shown],
        "lines_left": _lines_left(len(statement.lines), len(shown)),
        "notes": _notes(statement, zone),
        "footer": f"{_name(total, 'seller')} · {statement.currency} · billing zone {_zone(zone)}",
    }


def _name(total: Row, party: str) -> str:
    return breakable(total[f"{party}_name"] or total[f"{party}_account_id"])


def _zone(zone: timezone) -> str:
    return zone.tzname(None)


def _facts(statement: Statement, zone: timezone) -> Sequence[Sequence[str]]:
    total = statement.total
    issued = day(total["issued_at"], zone) or "not yet"
    return [
        ["Billing month", f"{statement.month:%Y-%m}"],
        ["Issued", issued if statement.is_issued else "not yet"],
        ["Due on", day(total["due_at"], zone)],
    ]


def _draft_text(statement: Statement) -> str:
    if statement.is_issued:
        return ""
    why = {"open": "The month is still running.", "verifying": "The month is being verified."}
    state = str(statement.total["state"])
    return f"Draft, not for payment. {why.get(state, '')} Figures may change until it is issued."


def _money(statement: Statement, value: object) -> str:
    """Return money with the decimals of the bill's currency, none lost."""
    return money(value, statement.places)


def _negative(statement: Statement) -> str:
    total = statement.total
    if total["negative_causes"] is None:
        return ""
    causes = " and ".join(words(cause) for cause in str(total["negative_causes"]).split("|"))
    if total["carried_out_amount"]:
        left = _money(statement, -total["carried_out_amount"])  # type: ignore[operator]
        asked = f" Nothing is asked for; {left} {statement.currency} come off the next bills."
    elif total["due_amount"] == 0:
        asked = " Nothing is asked for."
    else:
        asked = " The amount is to be paid back."
    return f"This bill is negative because of {causes}.{asked}"


def _totals(statement: Statement) -> Sequence[Sequence[object]]:
    total = statement.total
    lines: list[tuple[str, object, bool]] = []
    if total["list_cost"] is not None:
        lines.append(("At list price, where shown", total["list_cost"], False))
    lines.append(("After discount", total["contracted_cost"], False))
    if total["voucher_cost"]:
        lines.append(("Vouchers", -total["voucher_cost"], False))  # type: ignore[operator]
    lines.append(("Before tax", total["pretax_cost"], False))
    lines.append(("Tax", total["tax_cost"], False))
    if total["precision_difference"]:
        lines.append(("Rounding of the total", total["precision_difference"], False))
    lines.append((f"Billed {statement.currency}", total["billed_amount"], True))
    if total["carried_in_amount"]:
        lines.append(("Credit from earlier bills", total["carried_in_amount"], False))
    lines.append((f"Amount due {statement.currency}", total["due_amount"], True))
    if total["carried_out_amount"]:
        lines.append(("Left for the next bills", total["carried_out_amount"], False))
    return [[label, _money(statement, value), strong] for label, value, strong in lines]


def _rounding(statement: Statement, row: Row) -> Sequence[str]:
    figures = ("billed_cost", "precision_difference", "billed_amount")
    return [f"{row['billing_month']:%Y-%m}", *(_money(statement, row[name]) for name in figures)]


def _rounding_total(statement: Statement) -> Sequence[str]:
    sums = [
        sum((row[name] for row in statement.rounded_together), Decimal(0))  # type: ignore[misc]
        for name in ("billed_cost", "precision_difference", "billed_amount")
    ]
    return ["Together", *(_money(statement, value) for value in sums)]


def _balance(statement: Statement, row: Row) -> Sequence[str]:
    figures = ("billed_amount", "carried_in_amount", "due_amount", "carried_out_amount")
    return [f"{row['billing_month']:%Y-%m}", *(_money(statement, row[name]) for name in figures)]


def _product(statement: Statement, row: Row) -> Sequence[str]:
    costs = ("list_cost", "contracted_cost", "voucher_cost", "tax_cost", "billed_cost")
    return [breakable(row["product_name"]), *(_of_product(statement, row, name) for name in costs)]


def _of_product(statement: Statement, row: Row, name: str) -> str:
    value = row[name]
    shown = -value if name == "voucher_cost" and value else value  # type: ignore[operator]
    return _money(statement, shown)


def _credit(statement: Statement, row: Row, zone: timezone) -> Sequence[str]:
    kind = words(row["line_kind"] if row["line_kind"] != "original" else row["transaction_type"])
    product = breakable(f"{row['product_name']}  {row['resource_id'] or ''}".strip())
    because = ""
    if row["corrects_billing_month"] is not None:
        because = f"{row['corrects_billing_month']:%Y-%m}, line {row['corrects_line_id'] or 'new'}"
    return [
        day(row["transaction_at"], zone),
        kind,
        product,
        breakable(because),
        _money(statement, row["billed_cost"]),
    ]


def _line(statement: Statement, row: Row, zone: timezone) -> Sequence[str]:
    component = str(row["component_name"] or row["product_name"])
    kind = row["line_kind"] if row["line_kind"] != "original" else row["transaction_type"]
    off = percentage(row["discount_multiplier"])
    if row["contract_unit_price"] is not None:
        off = f"at {quantity(row['contract_unit_price'])}"
    unit = f" {row['pricing_unit']}" if row["pricing_quantity"] is not None else ""
    return [
        breakable(row["resource_id"] or ""),
        breakable(f"{component}, {words(kind).lower()}"),
        period(row["charge_period_start"], row["charge_period_end"], zone).replace(" to ", "\n"),
        f"{quantity(row['pricing_quantity'])}{unit}",
        _money(statement, row["list_cost"]),
        off,
        _money(statement, row["billed_cost"]),
    ]


def _lines_left(lines: int, shown: int) -> str:
    if lines == shown:
        return ""
    return f"The first {shown:,} of {lines:,} lines; the workbook of this statement has them all."


def _notes(statement: Statement, zone: timezone) -> Sequence[str]:
    total = statement.total
    notes = [
        f"All amounts are in {statement.currency}; bills in other currencies are separate.",
        f"Days are those of the billing calendar, {_zone(zone)}.",
        f"Lines behind this bill: {total['line_count']:,}. Hourly and daily usage of a component "
        "is shown in one line for the month; the bill details have every line.",
        "Lines keep 8 decimals; what rounding adds to the total is shown in the summary.",
    ]
    if any(row["contract_unit_price"] is not None for row in statement.lines):
        notes.append("Under a contract price no list price is shown.")
    if any(row["line_kind"] != "original" for row in statement.lines):
        notes.append(
            "Reversals take an issued line back in full, corrections bill what is right; they "
            "concern earlier months and stand on this bill."
        )
    if statement.rounded_together:
        notes.append(
            "Each bill is rounded once, on its own. What credits give back in several bills may "
            "differ by cents from the bill they belong to; the sums of the lines do not."
        )
    if statement.balance:
        notes.append(
            "What a bill does not ask for is taken off the next bills between the same two "
            "accounts in the same currency."
        )
    if statement.vouchers:
        notes.append("Vouchers are taken off before tax; what they paid is not refunded.")
    return notes
