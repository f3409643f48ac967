"""Write the statements of an account: a PDF and a workbook for each of its bills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tierbill.files.folder_names import currency_name, folder_name
from tierbill.files.staging import check_inside, staging
from tierbill.shared.billing_zone import billing_zone
from tierbill.shared.named_ids import chosen_account
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


@dataclass(frozen=True)
class WrittenStatement:
    """A statement and its files."""

    statement: Statement
    files: Sequence[Path]


def write_statements(request: StatementRequest) -> Sequence[WrittenStatement]:
    """Write `<out>/<account>/<bill>.pdf` and `.xlsx`, the same bytes each time; return what of.

    The account is given by its id or name.

    Raises:
        Refused: no warehouse, the account has no such bill or several have the name, or the
            folder cannot be used.
    """
    with open_warehouse(request.warehouse) as database:
        build = read_build(database, request.warehouse)
        zone = billing_zone(build.settings["billing_timezone"])
        account = chosen_account(database, "--account", request.account)
        statements = read_statements(database, account, request.month, sent=request.sent)
    folder = folder_name(account)
    with staging(request.out) as staged:
        check_inside(request.out, [folder])
        names = []
        for statement in statements:
            stem = statement_name(statement, sent=request.sent)
            (staged / f"{stem}.pdf").write_bytes(pdf_bytes(statement, zone))
            write_workbook(staged / f"{stem}.xlsx", statement, zone)
            names.append((f"{stem}.pdf", f"{stem}.xlsx"))
        final = request.out / folder
        final.mkdir(parents=True, exist_ok=True)
        for name in (each for pair in names for each in pair):
            (staged / name).replace(final / name)
    return [
        WrittenStatement(statement, [final / name for name in pair])
        for statement, pair in zip(statements, names, strict=True)
    ]


def statement_name(statement: Statement, *, sent: bool) -> str:
    """Return the name of a statement's files: month, currency, kind where two meet, other party."""
    other = f"to-{folder_name(statement.buyer)}"
    if not sent:
        other = f"from-{folder_name(statement.seller)}"
    return f"{statement.month:%Y-%m}-{currency_name(statement.currency)}-{statement.kind}{other}"
