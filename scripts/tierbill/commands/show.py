"""tierbill show: look into a published warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from tierbill.commands.option_values import parse_month
from tierbill.commands.options import Exact, Warehouse
from tierbill.shared.displayed_tables import Display
from tierbill.shared.errors import Refused
from tierbill.shared.project import default_warehouse
from tierbill.shared.published_warehouse import open_warehouse
from tierbill.show.accounts import show_accounts
from tierbill.show.bill import BillQuery, show_bill
from tierbill.show.budget import show_budget
from tierbill.show.charge import show_charge
from tierbill.show.credit import show_credit
from tierbill.show.findings import show_findings
from tierbill.show.rejected_records import RejectionQuery, show_rejected

show = typer.Typer(
    no_args_is_help=True,
    help="Look into a published warehouse: bills, charges, credit, budgets, rejected records, "
    "findings. Accounts are named by their id, or by their name or a part of it.",
)

Limit = Annotated[
    int, typer.Option("--limit", metavar="N", min=0, help="How many rows to show at most.")
]


@show.command()
def bill(
    *,
    number: Annotated[
        str | None,
        typer.Argument(metavar="[NUMBER]", help="The bill with this number, as statements say it."),
    ] = None,
    seller: Annotated[
        str | None, typer.Option("--seller", metavar="ACCOUNT", help="Who sends the bill.")
    ] = None,
    buyer: Annotated[
        str | None, typer.Option("--buyer", metavar="ACCOUNT", help="Who gets the bill.")
    ] = None,
    month: Annotated[
        str | None, typer.Option("--month", metavar="YYYY-MM", help="The billing month.")
    ] = None,
    warehouse: Warehouse = None,
    lines: Annotated[
        int,
        typer.Option("--lines", metavar="N", min=0, help="How many lines, or bills, at most."),
    ] = 20,
    exact: Exact = False,
) -> None:
    """Show a bill: its statement, its products and its first lines.

    Where more than one seller, buyer or month fits, the bills are listed with their numbers.

    Example: `tierbill show bill --seller D1 --buyer C7 --month 2025-08`
    """
    if number is not None and (seller or buyer or month):
        raise Refused(f"{number}: give a bill's number, or seller, buyer and month; not both.")
    wanted = BillQuery(
        # a number that is copied from a PDF may have breaks without width in it
        number.replace("\u200b", "") if number else None,
        seller,
        buyer,
        parse_month("--month", month) if month else None,
        lines,
    )
    with _display(warehouse, exact=exact) as display:
        show_bill(display, wanted)


@show.command()
def charge(
    charge_id: Annotated[
        str,
        typer.Argument(
            metavar="CHARGE_ID",
            help="The id of a charge, its leg, bill line or order line; or an order or resource.",
        ),
    ],
    warehouse: Warehouse = None,
    limit: Limit = 20,
    exact: Exact = False,
) -> None:
    """Show a charge: its list price, its legs and each leg's steps from list to billed cost.

    Example: `tierbill show charge order:OL-1`
    """
    with _display(warehouse, exact=exact) as display:
        show_charge(display, charge_id, limit)


@show.command()
def rejected(
    *,
    record_key: Annotated[
        str | None, typer.Argument(metavar="[KEY]", help="Only the records with this key, whole.")
    ] = None,
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
    whole = whole or record_key is not None
    with _display(warehouse) as display:
        wanted = RejectionQuery(table, reason, limit, records, whole, resolved, record_key)
        show_rejected(display, wanted)


@show.command()
def findings(
    what: Annotated[
        str | None,
        typer.Argument(metavar="[WHAT]", help="Only this finding, kind, record key or leg."),
    ] = None,
    warehouse: Warehouse = None,
    limit: Limit = 20,
    exact: Exact = False,
) -> None:
    """Show what was accepted and looks wrong, most money first, and what to do.

    Example: `tierbill show findings same_usage_twice`
    """
    with _display(warehouse, exact=exact) as display:
        show_findings(display, what, limit)


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
    with _display(warehouse) as display:
        show_accounts(display, under, limit)


@show.command()
def credit(
    account: Annotated[
        str, typer.Argument(metavar="ACCOUNT", help="Whose credit, or one of its entries.")
    ],
    warehouse: Warehouse = None,
    limit: Limit = 20,
    exact: Exact = False,
) -> None:
    """Show a customer's credit, or a reseller's pool: what moved it, bills confirmed, alerts.

    Example: `tierbill show credit 800000400051`
    """
    with _display(warehouse, exact=exact) as display:
        show_credit(display, account, limit)


@show.command()
def budget(
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help="Whose budget.")],
    warehouse: Warehouse = None,
    exact: Exact = False,
) -> None:
    """Show a customer's budget month by month, its alerts, states and forbidden purchases.

    Example: `tierbill show budget 800000400056`
    """
    with _display(warehouse, exact=exact) as display:
        show_budget(display, customer)


@contextmanager
def _display(warehouse: Path | None, *, exact: bool = False) -> Iterator[Display]:
    """Open the warehouse that was named, or the project's, to be shown."""
    with open_warehouse(warehouse or default_warehouse()) as database:
        yield Display(database, exact=exact, warehouse=warehouse)
