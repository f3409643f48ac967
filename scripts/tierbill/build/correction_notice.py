"""Say before a version is published which issued lines it reverses or corrects, and why."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console

from tierbill.build.version_changes import CorrectedMonth, VersionChanges
from tierbill.shared.errors import BuildFailed
from tierbill.shared.terminal_tables import say_wrapped

SHOWN_MONTHS = 20


def announce_corrections(changes: VersionChanges, console: Console, *, allowed: bool) -> None:
    """Print how many issued lines change, of which sellers and months, how much and why.

    The lines are those that the version before does not have; all if there is none before it.

    Raises:
        BuildFailed: corrections are not `allowed` and there are some.
    """
    if not changes.corrections:
        return
    first, *others = _lines(changes)
    say_wrapped(console, first)
    for line in others:
        say_wrapped(console, line, indent=2)
    if not allowed:
        raise BuildFailed(
            "Nothing was published (--no-corrections): the published version is as it was. "
            "Build without --no-corrections to correct these issued lines."
        )


def _lines(changes: VersionChanges) -> Iterator[str]:
    months = changes.corrections
    reversed_lines = sum(month.reversed_lines for month in months)
    corrected_lines = sum(month.corrected_lines for month in months)
    since = "" if changes.has_earlier else ", all that there are"
    yield (
        f"This build reverses {reversed_lines:,} and corrects {corrected_lines:,} lines of issued "
        f"months{since}:"
    )
    for month in months[:SHOWN_MONTHS]:
        yield _in_words(changes, month)
    if len(months) > SHOWN_MONTHS:
        yield f"... and {len(months) - SHOWN_MONTHS:,} more months of sellers"


def _in_words(changes: VersionChanges, month: CorrectedMonth) -> str:
    causes = ", ".join(f"{cause} ({count:,})" for cause, count in month.causes)
    because = f"; because of {causes}" if causes else ""
    return (
        f"{changes.account(month.seller_account_id)}, {month.billing_month:%Y-%m}: "
        f"{month.reversed_lines:,} reversed, {month.corrected_lines:,} corrected, "
        f"{changes.money(month.cost, month.currency_code, '+')}{because}"
    )
