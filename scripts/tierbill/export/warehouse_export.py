"""Export a warehouse: write for each party what `disclosure` gives it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb

from tierbill.disclosure.bill_columns import party_views
from tierbill.disclosure.exported_marts import ACCOUNTS, BILLS, CHANNELS, bill_marts
from tierbill.disclosure.usage_rows import USAGE_QUERIES, prepare_usage
from tierbill.export.install import install, remove_stale
from tierbill.export.manifest import (
    Folder,
    folder_entry,
    folder_manifest,
    listed_folders,
    root_manifest,
)
from tierbill.export.split import (
    ROWS_PER_BATCH,
    Receiver,
    SplitFiles,
    amount_scales,
    bill_query,
    columns_of,
    month_rows,
    read_stream,
    report_query,
    split,
)
from tierbill.files.csv_text import MartColumn
from tierbill.files.folder_names import folder_name
from tierbill.files.manifest_text import MANIFEST
from tierbill.files.staging import staging
from tierbill.shared.currency_digits import CurrencyDigits, read_currency_digits
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import chosen_id
from tierbill.shared.nearest_ids import nearest
from tierbill.shared.published_warehouse import open_warehouse, read_build
from tierbill.shared.sql_text import literal

DEFAULT_MEMORY = "2GB"


@dataclass(frozen=True)
class ExportRequest:
    """What to export: one billing month (its first day) or all, one channel or all folders."""

    warehouse: Path
    out: Path
    month: date | None = None
    channel: str | None = None
    threads: int | None = None
    on_step: Callable[[str], None] = field(default=lambda step: None)


@dataclass(frozen=True)
class ExportResult:
    """How many folders, files and rows (once per CSV and Parquet pair) were written."""

    folders: int
    files: int
    rows: int


def export_warehouse(request: ExportRequest) -> ExportResult:
    """Write every party's files; unchanged data gives identical bytes.

    Raises:
        Refused: no warehouse, an unknown channel or a name of several, or an output folder that
            cannot be used.
    """
    with open_warehouse(request.warehouse) as database:
        build = read_build(database, request.warehouse)
        request = replace(request, channel=_channel(database, request.channel))
        with staging(request.out) as staged:
            configure(database, staged, request.threads)
            run = _Run(database, request, staged, read_currency_digits(database))
            run.usage_reports(build.settings["billing_timezone"])
            if request.channel is None:
                run.bills()
            request.on_step("moving into place")
            return _finish(run, build.code_version)


@dataclass
class _Run:
    """A running export: the folders filled so far."""

    database: duckdb.DuckDBPyConnection
    request: ExportRequest
    staged: Path
    digits: CurrencyDigits
    folders: dict[tuple[str, str], Folder] = field(default_factory=dict)

    def folder(self, kind: str, code: str) -> Folder:
        return self.folders.setdefault((kind, code), Folder(kind, code))

    def usage_reports(self, zone: str) -> None:
        self.request.on_step("usage reports")
        prepare_usage(self.database, zone, self.request.month)
        channel = self.request.channel
        for (kind, stem), every_row in USAGE_QUERIES.items():
            query = every_row
            if channel is not None:
                if kind != CHANNELS:
                    continue
                query = f"select * from ({every_row}) where _code = {literal(channel)}"
            columns = columns_of(self.database, query)
            self._split(kind, stem, columns, report_query(query, columns))
            self._data_until(kind, f"select _code, max(_recorded_at) from ({query}) group by all")

    def bills(self) -> None:
        month = self.request.month
        for mart in bill_marts():
            self.request.on_step(mart.name)
            rows = month_rows(mart, month)
            columns = columns_of(self.database, rows)
            for parties, visible, of_them in party_views(mart, columns, rows):
                query = bill_query(mart, parties, visible, of_them, self.digits)
                self._split(ACCOUNTS, mart.name, visible, query)
        for bill in BILLS:
            self._data_until(ACCOUNTS, _RECORDED.format(bill=bill), {"month": month})

    def _split(self, kind: str, stem: str, columns: Sequence[MartColumn], query: str) -> None:
        scales = amount_scales(self.database, query, columns, self.digits)
        stream = read_stream(self.database, query, ROWS_PER_BATCH)
        files = SplitFiles(stem, columns, self.digits, scales)
        split(stream, files, self._path_of(kind), self._receiver(kind))

    def _path_of(self, kind: str) -> Callable[[str], Path]:
        return lambda code: self.staged / kind / folder_name(code)

    def _receiver(self, kind: str) -> Receiver:
        return lambda code, accounts: self.folder(kind, code).files.update(accounts)

    def _data_until(self, kind: str, query: str, parameters: dict | None = None) -> None:
        for code, instant in self.database.execute(query, parameters or {}).fetchall():
            self.folder(kind, code).extend_data_until(instant)


# What an issued line was made of, not what has become known of its charge since.
_RECORDED = """
select party, max(recorded_at)
from (
    select unnest([seller_account_id, buyer_account_id]) as party, recorded_at
    from marts.{bill}_details
    where $month is null or billing_month = $month
) as lines
group by party
"""


def _finish(run: _Run, model_version: str) -> ExportResult:
    """Write the manifests, move everything into place and remove what is stale."""
    request = run.request
    folders = sorted(run.folders.values(), key=lambda folder: folder.path)
    for folder in folders:
        text = folder_manifest(folder, model_version, request.month)
        (run.staged / folder.path / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    paths = [folder.path for folder in folders]
    entries = [folder_entry(folder) for folder in folders]
    if request.channel is not None:
        only = f"{CHANNELS}/{folder_name(request.channel)}"
        entries += [each for each in listed_folders(request.out) if each["folder"] != only]
    text = root_manifest(entries, model_version)
    (run.staged / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    install(run.staged, request.out, paths)
    remove_stale(request.out, [entry["folder"] for entry in entries])
    accounts = [account for folder in folders for account in folder.files.values()]
    return ExportResult(len(folders), len(accounts), sum(each.rows for each in accounts) // 2)


def configure(database: duckdb.DuckDBPyConnection, spill: Path, threads: int | None) -> None:
    """Set the memory, spill folder and threads of an export's connection."""
    memory = os.environ.get("TIERBILL_MEMORY_LIMIT", DEFAULT_MEMORY)
    database.execute(f"set memory_limit = {literal(memory)}")
    database.execute(f"set temp_directory = {literal(str(spill / 'spill'))}")
    if threads is not None:
        database.execute(f"set threads = {threads}")


def _channel(database: duckdb.DuckDBPyConnection, channel: str | None) -> str | None:
    """Return the channel that was given by its code or name; None for all."""
    if channel is None:
        return None
    known = """
        select channel_code, channel_name from marts.dim_channels
        union
        select channel_code, null from marts.fct_rated_legs where channel_code is not null
    """
    chosen = chosen_id(database, "--channel", channel, known)
    if chosen is None:
        hint = nearest(database, known, "channel_code", channel)
        raise Refused(f"--channel {channel}: no such channel. {hint}")
    return chosen
