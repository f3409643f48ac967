"""A statement as a workbook: the same figures as the PDF, every line, ids as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timezone
from pathlib import Path

from xlsxwriter.workbook import Workbook

from tierbill.files.printed_text import day, period, words
from tierbill.files.workbook import (
    MONEY,
    QUANTITY,
    Field,
    TableSheets,
    money_format,
    new_workbook,
    print_on_one_width,
    write_cell,
)
from tierbill.statement.bill_statement import TITLES, Row, Statement

_LINE_FIELDS = (
    ("owner_account_id", "Owner account", None, 20),
    ("resource_id", "Resource", None, 26),
    ("region_id", "Region", None, 14),
    ("product_name", "Product", None, 26),
    ("component_name", "Component", None, 26),
    ("transaction_type", "Transaction", None, 20),
    ("line_kind", "Kind of line", None, 12),
    ("period", "Period", None, 24),
    ("line_count", "Lines", "0", 8),
    ("pricing_quantity", "Quantity", QUANTITY, 16),
    ("pricing_unit", "Unit", None, 14),
    ("list_unit_price", "List price of a unit", QUANTITY, 18),
    ("list_cost", "List price", MONEY, 16),
    ("discount_multiplier", "Share paid", QUANTITY, 12),
    ("contract_unit_price", "Contract price of a unit", QUANTITY, 20),
    ("contracted_cost", "After discount", MONEY, 16),
    ("voucher_cost", "Vouchers", MONEY, 14),
    ("tax_cost", "Tax", MONEY, 14),
    ("billed_cost", "Total", MONEY, 16),
)
_PRODUCT_FIELDS = (
    ("product_name", "Product", None, 34),
    ("list_cost", "List price", MONEY, 16),
    ("contracted_cost", "After discount", MONEY, 16),
    ("voucher_cost", "Vouchers", MONEY, 14),
    ("pretax_cost", "Before tax", MONEY, 16),
    ("tax_cost", "Tax", MONEY, 14),
    ("billed_cost", "Total", MONEY, 16),
)
_CREDIT_FIELDS = (
    ("day", "Date", None, 12),
    ("line_kind", "Kind of line", None, 12),
    ("transaction_type", "Transaction", None, 20),
    ("product_name", "Product", None, 26),
    ("owner_account_id", "Owner account", None, 20),
    ("resource_id", "Resource", None, 26),
    ("line_id", "Line", None, 40),
    ("corrects_line_id", "Corrects line", None, 40),
    ("corrects_billing_month", "Of month", None, 12),
    ("billed_cost", "Amount", MONEY, 16),
)
_VOUCHER_FIELDS = (
    ("voucher_id", "Voucher", None, 26),
    ("voucher_type", "Kind", None, 26),
    ("voucher_cost", "Taken off", MONEY, 16),
)

_ROUNDING_FIELDS = (
    ("month", "Month", None, 12),
    ("billed_cost", "Sum of the lines", MONEY, 18),
    ("precision_difference", "Rounding", MONEY, 16),
    ("billed_amount", "Billed", MONEY, 16),
)
_BALANCE_FIELDS = (
    ("month", "Month", None, 12),
    ("billed_amount", "Billed", MONEY, 16),
    ("carried_in_amount", "Credit before", MONEY, 16),
    ("due_amount", "Amount due", MONEY, 16),
    ("carried_out_amount", "Left", MONEY, 16),
)


def write_workbook(path: Path, statement: Statement, zone: timezone) -> None:
    """Write the statement to a new workbook; days are those of `zone`."""
    workbook = new_workbook(path, f"Statement {statement.number}")
    _write_summary(workbook, statement, zone)
    _write_table(workbook, "Products", _PRODUCT_FIELDS, statement.products, statement)
    lines = (
        {
            **row,
            "period": period(row["charge_period_start"], row["charge_period_end"], zone),
            "transaction_type": words(row["transaction_type"]),
        }
        for row in statement.lines
    )
    _write_table(workbook, "Details", _LINE_FIELDS, lines, statement)
    credits = (
        {
            **row,
            "day": day(row["transaction_at"], zone),
            "transaction_type": words(row["transaction_type"]),
        }
        for row in statement.credits
    )
    _write_table(workbook, "Credits", _CREDIT_FIELDS, credits, statement)
    vouchers = ({**row, "voucher_type": words(row["voucher_type"])} for row in statement.vouchers)
    _write_table(workbook, "Vouchers", _VOUCHER_FIELDS, vouchers, statement)
    for name, fields, bills in (
        ("Rounding", _ROUNDING_FIELDS, statement.rounded_together),
        ("Carried", _BALANCE_FIELDS, statement.balance),
    ):
        if bills:
            dated = ({**row, "month": f"{row['billing_month']:%Y-%m}"} for row in bills)
            _write_table(workbook, name, fields, dated, statement)
    workbook.close()


def _write_summary(workbook: Workbook, statement: Statement, zone: timezone) -> None:
    total = statement.total
    sheet = workbook.add_worksheet("Summary")
    print_on_one_width(sheet)
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 1, 44)
    bold, text = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "@"})
    number = workbook.add_format({"num_format": money_format(statement.places), "align": "left"})
    state = "Issued" if statement.is_issued else f"DRAFT, not issued ({total['state']})"
    rows: list[tuple[str, object]] = [
        ("Bill number", statement.number),
        ("Kind", TITLES[statement.bill]),
        ("From account", statement.seller),
        ("From", total["seller_name"]),
        ("To account", statement.buyer),
        ("To", total["buyer_name"]),
        ("Billing month", f"{statement.month:%Y-%m}"),
        ("State", state),
        ("Issued on", day(total["issued_at"], zone)),
        ("Due on", day(total["due_at"], zone)),
        ("Currency", statement.currency),
        ("List price, where shown", total["list_cost"]),
        ("After discount", total["contracted_cost"]),
        ("Vouchers", total["voucher_cost"]),
        ("Before tax", total["pretax_cost"]),
        ("Tax", total["tax_cost"]),
        ("Total of the lines", total["billed_cost"]),
        ("Rounding of the total", total["precision_difference"]),
        ("Billed amount", total["billed_amount"]),
        *_unless_zero("Credit from earlier bills", total["carried_in_amount"]),
        ("Amount due", total["due_amount"]),
        *_unless_zero("Left for the next bills", total["carried_out_amount"]),
        ("Negative because of", total["negative_causes"]),
    ]
    for row, (label, value) in enumerate(rows):
        sheet.write_string(row, 0, label, bold)
        style = text if isinstance(value, str) or value is None else number
        write_cell(sheet, row, 1, value, style)


def _unless_zero(label: str, amount: object) -> Sequence[tuple[str, object]]:
    return [(label, amount)] if amount else []


def _write_table(
    workbook: Workbook,
    name: str,
    columns: Sequence[tuple],
    rows: Iterable[Row],
    statement: Statement,
) -> None:
    fields = [Field(heading, style, width) for _, heading, style, width in columns]
    table = TableSheets(workbook, name, fields)
    values = ([row[column] for column, *_ in columns] for row in rows)
    table.write(values, lambda _: statement.places)
