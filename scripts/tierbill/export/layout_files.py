"""Write bills in a provider's layout: read each kind of file once, sorted, and split it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
from xlsxwriter.workbook import Workbook

from tierbill.export.file_sets import Entry, FileFolder, file_digest, install_files
from tierbill.export.layouts import (
    BUYER,
    LAYOUTS,
    FileKey,
    LayoutColumn,
    Recipients,
    layout_columns,
    layout_query,
    mart_of,
)
from tierbill.export.party_files import EXACT, LINE, text_of
from tierbill.export.split import ROWS_PER_BATCH, read_stream, runs_of_code
from tierbill.export.warehouse_export import ExportResult, configure
from tierbill.files.folder_names import currency_name, folder_name
from tierbill.files.staging import staging
from tierbill.files.workbook import QUANTITY, Field, TableSheets, money_format, new_workbook
from tierbill.shared.currency_digits import CurrencyDigits, read_currency_digits
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import chosen_account
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.published_warehouse import open_warehouse, read_build

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class LayoutRequest:
    """Which layout of which bills: one month (its first day) or all, one party or all."""

    warehouse: Path
    out: Path
    layout: str
    month: date | None = None
    account: str | None = None
    workbooks: bool = True
    threads: int | None = None
    on_step: Callable[[str], None] = field(default=lambda step: None)


def export_layout(request: LayoutRequest) -> ExportResult:
    """Write the files below `<out>/<layout>/<account>`; unchanged data gives identical bytes.

    Raises:
        Refused: no such layout, no warehouse, an account without such a bill, or an output
            folder that cannot be used.
    """
    if request.layout not in LAYOUTS:
        known = ", ".join(LAYOUTS)
        raise Refused(f"--layout {request.layout}: no such layout. There are: {known}.")
    root = request.out / request.layout
    with open_warehouse(request.warehouse) as database, staging(root) as staged:
        build = read_build(database, request.warehouse)
        if request.account is not None:
            account = chosen_account(database, "--account", request.account)
            request = replace(request, account=account)
        configure(database, staged, request.threads)
        run = _Run(database, request, staged, read_currency_digits(database))
        for kind in LAYOUTS[request.layout]:
            request.on_step(f"{request.layout} by {kind.party.removesuffix('_account_id')}")
            run.write_kind(kind)
        if request.account is not None and not run.folders:
            raise Refused(_nothing(database, request))
        request.on_step("moving into place")
        about = {"layout": request.layout, "model_version": build.code_version}
        install_files(staged, root, run.folders.values(), request_scope(request), about)
        return ExportResult(len(run.folders), run.files, run.rows)


def request_scope(request: LayoutRequest) -> Callable[[FileFolder, Entry], bool]:
    """Return whether a file of an earlier run is one that this request writes again."""
    month = f"{request.month:%Y-%m}" if request.month else None

    def in_scope(folder: FileFolder, entry: Entry) -> bool:
        right_account = request.account in (None, folder.code)
        return right_account and month in (None, entry["billing_month"])

    return in_scope


@dataclass
class _Run:
    """A running export of one layout."""

    database: duckdb.DuckDBPyConnection
    request: LayoutRequest
    staged: Path
    digits: CurrencyDigits
    folders: dict[str, FileFolder] = field(default_factory=dict)
    files: int = 0
    rows: int = 0

    def write_kind(self, kind: Recipients) -> None:
        request = self.request
        columns = [
            column
            for column in layout_columns(self.database, request.layout)
            if column.shown_to in ("everyone", *kind.extra)
        ]
        query = layout_query(request.layout, kind, columns, request.month, request.account)
        stream = read_stream(self.database, query, ROWS_PER_BATCH)
        code, file = None, None
        for row_code, rows in runs_of_code(stream):
            if file is None or row_code != code:
                if file is not None:
                    self._finish(file)
                code, file = row_code, self._start(FileKey.of(row_code), kind, columns)
            file.write(rows)
        if file is not None:
            self._finish(file)

    def _start(self, key: FileKey, kind: Recipients, columns: Sequence[LayoutColumn]) -> LayoutFile:
        folder = self.folders.setdefault(key.party, FileFolder("accounts", key.party))
        other = f"from-{folder_name(key.seller or '')}" if kind.party == BUYER else "customers"
        path = self.staged / folder.path / f"{key.month}-{currency_name(key.currency)}-{other}"
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = self.staged if self.request.workbooks else None
        return LayoutFile(path, key, columns, scratch, self.digits)

    def _finish(self, file: LayoutFile) -> None:
        entries = file.close()
        self.folders[file.key.party].files.update(entries)
        self.files += len(entries)
        self.rows += file.rows


class LayoutFile:
    """One bill in the layout, as CSV (UTF-8 with BOM, CRLF) and, with `scratch`, as XLSX."""

    def __init__(
        self,
        stem: Path,
        key: FileKey,
        columns: Sequence[LayoutColumn],
        scratch: Path | None,
        digits: CurrencyDigits,
    ) -> None:
        """Start the files `<stem>.csv` and `<stem>.xlsx`."""
        self.key, self.rows, self._digits = key, 0, digits
        self._columns = [in_currency(column, key.currency) for column in columns]
        columns = self._columns
        self._csv_path = stem.with_name(f"{stem.name}.csv")
        self._workbook_path = stem.with_name(f"{stem.name}.xlsx")
        self._sums = {column.heading: Decimal(0) for column in columns if column.is_money}
        self._digest = hashlib.sha256()
        self._csv = self._csv_path.open("xb")
        headings = ",".join('"' + column.heading.replace('"', '""') + '"' for column in columns)
        self._append(BOM + headings.encode() + b"\r\n")
        self._workbook: Workbook | None = None
        if scratch is not None:
            self._workbook = new_workbook(self._workbook_path, stem.name, scratch)
            places = digits.of(key.currency)
            fields = [Field(column.heading, _format(column, places)) for column in columns]
            self._sheets = TableSheets(self._workbook, key.month, fields)

    def write(self, rows: pa.RecordBatch) -> None:
        """Append rows; they hold the columns and the finished CSV lines in `_line`."""
        self._append(text_of(rows.column(LINE)))
        self.rows += rows.num_rows
        cells = [
            self._cells(column, rows.column(column.name).to_pylist()) for column in self._columns
        ]
        for column, values in zip(self._columns, cells, strict=True):
            if column.is_money:
                for value in values:
                    if isinstance(value, Decimal):
                        self._sums[column.heading] = EXACT.add(self._sums[column.heading], value)
        if self._workbook is not None:
            self._sheets.write(zip(*cells, strict=True))

    def close(self) -> Mapping[str, Entry]:
        """Finish the files and return the manifest entry of each, by name."""
        self._csv.close()
        about = {
            "billing_month": self.key.month,
            "currency_code": self.key.currency,
            "rows": self.rows,
            "sums": self._sum_texts(),
        }
        entries = {self._csv_path.name: {**about, "sha256": self._digest.hexdigest()}}
        if self._workbook is not None:
            self._workbook.close()
            digest = file_digest(self._workbook_path)
            entries[self._workbook_path.name] = {**about, "sha256": digest}
        return entries

    def _sum_texts(self) -> Mapping[str, str]:
        amounts = {column.heading for column in self._columns if column.is_amount}
        return {
            heading: f"{self._shown(value) if heading in amounts else value:f}"
            for heading, value in self._sums.items()
        }

    def _shown(self, amount: Decimal) -> Decimal:
        return self._digits.as_billed(amount, self.key.currency)

    def _append(self, text: bytes | memoryview) -> None:
        self._digest.update(text)
        self._csv.write(text)

    def _cells(self, column: LayoutColumn, values: Sequence[object]) -> Sequence[object]:
        """Return the values as a workbook gets them."""
        if column.is_amount:
            values = [
                self._shown(value) if isinstance(value, Decimal) else value for value in values
            ]
        if not column.empty_text:
            return values
        return [column.empty_text if value is None or value == "" else value for value in values]


def in_currency(column: LayoutColumn, currency: str) -> LayoutColumn:
    """Return the column with the file's currency in a heading that names the dollar."""
    return replace(column, heading=column.heading.replace("(USD)", f"({currency})"))


def _format(column: LayoutColumn, places: int) -> str | None:
    if not column.is_number:
        return None
    return money_format(places) if column.is_money else QUANTITY


def _nothing(database: duckdb.DuckDBPyConnection, request: LayoutRequest) -> str:
    """Say whose bills there are in the layout."""
    parties = " union ".join(
        f"select {kind.party} as account_id from marts.{mart_of(request.layout)}"
        for kind in LAYOUTS[request.layout]
    )
    hint = nearest(database, parties, "account_id", request.account or "")
    month = f" in {request.month:%Y-%m}" if request.month else ""
    return f"--account {request.account}: no bill in the layout {request.layout}{month}. {hint}"
