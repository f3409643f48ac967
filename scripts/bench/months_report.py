"""The table of M1 to M9, on the terminal and as `docs/benchmarks.md`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from importlib.metadata import version
from pathlib import Path

from month_bounds import Figure, Measures, Step
from month_scenes import FULL, LAST_DAY, Sizes
from reporting import machine_facts
from rich.console import Console
from rich.table import Table
from workbench import Models

_NAMES = {
    "months": "issued months",
    "sellers": "sellers",
    "month_records": "records of an issued month",
    "open_records": "records of the open month",
    "close_records": "records of the close",
    "large_records": "records of the large close",
    "largest_records": "records of the largest close",
}
_HEAD = """# What months cost

Written by `make bench-months`, which measures everything below in one run
([speed](operations.md#speed)). The bounds are for the full sizes: at smaller ones dbt's own CPU, a
build of an almost empty landing, is most of every build.

"""
_READING = f"""
Ratios are of CPU seconds of a process and all below it. *From nothing* is a build with
`--full-refresh`; *each month rated once* is that of the same usage without issues. The last day is
day {LAST_DAY}; it is loaded and built by itself, after the days before it. What was measured, in
the order in which it ran, with the largest resident memory at one moment:

"""


@dataclass(frozen=True)
class Report:
    """What was measured in one run.

    `models` are the slowest models of each build, `notes` what else is to be known of it.
    """

    sizes: Sizes
    figures: Sequence[Figure]
    measures: Measures
    models: Mapping[Step, Models]
    notes: Sequence[str]
    measured_on: date

    @property
    def machine(self) -> str:
        """The machine and the versions, in one line."""
        facts = machine_facts() | {"dbt": version("dbt-core")}
        return ", ".join(f"{name} {value}" for name, value in facts.items())

    @property
    def missed(self) -> list[Figure]:
        """The figures that are beyond their bound."""
        return [figure for figure in self.figures if not figure.is_met]


def show(console: Console, report: Report) -> None:
    """Print the machine and the table."""
    console.print(report.machine)
    table = Table(title="What months cost", title_justify="left")
    for name in ("", "what", "measured", "ratio", "bound", "met"):
        table.add_column(name, justify="right" if name in ("ratio", "bound") else "left")
    for one in report.figures:
        table.add_row(*_row(one))
    console.print(table)


def write_page(path: Path, report: Report) -> None:
    """Write the page, to a temporary name first."""
    temporary = path.with_suffix(".partial")
    temporary.write_text(page(report), encoding="utf-8")
    temporary.replace(path)


def page(report: Report) -> str:
    """The page as Markdown."""
    return "".join(
        (
            _HEAD,
            f"Measured on {report.measured_on}: {report.machine}.\n\n",
            _table(("size", "measured", "full"), _sizes(report.sizes)),
            "\n",
            _table(("#", "what", "measured", "ratio", "bound", "met"), map(_row, report.figures)),
            _READING,
            _table(("step", "wall s", "CPU s", "peak GiB"), _steps(report.measures)),
            *(f"\n- {note}" for note in report.notes),
            "\n" if report.notes else "",
            *_profile(report),
        )
    )


def _row(figure: Figure) -> tuple[str, ...]:
    bound = figure.bound
    met = "yes" if figure.is_met else "no"
    return bound.key, bound.what, figure.measured, figure.value_text, bound.limit_text, met


def _sizes(sizes: Sizes) -> list[tuple[str, ...]]:
    return [
        (_NAMES[each.name], f"{getattr(sizes, each.name):,}", f"{getattr(FULL, each.name):,}")
        for each in fields(sizes)
    ]


def _steps(measures: Measures) -> list[tuple[str, ...]]:
    return [
        (
            step,
            f"{one.wall_seconds:.2f}",
            f"{one.cpu_seconds:.2f}",
            f"{one.peak_rss_bytes / 2**30:.2f}" if one.peak_rss_bytes else "",
        )
        for step, one in measures.items()
    ]


def _profile(report: Report) -> list[str]:
    """The slowest models of the builds of missed figures."""
    steps = dict.fromkeys(figure.bound.above.step for figure in report.missed)
    rows = [
        (step, ", ".join(f"`{name}` {seconds:.1f}" for name, seconds in report.models[step]))
        for step in steps
        if step in report.models
    ]
    if not rows:
        return []
    text = (
        "\nThe slowest models of the builds that miss a bound, in wall seconds; four run at a time."
        "\nThe ratings of closes that come before are not in it.\n\n"
    )
    return [text, _table(("step", "models"), rows)]


def _table(titles: Sequence[str], rows: object) -> str:
    lines = [titles, ["---"] * len(titles), *rows]  # type: ignore[misc]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
