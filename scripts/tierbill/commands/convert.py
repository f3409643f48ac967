"""`tierbill convert`: real files of other formats as datasets, compared with what they cost."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tierbill.commands.exits import message_console
from tierbill.commands.option_values import parse_instant
from tierbill.commands.options import Warehouse
from tierbill.convert.aws_cur import convert_cur
from tierbill.convert.channel_parties import Channel
from tierbill.convert.comparison import compare
from tierbill.convert.comparison_report import (
    difference_table,
    reason_table,
    sku_table,
    sku_totals,
    tier_table,
    write_comparison,
)
from tierbill.convert.conversion import NothingConverted
from tierbill.convert.conversion_error import ConversionError
from tierbill.convert.conversion_report import (
    note_table,
    outcome_table,
    write_conversion_report,
    write_unconverted,
)
from tierbill.convert.converted_dataset import write_csv, write_dataset
from tierbill.convert.cur_tables import cur_tables
from tierbill.convert.decimals import LARGEST, PRICE_PLACES, decimal_places, read_decimal
from tierbill.convert.instants import instant_text
from tierbill.convert.llm_requests import TokenPrices, read_trace, trace_tables
from tierbill.convert.price_list import PriceList, read_price_list
from tierbill.convert.rated_costs import read_rated_costs
from tierbill.convert.reasons import explanation
from tierbill.shared.project import default_warehouse
from tierbill.shared.terminal_tables import print_wide

app = typer.Typer(
    help="Turn real files of other formats into datasets, and compare what they cost.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)

_MOST_ROWS = 40

Out = Annotated[Path, typer.Option(help="Folder of the dataset; new, empty or converted before.")]
Prices = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="Price list in addition to the rates on the rows."),
]
Currency = Annotated[
    str, typer.Option(metavar="CODE", help="ISO 4217 currency of rows that name none.")
]
Report = Annotated[
    Path | None, typer.Option(metavar="DIR", help="Folder of the report; by default OUT-report.")
]


@app.command("aws-cur")
def aws_cur(
    files: Annotated[list[Path], typer.Argument(help="Cost and usage reports, or their folders.")],
    *,
    out: Out,
    prices: Prices = None,
    report: Report = None,
    currency: Currency = "",
    recorded_at: Annotated[
        str | None,
        typer.Option(
            metavar="INSTANT",
            help="When the rows became known; without it each row at the end of its use.",
        ),
    ] = None,
) -> None:
    """Turn AWS cost and usage reports (CSV, gzip, Parquet) into a dataset.

    Usage rows become `usage`, fees `orders`, rates `list_prices`; accounts become customers in a
    three-tier channel. Every row that is not converted is in REPORT/unconverted.csv.

    Example: `tierbill convert aws-cur cur.csv --prices prices.csv --out cur-dataset`
    """
    known_at = parse_instant("--recorded-at", recorded_at) if recorded_at else None
    folder = report or _report_folder(out)
    try:
        conversion = convert_cur(files, _price_list(prices), currency)
    except NothingConverted as error:
        write_unconverted(folder, error.unconverted)
        raise
    write_dataset(out, cur_tables(conversion, known_at))
    write_conversion_report(folder, conversion)
    console = Console(highlight=False)
    print_wide(console, outcome_table(conversion))
    if notes := note_table(conversion):
        print_wide(console, notes)
    reasons = {row.reason for row in conversion.unconverted}
    _explain(console, reasons | {note for row in conversion.rows for note in row.item.notes})
    _say_written(out, folder, conversion.channel)


@app.command("llm-requests")
def llm_requests(
    file: Annotated[Path, typer.Argument(help="Request trace in CSV, times in UTC.")],
    *,
    out: Out,
    context_price: Annotated[str, typer.Option(help="List price of a million tokens read.")],
    generated_price: Annotated[str, typer.Option(help="List price of a million tokens written.")],
    currency: Annotated[str, typer.Option(help="ISO 4217 code of both prices.")] = "USD",
    report: Report = None,
) -> None:
    """Turn a trace of language-model requests into a dataset: two usage records a request.

    Example: `tierbill convert llm-requests trace.csv --context-price 2.5 --generated-price 10
    --out llm-dataset`
    """
    prices = TokenPrices(
        _price("--context-price", context_price),
        _price("--generated-price", generated_price),
        currency,
    )
    trace = read_trace(file)
    write_dataset(out, trace_tables(trace, prices))
    folder = report or _report_folder(out)
    folder.mkdir(parents=True, exist_ok=True)
    columns = ("source_file", "source_line", "reason", "record")
    rows = [{name: getattr(row, name) for name in columns} for row in trace.unread]
    write_csv(folder / "unconverted.csv", columns, rows)
    requests = trace.requests
    finer = sum(1 for request in requests if request.lost_digits.strip("0"))
    console = Console(highlight=False)
    console.print(
        f"{len(requests)} requests, {len(trace.unread)} rows not converted;"
        f" {sum(r.context_tokens for r in requests)} context and"
        f" {sum(r.generated_tokens for r in requests)} generated tokens\n"
        f"times taken as UTC; digits beyond the microsecond cut, not zero in {finer} rows",
        soft_wrap=True,
    )
    _say_written(out, folder, None)


@app.command("reconcile")
def reconcile(
    source: Annotated[
        list[Path], typer.Option(metavar="FILE", help="The reports that were converted.")
    ],
    warehouse: Warehouse = None,
    prices: Prices = None,
    currency: Currency = "",
    report: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder for CSV files of all that is shown, row by row."),
    ] = None,
) -> None:
    """Compare our list cost with the report's unblended cost, per account and sku, row by row.

    Prices and currency must be those of the conversion, which is done once more here. Exit code 1
    if a difference has no reason in the conversion or the rules.

    Example: `tierbill convert reconcile --warehouse bills.duckdb --source cur.csv`
    """
    conversion = convert_cur(source, _price_list(prices), currency)
    accounts = sorted({row.item.account_id for row in conversion.rows})
    charges, tiers = read_rated_costs(warehouse or default_warehouse(), accounts)
    lines = compare(conversion, charges)
    totals = sku_totals(lines)
    if report:
        write_comparison(report, lines, totals, tiers)
        write_unconverted(report, conversion.unconverted)
    console = Console(highlight=False)
    for table in (
        outcome_table(conversion),
        sku_table(totals),
        difference_table(lines, _MOST_ROWS),
        reason_table(lines),
        tier_table(tiers),
    ):
        print_wide(console, table)
    unconverted = {row.reason for row in conversion.unconverted}
    _explain(console, unconverted | {line.reason for line in lines if line.reason})
    unexplained = sum(1 for line in lines if line.is_unexplained)
    console.print(f"{len(lines)} lines compared, {unexplained} differences without explanation")
    if unexplained:
        raise typer.Exit(1)


def _price_list(path: Path | None) -> PriceList:
    return read_price_list(path) if path else PriceList()


def _price(option: str, text: str) -> Decimal:
    price = read_decimal(text)
    if price is None or not 0 <= price < LARGEST or decimal_places(price) > PRICE_PLACES:
        raise ConversionError(f"{option} {text}: write a plain number from 0, up to 10 decimals")
    return price


def _report_folder(out: Path) -> Path:
    """Next to the dataset, never in it: a dataset folder holds tables only."""
    return out.resolve().with_name(f"{out.resolve().name}-report")


def _explain(console: Console, reasons: Iterable[str]) -> None:
    for reason in sorted(reasons):
        console.print(f"{reason}: {explanation(reason)}", soft_wrap=True, markup=False)


def _say_written(out: Path, folder: Path, channel: Channel | None) -> None:
    messages = message_console()
    if channel and channel.moves_at and channel.moved_account_id:
        moves_at = instant_text(channel.moves_at)
        first, second = channel.resellers_of(channel.moved_account_id)
        messages.print(f"{channel.moved_account_id} moves from {first} to {second} at {moves_at}")
    messages.print(f"dataset in {out}, report in {folder}", soft_wrap=True)
