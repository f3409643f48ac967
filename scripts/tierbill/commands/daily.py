"""tierbill daily: the billing export of the day before."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tierbill.commands.exits import message_console
from tierbill.commands.option_values import parse_day
from tierbill.commands.options import Warehouse
from tierbill.daily.daily_export import DEFAULT_BATCH, DailyRequest, export_day
from tierbill.shared.project import default_warehouse


def daily(
    *,
    run_date: Annotated[
        str,
        typer.Option(
            "--date",
            metavar="YYYY-MM-DD",
            help="The day the export runs; it holds what was posted the day before.",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="The export folder; made if it is new.")
    ],
    warehouse: Warehouse = None,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="YYYY-MM-DD",
            help="Also export the days from this one on that were not exported yet.",
        ),
    ] = None,
    batch_size: Annotated[
        int, typer.Option("--batch-size", metavar="N", min=1, help="Records of a file at most.")
    ] = DEFAULT_BATCH,
) -> None:
    """Write account statements, invoices, payments and payment failures of the day before.

    `DIR/<stream>/target/<channel>/` gets XML and CSV; `DIR/days` has what was exported when. A
    day that was missed is exported too, and a day run again gives the same files.

    Example: `tierbill daily --date 2025-09-06 --warehouse bills.duckdb --out billing-export`
    """
    messages = message_console()
    with messages.status("Exporting"):
        request = DailyRequest(
            warehouse=warehouse or default_warehouse(),
            out=out,
            run_date=parse_day("--date", run_date),
            since=parse_day("--since", since) if since else None,
            batch_size=batch_size,
        )
        for export in export_day(request):
            late = f" ({export.late_because})" if export.late_because else ""
            counts = ", ".join(f"{count} {name}" for name, count in export.items.items())
            messages.print(f"{export.day}{late}: {counts}")
