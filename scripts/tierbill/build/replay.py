"""What was issued, compared line by line with what the records give now.

Closes belong together by seller and month, lines by close and line id. The sequence of a close
may differ, all else of a line is compared.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tierbill.build.derived_closes import DerivedCloses
from tierbill.landing.close_ledger import Close
from tierbill.shared.sql_text import literal, quoted_name

DEFAULT_MEMORY = "3GB"
LEDGER_ONLY, DERIVED_ONLY, DIFFERS = "in the ledger only", "derived only", "differs"
_NOT_COMPARED = frozenset({"close_sequence", "filename"})

_LINES = """
create temp view lines as
select files.* exclude (filename), lines.* exclude (filename)
from read_parquet([{files}], union_by_name = true, filename = true) as lines
inner join files using (filename)
"""
_DIFFERENT = """
with compared as (
    select
        coalesce(issued.close_seller, derived.close_seller) as seller,
        coalesce(issued.close_month, derived.close_month) as billing_month,
        coalesce(issued.line_id, derived.line_id) as line_id,
        case
            when derived.is_issued is null then '{ledger_only}'
            when issued.is_issued is null then '{derived_only}'
            else '{differs}'
        end as kind,
        case
            when derived.is_issued is null or issued.is_issued is null then ''
            else concat_ws(', ', {columns})
        end as different_columns,
        issued.billed_cost as issued_cost,
        derived.billed_cost as derived_cost,
        coalesce(issued.currency_code, derived.currency_code) as currency_code
    from (select * from lines where is_issued) as issued
    full join (select * from lines where not is_issued) as derived
        on issued.close_seller = derived.close_seller
        and issued.close_month = derived.close_month
        and issued.seller_account_id = derived.seller_account_id
        and issued.line_id = derived.line_id
)

select * from compared
where kind != '{differs}' or different_columns != ''
union all
select
    close_seller, close_month, line_id, '{differs}', 'number of lines',
    sum(billed_cost) filter (is_issued), sum(billed_cost) filter (not is_issued),
    min(currency_code)
from lines
group by close_seller, close_month, seller_account_id, line_id
having
    least(count(*) filter (is_issued), count(*) filter (not is_issued)) > 0
    and count(*) filter (is_issued) != count(*) filter (not is_issued)
order by billing_month, seller, line_id, different_columns
"""


@dataclass(frozen=True)
class LineDifference:
    """A line that the ledger and the records say differently.

    `columns` are the names of those that differ, empty if only one side has the line; a cost is
    null on the side that does not have it.
    """

    seller_account_id: str
    billing_month: str
    line_id: str
    kind: str
    columns: str
    issued_cost: Decimal | None
    derived_cost: Decimal | None
    currency_code: str


@dataclass(frozen=True)
class Replay:
    """A comparison of what was issued with what was derived.

    `of_closes` tell what differs of a close as such. `not_closed` are issues that no build has
    closed yet. `one_sided` counts by column the closes in which only one side has it.
    """

    closes: Sequence[Close]
    lines: Sequence[LineDifference]
    of_closes: Sequence[str]
    not_closed: Sequence[Close]
    one_sided: Mapping[str, int]

    @property
    def line_count(self) -> int:
        """The issued lines."""
        return sum(close.line_count for close in self.closes)

    @property
    def difference_count(self) -> int:
        """How many lines and closes differ."""
        return len(self.lines) + len(self.of_closes)


@dataclass(frozen=True)
class _Pair:
    """The file of an issued close and that of the derived one, if there is one, with columns."""

    close: Close
    issued: Path
    derived: Path | None
    issued_columns: frozenset[str]
    derived_columns: frozenset[str]

    @property
    def one_sided(self) -> list[str]:
        """The columns that only one of both files has."""
        return sorted(self.issued_columns ^ self.derived_columns) if self.derived else []


def compare(closes: Sequence[Close], issued: Path, derived: DerivedCloses, spill: Path) -> Replay:
    """Compare the lines of `closes` in the folder `issued` with those that were derived.

    Files of the same bytes have the same lines and are not read. DuckDB spills to `spill`.
    """
    pairs = [
        _pair(close, issued, derived)
        for close in closes
        if close.month not in derived.closes or derived.closes[close.month].sha256 != close.sha256
    ]
    lines = _different_lines(pairs, spill) if pairs else []
    differing = {(line.seller_account_id, line.billing_month) for line in lines}
    of_closes = [
        f"{close.label}: {text}"
        for close in closes
        for text in _differences(close, derived.closes.get(close.month))
        # sums and counts of lines that differ say nothing more
        if close.month not in differing or text.startswith("rounding")
    ]
    known = {close.month for close in closes}
    return Replay(
        closes=closes,
        lines=lines,
        of_closes=of_closes,
        not_closed=[close for month, close in derived.closes.items() if month not in known],
        one_sided=Counter(column for pair in pairs for column in pair.one_sided),
    )


def _differences(close: Close, derived: Close | None) -> list[str]:
    return ["the records do not issue it"] if derived is None else close_differences(close, derived)


def close_differences(close: Close, derived: Close) -> list[str]:
    """Return what the ledger says of a close that is not so of the derived one, in words.

    A close has policies for all currencies that were known when it was written: one that came to be
    closed later has more. Of currencies that only one side knows those count that were billed.
    """
    found = []
    if close.line_count != derived.line_count:
        found.append(f"{close.line_count:,} lines in the ledger, {derived.line_count:,} derived")
    if _sums(close) != _sums(derived):
        found.append(f"billed {_sums_text(close)} in the ledger, {_sums_text(derived)} derived")
    before, now = _policies(close), _policies(derived)
    billed = close.sums.keys() | derived.sums.keys()
    found += [
        f"rounding {currency}: {before.get(currency, 'none')} in the ledger, "
        f"{now.get(currency, 'none')} derived"
        for currency in sorted(before.keys() | now.keys())
        if before.get(currency) != now.get(currency)
        and (currency in billed or (currency in before and currency in now))
    ]
    return found


def other_code_or_settings(
    closes: Iterable[Close], code_version: str, settings: Mapping[str, str]
) -> list[str]:
    """Return which other code and settings closes were written with than the present ones."""
    found: Counter[str] = Counter()
    for close in closes:
        if close.code_version != code_version:
            found[f"by the code {close.code_version}; it is {code_version} now"] += 1
        for name in sorted(close.settings.keys() | settings.keys()):
            before, now = close.settings.get(name, "unset"), settings.get(name, "unset")
            if before != now:
                found[f"with {name}={before}; it is {now} now"] += 1
    return [
        f"{count:,} {'close was' if count == 1 else 'closes were'} written {text}."
        for text, count in found.items()
    ]


def _sums(close: Close) -> Mapping[str, Decimal]:
    return {currency: Decimal(billed) for currency, billed in close.sums.items()}


def _sums_text(close: Close) -> str:
    return ", ".join(f"{each} {currency}" for currency, each in close.sums.items()) or "nothing"


def _policies(close: Close) -> Mapping[str, str]:
    return {
        str(policy["currency_code"]): " ".join(
            str(policy[name])
            for name in ("rounding_mode", "rounding_digits", "rounding_level", "negative_bill")
        )
        for policy in close.policies
    }


def _pair(close: Close, issued: Path, derived: DerivedCloses) -> _Pair:
    other = derived.closes.get(close.month)
    file, again = close.path(issued), other.path(derived.issued) if other else None
    return _Pair(close, file, again, _columns(file), _columns(again) if again else frozenset())


def _columns(file: Path) -> frozenset[str]:
    return frozenset(pq.read_schema(file).names)


def _different_lines(pairs: Sequence[_Pair], spill: Path) -> list[LineDifference]:
    files = [
        {
            "filename": str(file),
            "is_issued": is_issued,
            "close_seller": pair.close.seller_account_id,
            "close_month": pair.close.billing_month,
            "one_sided": pair.one_sided,
        }
        for pair in pairs
        for file, is_issued in ((pair.issued, True), (pair.derived, False))
        if file is not None
    ]
    one_sided = {column for pair in pairs for column in pair.one_sided}
    columns = {each for pair in pairs for each in pair.issued_columns | pair.derived_columns}
    with duckdb.connect() as database:
        memory = os.environ.get("TIERBILL_MEMORY_LIMIT", DEFAULT_MEMORY)
        database.execute(f"set memory_limit = {literal(memory)}")
        database.execute(f"set temp_directory = {literal(spill)}")
        database.execute("set preserve_insertion_order = false")
        database.execute("set TimeZone = 'UTC'")
        database.register("files", pa.Table.from_pylist(files, _FILES))
        database.execute(_LINES.format(files=", ".join(literal(one["filename"]) for one in files)))
        rows = database.execute(
            _DIFFERENT.format(
                ledger_only=LEDGER_ONLY,
                derived_only=DERIVED_ONLY,
                differs=DIFFERS,
                columns=", ".join(
                    _named_if_different(column, can_be_one_sided=column in one_sided)
                    for column in sorted(columns - _NOT_COMPARED)
                ),
            )
        ).fetchall()
    return [LineDifference(*row) for row in rows]


_FILES = pa.schema(
    [
        ("filename", pa.string()),
        ("is_issued", pa.bool_()),
        ("close_seller", pa.string()),
        ("close_month", pa.string()),
        ("one_sided", pa.list_(pa.string())),
    ]
)


def _named_if_different(column: str, *, can_be_one_sided: bool) -> str:
    name = quoted_name(column)
    condition = f"issued.{name} is distinct from derived.{name}"
    if can_be_one_sided:
        condition += f" and not list_contains(issued.one_sided, {literal(column)})"
    return f"case when {condition} then {literal(column)} end"
