"""tierbill show: look into a published warehouse."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from tierbill.commands.exits import exit_codes
from tierbill.commands.option_values import parse_month
from tierbill.commands.options import Warehouse
from tierbill.shared.project import default_warehouse
from tierbill.shared.published_warehouse import open_warehouse
from tierbill.show.accounts import show_accounts
from tierbill.show.bill import BillOf, show_bill
from tierbill.show.budget import show_budget
from tierbill.show.charge import show_charge
from tierbill.show.credit import show_credit
from tierbill.show.rejected_records import RejectionQuery, show_rejected

show = typer.Typer(
    no_args_is_help=True,
    help="Look into a published warehouse: bills, charges, credit, budgets, rejected records.",
)

Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=0, help="How many rows to show at most.")
]


@show.command()
def bill(
    *,
    seller: Annotated[str, typer.Option("--seller", metavar="ACCOUNT", help="Who sends the bill.")],
    buyer: Annotated[str, typer.Option("--buyer", metavar="ACCOUNT", help="Who gets the bill.")],
    month: Annotated[str, typer.Option("--month", metavar="YYYY-MM", help="The billing month.")],
    warehouse: Warehouse = None,
    lines: Annotated[
        int, typer.Option("--lines", metavar="N", min=0, help="How many lines to show at most.")
    ] = 20,
) -> None:
    """Show a bill: its statement, its products and its first lines.

    Example: `tierbill show bill --seller D1 --buyer C7 --month 2025-08`
    """
    with exit_codes():
        wanted = BillOf(seller, buyer, parse_month("--month", month))
        with open_warehouse(warehouse or default_warehouse()) as database:
            show_bill(database, _console(), wanted, lines)


@show.command()
def charge(
    charge_id: Annotated[str, typer.Argument(metavar="CHARGE_ID", help="As bills name it.")],
    warehouse: Warehouse = None,
) -> None:
    """Show a charge: its list price, its legs and each leg's steps from list to billed cost.

    Example: `tierbill show charge order:OL-1`
    """
    with exit_codes(), open_warehouse(warehouse or default_warehouse()) as database:
        show_charge(database, _console(), charge_id)


@show.command()
def rejected(
    *,
    warehouse: Warehouse = None,
    table: Annotated[
        str | None, typer.Option("--table", metavar="TABLE", help="Only records of this raw table.")
    ] = None,
    reason: Annotated[
        str | None,
        typer.Option("--reason", metavar="REASON", help="Only records rejected for this."),
    ] = None,
    limit: Limit = 20,
    records: Annotated[
        bool, typer.Option("--records", help="Also list the records with file and line.")
    ] = False,
    whole: Annotated[
        bool, typer.Option("--whole", help="Also print each record as it was delivered.")
    ] = False,
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Also records that were put right since.")
    ] = False,
) -> None:
    """Show why records were rejected and what to do, causes before their consequences.

    Example: `tierbill show rejected --table usage`
    """
    with exit_codes(), open_warehouse(warehouse or default_warehouse()) as database:
        wanted = RejectionQuery(table, reason, limit, records, whole, resolved)
        show_rejected(database, _console(), wanted)


@show.command()
def accounts(
    warehouse: Warehouse = None,
    under: Annotated[
        str | None,
        typer.Option("--under", metavar="ACCOUNT", help="Only this account and those below it."),
    ] = None,
    limit: Limit = 100,
) -> None:
    """Show the accounts and their current parents.

    Example: `tierbill show accounts --under D1`
    """
    with exit_codes(), open_warehouse(warehouse or default_warehouse()) as database:
        show_accounts(database, _console(), under, limit)


@show.command()
def credit(
    account_id: Annotated[str, typer.Argument(metavar="ACCOUNT", help="Whose credit.")],
    warehouse: Warehouse = None,
    limit: Limit = 20,
) -> None:
    """Show a customer's credit, or a reseller's pool: what moved it, bills confirmed, alerts.

    Example: `tierbill show credit 800000400051`
    """
    with exit_codes(), open_warehouse(warehouse or default_warehouse()) as database:
        show_credit(database, _console(), account_id, limit)


@show.command()
def budget(
    customer_id: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Whose budget.")],
    warehouse: Warehouse = None,
) -> None:
    """Show a customer's budget month by month, its alerts, states and forbidden purchases.

    Example: `tierbill show budget 800000400056`
    """
    with exit_codes(), open_warehouse(warehouse or default_warehouse()) as database:
        show_budget(database, _console(), customer_id)


def _console() -> Console:
    return Console(highlight=False)
