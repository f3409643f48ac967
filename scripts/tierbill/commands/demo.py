"""tierbill demo: the demonstration warehouse, and what to look at next."""

from __future__ import annotations

from rich.console import Console

from tierbill.build.warehouse_build import BuildRequest, build_warehouse
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.commands.build_result import say_built, say_outcome
from tierbill.commands.exits import exit_codes, message_console
from tierbill.commands.options import Threads, Warehouse
from tierbill.shared.project import default_warehouse, project_root
from tierbill.shared.published_warehouse import open_warehouse
from tierbill.shared.terminal_tables import print_wide
from tierbill.show.build_summary import TIERS, bills_table, example_bill, next_commands


def demo(warehouse: Warehouse = None, threads: Threads = None) -> None:
    """Build the demonstration warehouse from the seeds and show what came out.

    Example: `tierbill demo`
    """
    with exit_codes():
        file = warehouse or default_warehouse()
        request = BuildRequest(project_root(), WarehousePaths.of(file), threads=threads)
        result = build_warehouse(request, message_console())
        say_built(result, file)
        console = Console(highlight=False)
        console.print("\nOne charge, every tier's price:")
        for bill, meaning in TIERS:
            console.print(f"  {bill:<14}{meaning}")
        with open_warehouse(file) as database:
            print_wide(console, bills_table(database))
            say_outcome(console, database, result.changes)
            console.print(next_commands(file, example_bill(database)), soft_wrap=True)
