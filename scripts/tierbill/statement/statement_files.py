"""Write the statements of an account: a PDF and a workbook for each of its bills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tierbill.files.folder_names import currency_name, folder_name
from tierbill.files.printed_text import billing_zone
from tierbill.files.staging import check_inside, staging
from tierbill.shared.disk_sync import sync, sync_tree
from tierbill.shared.published_warehouse import open_warehouse, read_build
from tierbill.statement.bill_parts import Statement, read_statements
from tierbill.statement.pdf import pdf_bytes
from tierbill.statement.statement_workbook import write_workbook


@dataclass(frozen=True)
class StatementRequest:
    """Whose bills of which month (its first day): those it gets, or with `sent` it sends."""

    warehouse: Path
    out: Path
    account: str
    month: date
    sent: bool = False


def write_statements(request: StatementRequest) -> Sequence[Path]:
    """Write `<out>/<account>/<bill>.pdf` and `.xlsx`; return the files, the same bytes each time.

    Raises:
        Refused: no warehouse, the account has no such bill, or the folder cannot be used.
    """
    folder = folder_name(request.account)
    with open_warehouse(request.warehouse) as database:
        build = read_build(database, request.warehouse)
        zone = billing_zone(build.settings["billing_timezone"])
        statements = read_statements(database, request.account, request.month, sent=request.sent)
    with staging(request.out) as staged:
        check_inside(request.out, [folder])
        written = []
        for statement in statements:
            stem = statement_name(statement, sent=request.sent)
            (staged / f"{stem}.pdf").write_bytes(pdf_bytes(statement, zone))
            write_workbook(staged / f"{stem}.xlsx", statement, zone)
            written += [f"{stem}.pdf", f"{stem}.xlsx"]
        sync_tree(staged)
        final = request.out / folder
        final.mkdir(parents=True, exist_ok=True)
        for name in written:
            (staged / name).replace(final / name)
        sync(final)
        sync(request.out)
    return [final / name for name in written]


def statement_name(statement: Statement, *, sent: bool) -> str:
    """Return the name of a statement's files: month, currency, kind where two meet, other party."""
    other = f"to-{folder_name(statement.buyer)}"
    if not sent:
        other = f"from-{folder_name(statement.seller)}"
    return f"{statement.month:%Y-%m}-{currency_name(statement.currency)}-{statement.kind}{other}"
