"""Measures what months cost once they are rated, next to the bounds M1 to M9.

    python scripts/bench/run_months.py --only M1,M2
    python scripts/bench/run_months.py --full

Everything is measured in one run, each ratio between steps of it. Writes `docs/benchmarks.md`. The
default sizes are small: a quarter of an hour on two cores. The full ones take hours and tens of GB
of disk.
"""

import shutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from close_comparison import PROJECT
from measuring import StepFailedError
from month_bounds import KEYS, figures, steps_of
from month_scenes import FULL, Sizes, play
from months_report import Report, show, write_page
from rich.console import Console
from workbench import Workbench

SMALL = Sizes(
    months=6,
    sellers=20,
    month_records=20_000,
    open_records=300_000,
    close_records=200_000,
    large_records=500_000,
    largest_records=1_000_000,
)


def bench_months(
    *,
    full: Annotated[
        bool, typer.Option("--full", help="The sizes that the bounds are for.")
    ] = False,
    only: Annotated[
        str, typer.Option(metavar="M1,M2", help="The bounds to measure; without it, all.")
    ] = "",
    months: Annotated[int | None, typer.Option(min=2, help="Issued months; full: 24.")] = None,
    sellers: Annotated[int | None, typer.Option(min=3, help="Who issue; full: 200.")] = None,
    month_records: Annotated[
        int | None, typer.Option(help="Usage records of an issued month; full: 1 million.")
    ] = None,
    records: Annotated[
        int | None, typer.Option(help="Usage records of the open month; full: 50 million.")
    ] = None,
    close_records: Annotated[
        int | None, typer.Option(help="Of the close of M7 and M9; full: 10 million.")
    ] = None,
    large_records: Annotated[
        int | None, typer.Option(help="Of the large close of M7 and M8; full: 50 million.")
    ] = None,
    largest_records: Annotated[
        int | None, typer.Option(help="Of the largest close, M8; full: 100 million.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The page to write.")] = PROJECT
    / "docs"
    / "benchmarks.md",
    keep: Annotated[bool, typer.Option("--keep", help="Keep datasets and logs.")] = False,
) -> None:
    """Measure, show the table and write the page."""
    keys = [key.strip().upper() for key in only.split(",")] if only else KEYS
    if unknown := set(keys) - set(KEYS):
        raise typer.BadParameter(
            f"--only {', '.join(sorted(unknown))}: choose of {', '.join(KEYS)}"
        )
    given = {
        "months": months,
        "sellers": sellers,
        "month_records": month_records,
        "open_records": records,
        "close_records": close_records,
        "large_records": large_records,
        "largest_records": largest_records,
    }
    chosen = {name: size for name, size in given.items() if size is not None}
    sizes = replace(FULL if full else SMALL, **chosen)
    console = Console(width=None if sys.stdout.isatty() else 130, highlight=False)
    folder = PROJECT / "target" / "bench" / "months"
    shutil.rmtree(folder, ignore_errors=True)
    bench = Workbench(folder, steps_of(keys), console)
    try:
        play(bench, sizes)
    except StepFailedError as error:
        console.print(f"[red]bench-months:[/red] {error}")
        raise typer.Exit(1) from None
    found = list(figures(keys, bench.measures))
    today = datetime.now(UTC).date()
    report = Report(sizes, found, bench.measures, bench.models, bench.notes, today)
    show(console, report)
    write_page(out, report)
    console.print(f"written: {out}")
    if not keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    typer.run(bench_months)
