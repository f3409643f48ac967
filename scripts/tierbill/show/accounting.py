"""What became of the delivered records and what looks wrong, summed up for the end of a build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import duckdb

from tierbill.shared.displayed_tables import Display
from tierbill.shared.named_ids import named_id
from tierbill.shared.rejection_causes import RejectionCause
from tierbill.shared.terminal_tables import TerminalTable, print_wide, say_wrapped
from tierbill.show.finding_text import finding_text
from tierbill.show.rejected_records import counts_text
from tierbill.show.rejection_groups import rejection_groups

SHOWN_CAUSES = 5
STATES = ("current", "duplicate", "superseded", "retracted", "rejected")

_TABLES = """
select
    source_table, sum(delivered), sum("current"), sum(duplicate), sum(superseded),
    sum({retracted}), sum(rejected)
from marts.load_accounting
group by source_table
order by source_table
"""

_OPEN = """
select source_table, count(*) filter (not is_mended), count(*) filter (is_mended)
from marts.rejected_records
group by source_table
"""

_FINDINGS = """
select
    finding_kind, severity, currency_code, count(*) as findings,
    sum(abs(money_at_stake)) as money_at_stake,
    min_by(description, coalesce(money_rank, 0)) as description
from marts.findings
group by finding_kind, severity, currency_code
order by money_at_stake desc nulls last, finding_kind, currency_code
"""

# A delivered bill of a provider of which no line was accepted.
_WHOLE_BILLS = """
with rejected as (
    select
        record ->> 'payer_account_id' as payer_account_id,
        (record ->> 'billing_month')[:7] as billing_month, count(*) as lines
    from marts.rejected_records
    where source_table = 'provider_bill_lines' and not is_mended
    group by all
)
select payer_account_id, billing_month, lines
from rejected
where not exists (
    select 1
    from marts.provider_bill_reconciliation as accepted
    where
        accepted.provider_line_count > 0
        and accepted.payer_account_id = rejected.payer_account_id
        and strftime(accepted.billing_month, '%Y-%m') = rejected.billing_month
)
order by all
"""


@dataclass(frozen=True)
class TableAccount:
    """A raw table: delivered = current + duplicate + superseded + retracted + rejected.

    Of the rejected records `open` are to be put right still.
    """

    source_table: str
    delivered: int
    current: int
    duplicate: int
    superseded: int
    retracted: int
    rejected: int
    open: int


@dataclass(frozen=True)
class FindingSum:
    """The findings of a kind in a currency, and what the one with most money says."""

    finding_kind: str
    severity: str
    currency_code: str | None
    findings: int
    money_at_stake: Decimal | None
    description: str


@dataclass(frozen=True)
class Accounting:
    """The account of a warehouse's records: `whole_bills` are payer, month and lines of
    delivered bills that were rejected whole, `causes` why records were rejected.
    """

    tables: Sequence[TableAccount]
    resolved: int
    findings: Sequence[FindingSum]
    whole_bills: Sequence[tuple[str, str, int]]
    causes: Sequence[RejectionCause]

    @property
    def open(self) -> int:
        """Rejected records that are to be put right still."""
        return sum(table.open for table in self.tables)


def accounting(database: duckdb.DuckDBPyConnection) -> Accounting:
    """Return the account of an open warehouse; a mart that it lacks counts as empty."""
    columns = {
        name
        for (name,) in database.execute(
            "select column_name from duckdb_columns() "
            "where schema_name = 'marts' and table_name = 'load_accounting'"
        ).fetchall()
    }
    retracted = "retracted" if "retracted" in columns else "0"
    counts = {table: row for table, *row in database.execute(_OPEN).fetchall()}
    tables = [
        TableAccount(*row, open=counts.get(row[0], (0, 0))[0])
        for row in database.execute(_TABLES.format(retracted=retracted)).fetchall()
    ]
    findings = [FindingSum(*row) for row in database.execute(_FINDINGS).fetchall()]
    resolved = sum(resolved for _, resolved in counts.values())
    whole_bills = database.execute(_WHOLE_BILLS).fetchall()
    return Accounting(tables, resolved, findings, whole_bills, rejection_groups(database))


def show_accounting(display: Display, account: Accounting) -> None:
    """Print what became of the records, then findings by money."""
    not_all_current = [each for each in account.tables if each.current != each.delivered]
    if not_all_current:
        print_wide(display.console, _tables(not_all_current))
    others = [each for each in account.tables if each.current == each.delivered and each.delivered]
    if others:
        whose = "the other tables" if not_all_current else "all tables"
        delivered = sum(each.delivered for each in others)
        names = ", ".join(each.source_table for each in others)
        say_wrapped(display.console, f"All {delivered:,} records of {whose} are current: {names}.")
    for each in account.tables:
        if each.delivered and each.rejected == each.delivered:
            count = "its only record" if each.delivered == 1 else f"all {each.delivered:,} records"
            display.say(f"The table {each.source_table} was rejected whole: {count}.")
    for payer, month, lines in account.whole_bills:
        noun = "line" if lines == 1 else "lines"
        named = named_id(display.database, "account_id", payer) if payer else "?"
        whose = f"{named} for {month or '?'}"
        display.say(f"The delivered bill of {whose} was rejected whole: {lines:,} {noun}.")
    if account.open or account.resolved:
        display.say(f"\n{counts_text(account.open, account.resolved)}")
        for cause in account.causes[:SHOWN_CAUSES]:
            display.say(f"  {next(cause.lines())}")
        if len(account.causes) > SHOWN_CAUSES:
            display.say(f"  ... and {len(account.causes) - SHOWN_CAUSES:,} more causes")
    if account.findings:
        print_wide(display.console, _findings(display, account.findings))
        for finding in account.findings:
            text = finding_text(display, f"{finding.finding_kind}: {finding.description}")
            display.say("")
            say_wrapped(display.console, text, indent=2)


def accounting_json(account: Accounting) -> dict[str, Any]:
    """Return what `show_accounting` says as JSON."""
    return {
        "tables": [asdict(table) for table in account.tables],
        "rejected_whole": [
            each.source_table
            for each in account.tables
            if each.delivered and each.rejected == each.delivered
        ],
        "bills_rejected_whole": [
            {"payer_account_id": payer, "billing_month": month, "lines": lines}
            for payer, month, lines in account.whole_bills
        ],
        "rejected_open": account.open,
        "rejected_resolved": account.resolved,
        "rejections": [cause.as_json() for cause in account.causes],
        "findings": [asdict(finding) for finding in account.findings],
    }


def _tables(accounts: Sequence[TableAccount]) -> TerminalTable:
    table = TerminalTable.of("Records", ("table",), ("delivered", *STATES))
    for account in accounts:
        counts = (account.delivered, *(getattr(account, state) for state in STATES))
        table.add_row(account.source_table, *(f"{count:,}" for count in counts))
    return table


def _findings(display: Display, findings: Sequence[FindingSum]) -> TerminalTable:
    title = "Findings, by the money at stake"
    table = TerminalTable.of(
        title, ("kind", "severity"), ("findings", "money at stake"), ("currency",)
    )
    for finding in findings:
        money, currency = finding.money_at_stake, finding.currency_code
        table.add_row(
            finding.finding_kind,
            finding.severity,
            f"{finding.findings:,}",
            "" if money is None else display.total(money, currency),
            currency or "",
        )
    return table
