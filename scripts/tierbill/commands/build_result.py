"""What a build did, as commands say it: records, findings, and what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table

from tierbill.build.version_changes import ChangedBill, CorrectedMonth, VersionChanges
from tierbill.build.warehouse_build import BuildResult
from tierbill.commands.exits import message_console
from tierbill.shared.terminal_tables import print_wide, printable, say
from tierbill.show.accounting import accounting_json, show_accounting

SHOWN_BILLS = 5


def say_built(result: BuildResult, file: Path) -> None:
    """Say in one line what was built and published."""
    passed, warned = result.counts.get("pass", 0), result.counts.get("warn", 0)
    warnings = f", {warned} with a warning (see {result.log})" if warned else ""
    message_console().print(
        f"Published {file}: build {result.build_id}, {passed + warned} steps and tests{warnings}."
    )


def say_outcome(
    console: Console, database: duckdb.DuckDBPyConnection, changes: VersionChanges
) -> None:
    """Print what became of the records, the findings, and what changed."""
    show_accounting(database, console)
    say_changes(console, changes)


def say_changes(console: Console, changes: VersionChanges) -> None:
    """Print which bills changed against the version before, and what was corrected."""
    if not changes.has_earlier:
        say(console, "\nThis is the first version: there is none before it to compare with.")
        return
    if not changes.bills and not changes.corrections:
        say(console, "\nNo bill changed against the version before.")
        return
    if changes.bills:
        print_wide(console, _bills(changes.bills))
        for bill in sorted(changes.bills, key=_difference, reverse=True)[:SHOWN_BILLS]:
            say(console, f"  {_in_words(bill)}")
        if len(changes.bills) > SHOWN_BILLS:
            say(console, f"  ... and {len(changes.bills) - SHOWN_BILLS:,} more bills")
    if changes.corrections:
        print_wide(console, _corrections(changes.corrections))


def build_json(
    result: BuildResult, file: Path, database: duckdb.DuckDBPyConnection
) -> dict[str, Any]:
    """Return what the two above say as JSON."""
    changes = result.changes
    return {
        "warehouse": str(file),
        "build_id": result.build_id,
        "steps": dict(result.counts),
        **accounting_json(database),
        "changes": {
            "has_earlier_version": changes.has_earlier,
            "bills": [asdict(bill) for bill in changes.bills] if changes.has_earlier else [],
            "issued_months_corrected": [asdict(month) for month in changes.corrections],
        },
    }


def _bills(bills: Sequence[ChangedBill]) -> Table:
    table = Table(title="Changes against the version before", box=box.SIMPLE_HEAD)
    table.add_column("bills", no_wrap=True)
    for name in ("changed", "new", "gone", "amount before", "amount now", "difference"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    groups: dict[tuple[str, str], list[ChangedBill]] = defaultdict(list)
    for bill in bills:
        groups[bill.bill, bill.currency_code].append(bill)
    for (kind, currency), changed in sorted(groups.items()):
        new = sum(bill.earlier_amount is None for bill in changed)
        gone = sum(bill.amount is None for bill in changed)
        before = sum((bill.earlier_amount or Decimal(0) for bill in changed), Decimal(0))
        now = sum((bill.amount or Decimal(0) for bill in changed), Decimal(0))
        counts = (f"{count:,}" for count in (len(changed) - new - gone, new, gone))
        amounts = (f"{amount:,.2f}" for amount in (before, now, now - before))
        table.add_row(kind, *counts, *amounts, currency)
    return table


def _difference(bill: ChangedBill) -> Decimal:
    return abs((bill.amount or Decimal(0)) - (bill.earlier_amount or Decimal(0)))


def _in_words(bill: ChangedBill) -> str:
    parties = f"{printable(bill.seller_account_id)} to {printable(bill.buyer_account_id)}"
    name = f"{bill.bill} of {parties}, {bill.billing_month:%Y-%m}"
    if bill.earlier_amount is None:
        return f"{name}: new, {bill.amount:,.2f} {bill.currency_code}"
    if bill.amount is None:
        return f"{name}: gone, was {bill.earlier_amount:,.2f} {bill.currency_code}"
    amounts = f"{bill.earlier_amount:,.2f} is now {bill.amount:,.2f}"
    return f"{name}: {amounts} {bill.currency_code}"


def _corrections(months: Sequence[CorrectedMonth]) -> Table:
    table = Table(title="Issued lines reversed or corrected", box=box.SIMPLE_HEAD)
    for name in ("seller", "issued month"):
        table.add_column(name, no_wrap=True)
    for name in ("reversed", "corrected", "added to open bills"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for month in months:
        table.add_row(
            printable(month.seller_account_id),
            f"{month.billing_month:%Y-%m}",
            f"{month.reversed_lines:,}",
            f"{month.corrected_lines:,}",
            f"{month.cost:,.2f}",
            month.currency_code,
        )
    return table
