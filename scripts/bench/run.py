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
from comparison import Difference, compare
from measuring import Measure, StepFailedError, measure
from reporting import machine_facts, show, write_results
from rich.console import Console

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
TIERBILL = Path(sys.executable).with_name("tierbill")
ENVIRONMENT = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    "TIERBILL_THREADS": "2",
    "TIERBILL_MEMORY_LIMIT": "3GB",
}


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
        generated = _measure(work, "generate", _generate(rows, seed, work))
        measures = [_measure(work, step, args) for step, args in _steps(work, script_only)]
        if not script_only:
            _check(console, work)
    except StepFailedError as error:
        console.print(f"[red]bench:[/red] {error}")
        raise typer.Exit(1) from None
    facts = machine_facts()
    write_results(folder / f"{rows}.json", rows, facts, [generated, *measures])
    show(console, rows, facts, [generated, *measures])
    if not keep:
        shutil.rmtree(work)


def _generate(rows: int, seed: int, work: Path) -> list[str]:
    """The command that makes the dataset."""
    sizes = ["--usage-rows", str(rows), "--seed", str(seed)]
    return [str(TIERBILL), "generate", *sizes, "--out", str(work / "dataset")]


def _steps(work: Path, script_only: bool) -> list[tuple[str, list[str]]]:
    """Each step with its command; the page cache is warm for all of them."""
    tierbill, python, dataset = str(TIERBILL), sys.executable, str(work / "dataset")
    landing, warehouse = str(work / "landing"), str(work / "built.duckdb")
    ran = str(work / "ran.duckdb")
    script = [python, str(HERE / "single_script.py"), dataset, str(work / "script.duckdb")]
    compared = [
        ("scan", [python, str(HERE / "bare_scan.py"), dataset]),
        ("script", script),
    ]
    if script_only:
        return compared
    return [
        *compared,
        ("load", [tierbill, "load", dataset, "--landing", landing]),
        ("build", [tierbill, "build", "--landing", landing, "--warehouse", warehouse]),
        ("run", [tierbill, "run", dataset, "--warehouse", ran]),
    ]


def _measure(work: Path, step: str, command: list[str]) -> Measure:
    """Measure one step; its output goes to a log in the work folder."""
    os.sync()  # what earlier steps wrote must not be paid for by this one
    return measure(step, command, work / f"{step}.log", ENVIRONMENT)


def _check(console: Console, work: Path) -> None:
    """Refuse the measurement if the two sides computed different bills."""
    compared, differences = compare(work / "built.duckdb", work / "script.duckdb")
    if differences:
        for one in differences[:40]:
            console.print(_difference(one))
        raise StepFailedError(
            f"compare: {len(differences)} of {compared} totals differ between the warehouse and "
            f"the script; both files are kept in {work}"
        )
    console.print(f"the warehouse and the script agree in all {compared} totals")


def _difference(one: Difference) -> str:
    """A difference as one line."""
    return f"{one.what}: only the {one.side} has {tuple(map(str, one.totals))}"


if __name__ == "__main__":
    typer.run(bench)
