"""tierbill usage-report: usage of a channel or billing group over chosen days."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tierbill.commands.exits import message_console
from tierbill.commands.option_values import parse_day
from tierbill.commands.options import Warehouse
from tierbill.report.report_files import ReportRequest, write_report
from tierbill.report.report_subject import Subject
from tierbill.shared.named_ids import with_name
from tierbill.shared.project import default_warehouse
from tierbill.shared.terminal_tables import printable, say, say_wrapped


def usage_report(
    *,
    first_day: Annotated[
        str, typer.Option("--from", metavar="YYYY-MM-DD", help="First day of the period.")
    ],
    last_day: Annotated[
        str, typer.Option("--to", metavar="YYYY-MM-DD", help="Last day of the period; it is in.")
    ],
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="Folder to write to; made if it is new.")
    ],
    channel: Annotated[
        str | None, typer.Option("--channel", metavar="CODE", help="The channel to report on.")
    ] = None,
    billing_group: Annotated[
        str | None,
        typer.Option(
            "--billing-group", metavar="CODE", help="Or the billing group, all its channels."
        ),
    ] = None,
    warehouse: Warehouse = None,
) -> None:
    """Write usage and spend per product, of all products, and by day, with charts of the trend.

    CSV files and a workbook with charts, and an SVG picture for each currency. Costs are those
    the owner of the channel or group may see.

    Example: `tierbill usage-report --channel shop --from 2025-08-01 --to 2025-08-31 --out usage`
    """
    messages = message_console()
    with messages.status("Writing the report"):
        request = ReportRequest(
            warehouse=warehouse or default_warehouse(),
            out=out,
            first_day=parse_day("--from", first_day),
            last_day=parse_day("--to", last_day),
            channel=channel,
            billing_group=billing_group,
            on_written=lambda subject: _say_subject(messages, subject),
        )
        for path in write_report(request):
            say(messages, f"  {path}")


def _say_subject(messages: Console, subject: Subject) -> None:
    named = printable(with_name(subject.code, subject.name))
    say_wrapped(messages, f"{subject.kind.replace('_', ' ').capitalize()} {named}:")
