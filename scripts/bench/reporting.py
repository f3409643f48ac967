"""The bench's table and its JSON file."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psutil
from measuring import Measure
from rich.console import Console
from rich.table import Table

TITLES = {
    "generate": "tierbill generate",
    "scan": "bare scan, one aggregate",
    "script": "single script",
    "load": "tierbill load",
    "build": "tierbill build",
    "run": "tierbill run",
}
# CPU of one step by CPU of another. The goals stand for 50 million rows: a small build pays for
# dbt itself, whatever it rates.
RATIOS = (
    ("build / script", "build", "script", "goal 1.25"),
    ("run / script", "run", "script", ""),
    ("build / scan", "build", "scan", "goal 6"),
    ("script / scan", "script", "scan", ""),
)


def machine_facts() -> dict[str, str]:
    """What the figures were measured on."""
    return {
        "cores": str(os.cpu_count()),
        "memory": f"{psutil.virtual_memory().total / 2**30:.1f} GiB",
        "load average": f"{os.getloadavg()[0]:.2f}",
        "DuckDB": duckdb.__version__,
        "Python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def ratios(measures: list[Measure]) -> list[tuple[str, float, str]]:
    """CPU of one step by that of another, for the steps that were measured."""
    cpu = {one.step: one.cpu_seconds for one in measures}
    return [
        (title, cpu[above] / cpu[below], goal)
        for title, above, below, goal in RATIOS
        if above in cpu and below in cpu
    ]


def wall_ratio(measures: list[Measure]) -> float | None:
    """Wall time of `tierbill run` by that of the single script, if both were measured."""
    wall = {one.step: one.wall_seconds for one in measures}
    return wall["run"] / wall["script"] if {"run", "script"} <= wall.keys() else None


def show(console: Console, rows: int, facts: dict[str, str], measures: list[Measure]) -> None:
    """Print the machine, the steps and the ratios."""
    console.print(", ".join(f"{name} {value}" for name, value in facts.items()))
    table = Table(title=f"{rows:,} usage records", title_justify="left")
    for name in ("step", "wall s", "CPU s", "RSS GiB", "rows/s", "CPU s/M rows"):
        table.add_column(name, justify="left" if name == "step" else "right", no_wrap=True)
    for one in measures:
        table.add_row(
            TITLES[one.step],
            f"{one.wall_seconds:.1f}",
            f"{one.cpu_seconds:.1f}",
            f"{one.peak_rss_bytes / 2**30:.2f}",
            f"{rows / one.wall_seconds:,.0f}",
            f"{one.cpu_seconds * 1e6 / rows:.2f}",
        )
    table.add_section()
    for title, ratio, goal in ratios(measures):
        table.add_row(f"CPU {title}", "", f"{ratio:.2f}", "", "", goal)
    if (ratio := wall_ratio(measures)) is not None:
        table.add_row("wall run / script", f"{ratio:.2f}", "", "", "", "goal 1.5")
    console.print(table)


def write_results(path: Path, rows: int, facts: dict[str, str], measures: list[Measure]) -> None:
    """Write the results as JSON, to a temporary name first."""
    result = {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": rows,
        "machine": facts,
        "steps": [asdict(one) for one in measures],
        "wall_run_by_script": wall_ratio(measures),
        "cpu_ratios": {title: round(ratio, 3) for title, ratio, _ in ratios(measures)},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".partial")
    temporary.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    temporary.replace(path)
