"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Warehouse = Annotated[
    Path | None,
    typer.Option(
        "--warehouse",
        metavar="FILE",
        help="The published warehouse; without it the project's own in target/warehouse.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="INSTANT",
        help="Build with the records known at this instant, for example 2025-09-01T00:00:00+08:00.",
    ),
]
AsOfLoad = Annotated[
    int | None,
    typer.Option(
        "--as-of-load",
        metavar="N",
        help="Build with what the loads up to this one brought; they are numbered from 1 in the "
        "order in which they came.",
    ),
]
ReplayLostCloses = Annotated[
    bool,
    typer.Option(
        "--replay-lost-closes",
        help="Derive issued lines again whose files are damaged or missing, if their count, sums "
        "and rounding policies are those of the ledger.",
    ),
]
Threads = Annotated[
    int | None,
    typer.Option("--threads", metavar="N", min=1, help="Threads to use; the result is the same."),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Change a setting of dbt_project.yml for this build; may be repeated.",
    ),
]
Timezone = Annotated[
    str | None,
    typer.Option(
        "--timezone", metavar="ZONE", help="Zone of times that are written without an offset."
    ),
]
Fold = Annotated[
    str | None,
    typer.Option(
        "--fold",
        metavar="earlier|later",
        help="Which instant a local time is that the zone has twice, when its clocks go back; "
        "without it the record is rejected.",
    ),
]
InclusiveEnds = Annotated[
    str | None,
    typer.Option(
        "--inclusive-ends",
        metavar="1s|1ms|1us",
        help="Move the ends of usage by this step in files whose ends are the last second, "
        "millisecond or microsecond of the usage.",
    ),
]


Exact = Annotated[
    bool,
    typer.Option(
        "--exact",
        help="Show all digits of money, without separators; else totals have the digits of their "
        "currency.",
    ),
]


class Output(StrEnum):
    """How a command gives its result."""

    TEXT = "text"
    JSON = "json"


OutputFormat = Annotated[
    Output, typer.Option("--format", help="How to print the result: for people or for programs.")
]
AllowRejected = Annotated[
    bool,
    typer.Option(
        "--allow-rejected",
        help="Load even if all of a required table or more than half of all records is rejected.",
    ),
]
FailOnRejected = Annotated[
    bool,
    typer.Option(
        "--fail-on-rejected",
        help="End with exit code 3 if a record is rejected and was not put right since; the work "
        "is done all the same. For schedules.",
    ),
]
RoundDigits = Annotated[
    bool,
    typer.Option(
        "--round-digits",
        help="Round numbers with more decimals than their column holds, half away from zero; "
        "without it their records are rejected.",
    ),
]
NoCorrections = Annotated[
    bool,
    typer.Option(
        "--no-corrections",
        help="Publish nothing and end with exit code 1 if lines of issued months are reversed or "
        "corrected.",
    ),
]
