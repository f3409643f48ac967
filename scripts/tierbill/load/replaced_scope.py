"""What `--replace` names: a raw table, a month and whose records, all of which a delivery has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from tierbill.shared.errors import Refused
from tierbill.shared.input_contract import RETRACTIONS, RawTable, raw_tables
from tierbill.shared.project_macros import project_macros

FORM = "TABLE:YYYY-MM, TABLE:YYYY-MM:owner=ID or TABLE:YYYY-MM:provider=ID"
PARTIES = ("owner", "provider")


@dataclass(frozen=True)
class ReplacedScope:
    """A raw table, a billing month by its first day, and one owner or provider or all."""

    text: str
    table: RawTable
    month: date
    party: str | None = None
    account_id: str | None = None


def month_sql(table: RawTable) -> str:
    """SQL of the first day of a record's billing month, in the zone of the project."""
    column = table.month_column
    types = {each.name: each.data_type for each in table.columns}
    if column is None or types[column] == "date":
        return str(column)
    return project_macros().billing_month_of(column)


def party_sql(table: RawTable, party: str) -> str:
    """SQL of a record's owner or provider; the provider may be that of the sku.

    The relation `providers` has a row for each sku.
    """
    if not _has_party(table, party):
        return "cast(null as varchar)"
    if f"{party}_account_id" in table.column_names:
        return f"{party}_account_id"
    return "(select max(providers.provider_account_id) from providers where sku = sku_id)"


def parse_scope(text: str) -> ReplacedScope:
    """Return the scope that a text names.

    Raises:
        Refused: it is not written so, or the table has no month or no such party.
    """
    found = re.fullmatch(r"([a-z_]+):([0-9]{4}-(?:0[1-9]|1[0-2]))(?::(\w+)=(.+))?", text)
    if found is None:
        raise Refused(f"--replace {text}: write {FORM}, for example usage:2025-08.")
    name, month, party, account_id = found.groups()
    monthly = {each.name: each for each in raw_tables().values() if each.month_column}
    if name not in monthly:
        raise Refused(
            f"--replace {text}: no table of months has that name. The tables are "
            f"{', '.join(monthly)}; for others deliver records of {RETRACTIONS}."
        )
    table = monthly[name]
    scope = ReplacedScope(text, table, date.fromisoformat(f"{month}-01"), party, account_id)
    if party is not None and (party not in PARTIES or not _has_party(table, party)):
        held = [each for each in PARTIES if _has_party(table, each)]
        ways = " or ".join(f"{each}=ID" for each in held) or "no party"
        raise Refused(f"--replace {text}: records of {name} can be chosen by {ways}.")
    return scope


def _has_party(table: RawTable, party: str) -> bool:
    columns = {column.name: column for column in table.columns}
    if party == "owner":
        return "owner_account_id" in columns
    has_sku = "sku_id" in columns and not columns["sku_id"].nullable
    return "provider_account_id" in columns or has_sku
