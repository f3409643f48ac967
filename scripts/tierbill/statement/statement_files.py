"""Write the statements of an account: a PDF and a workbook for each of its bills.

Rules: 7.4
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tierbill.files.folder_names import currency_name, folder_name
from tierbill.files.staging import check_inside, staging
from tierbill.shared.billing_zone import billing_zone
from tierbill.shared.disk_sync import sync, sync_tree
from tierbill.shared.named_ids import chosen_account
from tierbill.shared.published_warehouse import open_warehouse, read_build
from tierbill.statement.bill_parts import read_statements
from tierbill.statement.bill_statement import Statement
from tierbill.statement.pdf import pdf_bytes
from tierbill.statement.statement_workbook import write_workbook


@dataclass(frozen=True)
class StatementRequest:
    """Whose bills of which month (its first day): those it gets, or with `sent` it sends.

    The account is given by its id or name; `on_written` is called with each statement and files.
    """

    warehouse: Path
    out: Path
    account: str
    month: date
    sent: bool = False
    on_written: Callable[[Statement, Sequence[Path]], None] = lambda _statement, _files: None


def write_statements(request: StatementRequest) -> Sequence[Path]:
    """Write `<out>/<account>/<bill>.pdf` and `.xlsx`; return the files, the same bytes each time.

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
        sync_tree(staged)
        final = request.out / folder
        final.mkdir(parents=True, exist_ok=True)
        for name in (each for pair in names for each in pair):
            (staged / name).replace(final / name)
        sync(final)
        sync(request.out)
    for statement, pair in zip(statements, names, strict=True):
        request.on_written(statement, [final / name for name in pair])
    return [final / name for pair in names for name in pair]


def statement_name(statement: Statement, *, sent: bool) -> str:
    """Return the name of a statement's files: month, currency, kind where two meet, other party."""
    other = f"to-{folder_name(statement.buyer)}"
    if not sent:
        other = f"from-{folder_name(statement.seller)}"
    return f"{statement.month:%Y-%m}-{currency_name(statement.currency)}-{statement.kind}{other}"
