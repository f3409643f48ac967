"""tierbill demo: the demonstration warehouse, and what to look at next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import duckdb
import typer
from rich.console import Console

from tierbill.build.warehouse_build import BuildRequest, build_warehouse
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.commands.build_result import say_built
from tierbill.commands.exits import message_console
from tierbill.commands.options import Threads, Warehouse
from tierbill.demonstration.demo_landing import make_demo_landing
from tierbill.demonstration.steps import steps
from tierbill.demonstration.story import (
    BUYER,
    MONTH,
    SELLER,
    demonstration_clock,
    read_story,
    story_lines,
    story_table,
)
from tierbill.shared.command_lines import command_line
from tierbill.shared.project import default_warehouse, project_root
from tierbill.shared.published_warehouse import open_warehouse
from tierbill.shared.terminal_tables import print_wide, say, say_wrapped
from tierbill.show.accounting import accounting
from tierbill.show.build_summary import TIERS, bills_table
from tierbill.show.rejected_records import counts_text


def demo(
    warehouse: Warehouse = None,
    landing: Annotated[
        Path | None,
        typer.Option(
            "--landing",
            metavar="DIR",
            help="Build nothing: make a landing folder with the records of the demonstration, and "
            "print five steps to try on it.",
        ),
    ] = None,
    threads: Threads = None,
) -> None:
    """Build the demonstration warehouse from the seeds and tell the story of one bill.

    Its clock is its own: the latest record is of 2 October 2025. With `--landing` it makes a
    landing folder on which months can be issued, corrected and built.

    Example: `tierbill demo`
    """
    if landing is not None:
        make_demo_landing(project_root(), landing, message_console())
        _say_steps(landing, warehouse or landing.with_name(f"{landing.name}.duckdb"))
        return
    file = warehouse or default_warehouse()
    request = BuildRequest(
        project_root(), WarehousePaths.of(file), threads=threads, announces_corrections=False
    )
    result = build_warehouse(request, message_console())
    console = Console(highlight=False)
    with open_warehouse(file) as database:
        tell_story(console, database)
        _say_rest(console, database, warehouse)
    say_built(result, file)


def tell_story(console: Console, database: duckdb.DuckDBPyConnection) -> None:
    """Print the bill of the story and what the buyer bills on."""
    story = read_story(database)
    before, after = story_lines(story)
    say_wrapped(console, before)
    print_wide(console, story_table(story))
    say(console, "")
    say_wrapped(console, after)


def _say_rest(
    console: Console, database: duckdb.DuckDBPyConnection, warehouse: Path | None
) -> None:
    """Print how many bills there are, what was rejected in one line, and commands."""
    say(console, "\nThe four kinds of bills, and what all of them come to:")
    for bill, meaning in TIERS:
        say(console, f"  {bill:<14}{meaning}")
    print_wide(console, bills_table(database))
    account = accounting(database)
    why = command_line("show", "rejected", warehouse=warehouse)
    say(console, f"\n{counts_text(account.open, account.resolved)} Why: {why}")
    say(console, f"The clock of the demonstration shows {demonstration_clock(database)}.\n")
    story = ("--seller", SELLER, "--buyer", BUYER, "--month", f"{MONTH:%Y-%m}")
    for purpose, command in (
        (
            "The bill above, line by line",
            command_line("show", "bill", *story, warehouse=warehouse),
        ),
        ("Who sells to whom", command_line("show", "accounts", warehouse=warehouse)),
        (
            "Issue and correct bills yourself, in five steps",
            command_line("demo", "--landing", "try"),
        ),
    ):
        say(console, f"{purpose}:\n  {command}")


def _say_steps(landing: Path, warehouse: Path) -> None:
    """Print the steps; the first is done."""
    console = Console(highlight=False)
    for number, (purpose, commands) in enumerate(steps(landing, warehouse), 1):
        done = " Done." if number == 1 else ""
        say_wrapped(console, f"{number}  {purpose}{done}")
        for line in "\n".join(commands).splitlines():
            say(console, f"     {line}")
