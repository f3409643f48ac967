"""What a load did, as commands say it: a table, the causes of rejections, what is still missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from tierbill.landing.folder import missing_required
from tierbill.load.load_report import LoadReport, rejected_whole_text
from tierbill.load.time_reading import SHARE
from tierbill.shared.command_lines import build_command
from tierbill.shared.rejection_causes import print_causes
from tierbill.shared.rejection_reasons import PAGE
from tierbill.shared.terminal_tables import TerminalTable, print_wide, printable, say

MOST_KEYS = 20
"""Retracted keys that are printed one by one."""


def say_loaded(
    console: Console, report: LoadReport, landing: Path, moved: Sequence[str] = ()
) -> None:
    """Print what a load did, per table, and why records were rejected."""
    print_wide(console, _table(report))
    for count in report.by_table():
        if count.files and not count.records:
            say(console, f"{count.table}: headings and no records.")
    for count in report.rejected_whole():
        say(console, rejected_whole_text(count))
    for line in digits_rounded(report):
        say(console, line)
    if report.causes:
        print_causes(console, report.causes)
        say(console, f"\nAll reasons are explained in {PAGE}.")
    for file in report.files:
        if not file.is_new:
            name, before = printable(file.source_file), printable(file.entry.source_file)
            again = "; it was damaged in the landing and landed again" if file.is_repaired else ""
            say(console, f"{name}: already loaded, as {before}{again}")
    for line in moved:
        say(console, line)
    for line in taken_back(report):
        say(console, line)
    if report.load_id:
        say(console, f"Load {report.load_id} is in {landing}.")
    if missing := missing_required(landing):
        say(
            console,
            f"Still missing in {landing}, and needed for a build: {', '.join(sorted(missing))}.",
        )
    elif report.load_id:
        say(
            console,
            "Which records are current, duplicates, superseded or refer to something unknown is "
            f"known after a build:\n  {build_command(landing)}",
        )


def ends_moved(report: LoadReport, step: str | None) -> list[str]:
    """What became of the ends of each usage file; empty if no step was told."""
    return [
        f"{printable(file.source_file)}: "
        + (
            f"the ends of {file.entry.records:,} records were moved by {step}"
            if file.entry.inclusive_ends
            else f"its ends are no inclusive ones of {step} (fewer than {SHARE} % lie {step} "
            "before a full minute); they stay as they are"
        )
        for file in report.files
        if step and file.entry.table == "usage"
    ]


def taken_back(report: LoadReport) -> list[str]:
    """What the scopes of a delivery took back, by key, and how many records it brought back."""
    would = "would be " if report.is_trial else ""
    lines = []
    for each in report.replacements:
        keys, text = each.retracted_keys, printable(each.scope.text)
        lines.append(f"{text}: {len(keys):,} of {each.current:,} records in force {would}retracted")
        lines += [f"  {printable(key)}" for key in keys[:MOST_KEYS]]
        if len(keys) > MOST_KEYS:
            lines.append(f"  and {len(keys) - MOST_KEYS:,} more; --format json has all")
        if each.restated:
            lines.append(f"  {each.restated:,} delivered records {would}restated in place of newer")
    return [*lines, "Nothing was loaded."] if report.is_trial else lines


def digits_rounded(report: LoadReport) -> list[str]:
    """What was rounded to its type, by table and column."""
    return [
        f"{table}.{column}: {values:,} {'value was' if values == 1 else 'values were'} rounded; "
        f"delivered less kept is {away:f} in sum"
        for table, column, values, away in report.rounded()
    ]


def load_json(report: LoadReport, landing: Path) -> dict[str, Any]:
    """Return what `say_loaded` says as JSON."""
    return {
        "load_id": report.load_id,
        "landing": str(landing),
        "tables": [
            {
                "source_table": count.table,
                "new_files": count.files,
                "delivered": count.records,
                "accepted": count.accepted,
                "rejected": count.rejected,
                "already_loaded_files": count.already_loaded,
                "retracted": count.retracts,
            }
            for count in report.by_table()
        ],
        "rounded": [
            {"source_table": table, "column": column, "values": values, "rounded_away": f"{away:f}"}
            for table, column, values, away in report.rounded()
        ],
        "rejected_whole": [count.table for count in report.rejected_whole()],
        "rejections": [cause.as_json() for cause in report.causes],
        "replaced": [
            {
                "scope": each.scope.text,
                "in_force": each.current,
                "retracted_keys": list(each.retracted_keys),
                "restated": each.restated,
            }
            for each in report.replacements
        ],
        "is_trial": report.is_trial,
        "missing_tables": sorted(missing_required(landing)),
        "notices": list(report.notices),
    }


def _table(report: LoadReport) -> TerminalTable:
    numbers = ("new files", "delivered", "accepted", "rejected", "retracted")
    table = TerminalTable.of("", ("table",), numbers)
    for count in report.by_table():
        numbers = (count.files, count.records, count.accepted, count.rejected, count.retracts)
        table.add_row(count.table, *(f"{number:,}" for number in numbers))
    return table
