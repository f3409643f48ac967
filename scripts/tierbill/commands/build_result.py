"""What a build did, as commands say it: records, findings, and what changed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console

from tierbill.build.version_changes import ChangedBill, VersionChanges
from tierbill.build.warehouse_build import BuildResult
from tierbill.commands.exits import message_console
from tierbill.shared.displayed_tables import Display
from tierbill.shared.terminal_tables import TerminalTable, print_wide, say, say_wrapped
from tierbill.show.accounting import Accounting, accounting, accounting_json, show_accounting

SHOWN_BILLS = 5


def say_built(result: BuildResult, file: Path) -> None:
    """Say in one line what was built and published."""
    passed, warned = result.counts.get("pass", 0), result.counts.get("warn", 0)
    warnings = f", {warned} with a warning (see {result.log})" if warned else ""
    message_console().print(
        f"Published {file}: build {result.build_id}, {passed + warned} steps and tests{warnings}."
    )


def say_outcome(
    console: Console,
    database: duckdb.DuckDBPyConnection,
    changes: VersionChanges,
    *,
    exact: bool = False,
) -> Accounting:
    """Print what became of the records, the findings, and what changed; return the first two."""
    account = accounting(database)
    show_accounting(Display(database, console, exact), account)
    say_changes(console, changes)
    return account


def say_changes(console: Console, changes: VersionChanges) -> None:
    """Print which bills changed against the version before, and what was corrected."""
    if not changes.has_earlier:
        say(console, "\nThis is the first version: there is none before it to compare with.")
        return
    if not changes.bills and not changes.corrections:
        say(console, "\nNo bill changed against the version before.")
        return
    if changes.bills:
        print_wide(console, _bills(changes))
        for bill in sorted(changes.bills, key=_difference, reverse=True)[:SHOWN_BILLS]:
            say_wrapped(console, _in_words(changes, bill), indent=2)
        if len(changes.bills) > SHOWN_BILLS:
            say(console, f"  ... and {len(changes.bills) - SHOWN_BILLS:,} more bills")
    if changes.corrections:
        print_wide(console, _corrections(changes))


def build_json(result: BuildResult, file: Path, account: Accounting) -> dict[str, Any]:
    """Return what the two above say as JSON."""
    changes = result.changes
    return {
        "warehouse": str(file),
        "build_id": result.build_id,
        "steps": dict(result.counts),
        **accounting_json(account),
        "changes": {
            "has_earlier_version": changes.has_earlier,
            "bills": [asdict(bill) for bill in changes.bills] if changes.has_earlier else [],
            "issued_months_corrected": [asdict(month) for month in changes.corrections],
        },
    }


def _bills(changes: VersionChanges) -> TerminalTable:
    table = TerminalTable.of(
        "Changes against the version before",
        ("bills",),
        ("changed", "new", "gone", "amount before", "amount now", "difference"),
        ("currency",),
    )
    groups: dict[tuple[str, str], list[ChangedBill]] = defaultdict(list)
    for bill in changes.bills:
        groups[bill.bill, bill.currency_code].append(bill)
    for (kind, currency), changed in sorted(groups.items()):
        new = sum(bill.earlier_amount is None for bill in changed)
        gone = sum(bill.amount is None for bill in changed)
        before = sum((bill.earlier_amount or Decimal(0) for bill in changed), Decimal(0))
        now = sum((bill.amount or Decimal(0) for bill in changed), Decimal(0))
        counts = (f"{count:,}" for count in (len(changed) - new - gone, new, gone))
        amounts = (
            changes.digits.total_text(amount, currency) for amount in (before, now, now - before)
        )
        table.add_row(kind, *counts, *amounts, currency)
    return table


def _difference(bill: ChangedBill) -> Decimal:
    return abs((bill.amount or Decimal(0)) - (bill.earlier_amount or Decimal(0)))


def _in_words(changes: VersionChanges, bill: ChangedBill) -> str:
    def money(amount: Decimal | None) -> str:
        return changes.money(amount or Decimal(0), bill.currency_code)

    seller, buyer = map(changes.account, (bill.seller_account_id, bill.buyer_account_id))
    name = f"{bill.bill} of {seller} to {buyer}, {bill.billing_month:%Y-%m}"
    if bill.earlier_amount is None:
        return f"{name}: new, {money(bill.amount)}"
    if bill.amount is None:
        return f"{name}: gone, was {money(bill.earlier_amount)}"
    before = changes.digits.total_text(bill.earlier_amount, bill.currency_code)
    return f"{name}: {before} is now {money(bill.amount)}"


def _corrections(changes: VersionChanges) -> TerminalTable:
    table = TerminalTable.of(
        "Issued lines reversed or corrected",
        ("seller", "issued month"),
        ("reversed", "corrected", "added to open bills"),
        ("currency",),
    )
    for month in changes.corrections:
        table.add_row(
            changes.account(month.seller_account_id),
            f"{month.billing_month:%Y-%m}",
            f"{month.reversed_lines:,}",
            f"{month.corrected_lines:,}",
            changes.digits.total_text(month.cost, month.currency_code),
            month.currency_code,
        )
    return table
