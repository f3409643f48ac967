"""Measures the month close next to a hand-written script and a bare scan of the same data.

    python scripts/bench/run.py --rows 1000000

The dataset is generated before anything is timed. Every step is a process of its own. Fails if
the warehouse and the script do not compute the same bills. Results: `target/bench/<rows>.json`.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from close_comparison import ENVIRONMENT, PROJECT, check_bills, generate, steps
from measuring import Measure, StepFailedError, measure
from reporting import machine_facts, show, write_results
from rich.console import Console


def bench(
    rows: Annotated[int, typer.Option(help="Usage records to generate.")] = 1_000_000,
    seed: Annotated[int, typer.Option(help="Seed of the dataset.")] = 1,
    keep: Annotated[bool, typer.Option(help="Keep dataset and databases.")] = False,
    script_only: Annotated[bool, typer.Option(help="Leave the warehouse out.")] = False,
) -> None:
    """Generate, measure each step, compare, and show one table."""
    console = Console(width=None if sys.stdout.isatty() else 90)
    folder = PROJECT / "target" / "bench"
    work = folder / f"work-{rows}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        console.print(f"generating {rows:,} usage records")
        generated = _measure(work, "generate", generate(rows, seed, work))
        measures = [_measure(work, step, args) for step, args in _steps(work, script_only)]
        if not script_only:
            check_bills(console, work)
    except StepFailedError as error:
        console.print(f"[red]bench:[/red] {error}")
        raise typer.Exit(1) from None
    facts = machine_facts()
    write_results(folder / f"{rows}.json", rows, facts, [generated, *measures])
    show(console, rows, facts, [generated, *measures])
    if not keep:
        shutil.rmtree(work)


def _steps(work: Path, script_only: bool) -> list[tuple[str, list[str]]]:
    """The steps that are wanted, in their order."""
    names = ("scan", "script") if script_only else ("scan", "script", "load", "build", "run")
    return [(name, steps(work)[name]) for name in names]


def _measure(work: Path, step: str, command: list[str]) -> Measure:
    """Measure one step; its output goes to a log in the work folder."""
    os.sync()  # what earlier steps wrote must not be paid for by this one
    return measure(step, command, work / f"{step}.log", ENVIRONMENT)


if __name__ == "__main__":
    typer.run(bench)
