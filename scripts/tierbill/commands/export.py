"""tierbill export: every party's bills and usage reports as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierbill.commands.exits import message_console
from tierbill.commands.option_values import parse_month
from tierbill.commands.options import Threads, Warehouse
from tierbill.export.layout_files import LayoutRequest, export_layout
from tierbill.export.layouts import LAYOUTS
from tierbill.export.warehouse_export import ExportRequest, export_warehouse
from tierbill.shared.errors import Refused
from tierbill.shared.project import default_warehouse


def export(
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder to write to; made if it is new.")
    ],
    warehouse: Warehouse = None,
    month: Annotated[
        str | None,
        typer.Option(
            "--month", metavar="YYYY-MM", help="Only this billing month; without it all months."
        ),
    ] = None,
    channel: Annotated[
        str | None,
        typer.Option("--channel", metavar="CODE", help="Only the folder of this channel."),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout",
            metavar="LAYOUT",
            help=f"Bills in a provider's own layout instead: {', '.join(LAYOUTS)}.",
        ),
    ] = None,
    account: Annotated[
        str | None,
        typer.Option("--account", metavar="ACCOUNT", help="With --layout: only its files."),
    ] = None,
    workbooks: Annotated[
        bool,
        typer.Option("--xlsx/--no-xlsx", help="With --layout: a workbook for each CSV."),
    ] = True,
    threads: Threads = None,
) -> None:
    """Write each account's bills and each channel's usage as CSV and Parquet.

    `DIR/accounts/<account>` holds the bills an account sends or receives and nothing else,
    `DIR/channels/<channel>` and `DIR/billing_groups/<group>` the usage reports; a
    `manifest.json` in each gives the rows, the sums and the freshness. Files of an earlier
    export that are no longer part of this one are removed.

    With `--layout` it writes `DIR/<layout>/accounts/<account>` instead: the bills with the
    provider's headings and order, one CSV and one XLSX a bill; files of other months stay.

    Example: `tierbill export --warehouse bills.duckdb --out exports --month 2025-08`
    """
    messages = message_console()
    with messages.status("Exporting") as status:
        if layout is not None:
            if channel is not None:
                raise Refused("--channel: layouts are written per account. Use --account.")
            result = export_layout(
                LayoutRequest(
                    warehouse=warehouse or default_warehouse(),
                    out=out,
                    layout=layout,
                    month=parse_month("--month", month) if month else None,
                    account=account,
                    workbooks=workbooks,
                    threads=threads,
                    on_step=lambda step: status.update(f"Exporting: {step}"),
                )
            )
            messages.print(
                f"{out / layout}: {result.files:,} files with {result.rows:,} rows in "
                f"{result.folders:,} folders."
            )
            return
        if account is not None:
            raise Refused("--account: only with --layout; an export writes every account's folder.")
        request = ExportRequest(
            warehouse=warehouse or default_warehouse(),
            out=out,
            month=parse_month("--month", month) if month else None,
            channel=channel,
            threads=threads,
            on_step=lambda step: status.update(f"Exporting: {step}"),
        )
        result = export_warehouse(request)
        messages.print(
            f"{out}: {result.files:,} files with {result.rows:,} rows in "
            f"{result.folders:,} folders."
        )
