"""The month close next to the hand-written script: commands, environment, equal bills."""

import sys
from pathlib import Path

from comparison import Difference, compare
from measuring import StepFailedError
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


def generate(rows: int, seed: int, work: Path) -> list[str]:
    """The command that makes the dataset."""
    sizes = ["--usage-rows", str(rows), "--seed", str(seed)]
    return [str(TIERBILL), "generate", *sizes, "--out", str(work / "dataset")]


def steps(work: Path) -> dict[str, list[str]]:
    """Each step over the dataset with its command; the page cache is warm for all of them."""
    tierbill, python, dataset = str(TIERBILL), sys.executable, str(work / "dataset")
    landing, warehouse = str(work / "landing"), str(work / "built.duckdb")
    ran = str(work / "ran.duckdb")
    script = [python, str(HERE / "single_script.py"), dataset, str(work / "script.duckdb")]
    return {
        "scan": [python, str(HERE / "bare_scan.py"), dataset],
        "script": script,
        "load": [tierbill, "load", dataset, "--landing", landing],
        "build": [tierbill, "build", "--landing", landing, "--warehouse", warehouse],
        "run": [tierbill, "run", dataset, "--warehouse", ran],
    }


def check_bills(console: Console, work: Path) -> None:
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
