"""Who may see which column of a bill: the allow-list of `disclosure.yml`, read once.

Rules: 11.8
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

import yaml

from tierbill.disclosure.exported_marts import BillMart
from tierbill.files.csv_text import MartColumn
from tierbill.shared.sql_text import quoted_name

LIST = Path(__file__).with_name("disclosure.yml")
SIDES = {"seller_account_id": "seller", "buyer_account_id": "buyer"}


@cache
def _allow_list() -> Mapping[str, Mapping]:
    return yaml.safe_load(LIST.read_text(encoding="utf-8"))


def bill_of(mart: str) -> str:
    """Return the entry of the allow-list that a mart falls under: the longest of its beginnings."""
    bills = [bill for bill in _allow_list()["bills"] if mart.startswith(bill)]
    return max(bills, key=len)


def allowed_columns(mart: str, party: str) -> frozenset[str]:
    """Return the columns of a mart that the party (`seller_account_id`, ...) may see."""
    groups = _allow_list()["bills"][bill_of(mart)].get(SIDES[party], ())
    return _columns_of(groups)


def conditional_columns(mart: str, party: str) -> frozenset[str]:
    """Return those that it sees only where the mart shows a value to it."""
    groups = _allow_list()["only_if_shown"].get(bill_of(mart), {}).get(SIDES[party], ())
    return _columns_of(groups)


def party_views(
    mart: BillMart, columns: Sequence[MartColumn], rows: str
) -> Iterator[tuple[Sequence[str], Sequence[MartColumn], str]]:
    """Yield who may see what of a mart's `rows`: the parties, their columns, and the rows.

    Parties with the same columns come together. Where columns are visible only if the mart
    shows a value, the rows of parties without one come separately, without these columns.
    """
    by_columns: dict[tuple[MartColumn, ...], list[str]] = {}
    for party in mart.parties:
        allowed = allowed_columns(mart.name, party)
        visible = tuple(column for column in columns if column.name in allowed)
        by_columns.setdefault(visible, []).append(party)
    for visible, parties in by_columns.items():
        hidden = {name for party in parties for name in conditional_columns(mart.name, party)} & {
            column.name for column in visible
        }
        if not hidden:
            yield parties, visible, rows
            continue
        is_shown = " or ".join(f"{quoted_name(name)} is not null" for name in sorted(hidden))
        without = [column for column in visible if column.name not in hidden]
        for party in parties:
            shown = f"(select {quoted_name(party)} from ({rows}) where {is_shown})"
            code = quoted_name(party)
            yield [party], visible, f"select * from ({rows}) where {code} in {shown}"
            yield [party], without, f"select * from ({rows}) where {code} not in {shown}"


def known_columns() -> frozenset[str]:
    """Return every column that the allow-list decides on."""
    return _columns_of(_allow_list()["groups"])


def _columns_of(groups: Sequence[str]) -> frozenset[str]:
    return frozenset(name for group in groups for name in _allow_list()["groups"][group])
