"""Close the months that sellers issued: write the lines of their bills, once.

An issued bill holds the rating as it was known at its issue (rules 8.2). Issues whose months see
the rating of now are closed by the build itself. For the others the rating models are built once
for each state of knowledge, `int_closing_steps`, before the build. The lines of each close,
`int_closing_lines`, go into the build's folder of issued lines; a later build only reads them.

Rules: 8.2, 8.3
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, Protocol

from tierbill.landing.close_ledger import (
    Close,
    CloseLedger,
    read_close_ledger,
    write_close_ledger,
)
from tierbill.landing.issued import with_file
from tierbill.shared.sql_text import literal

# the months that are not closed yet, each with the state of knowledge that it is closed with
_STEPS = """
select
    max(known_at) as as_of, max(known_load) as as_of_load, bool_and(sees_all) as sees_all,
    list({
        close_sequence: close_sequence, seller_account_id: seller_account_id,
        billing_month: billing_month::varchar, issued_at: issued_at::varchar,
        load_sequence: load_sequence
    } order by close_sequence) as closes
from intermediate.int_closing_steps
group by step_number
order by step_number
"""
_CLOSING = """
select
    months.close_sequence, months.seller_account_id, months.billing_month, months.issued_at,
    months.load_sequence, count(lines.line_id) as line_count
from intermediate.int_issued_months as months
left join intermediate.int_closing_lines as lines using (close_sequence)
where not months.is_closed
group by all
order by months.close_sequence
"""
_SUMS = """
select close_sequence, currency_code, sum(billed_cost) from intermediate.int_closing_lines
group by all
order by all
"""
_POLICIES = """
select
    months.close_sequence, policies.currency_code, policies.rounding_mode,
    policies.rounding_digits, policies.rounding_level, policies.negative_bill
from intermediate.int_issued_months as months
inner join intermediate.int_rounding_policies as policies
    on months.seller_account_id = policies.seller_account_id
    and months.billing_month >= policies.valid_from_month
    and (months.billing_month < policies.valid_to_month or policies.valid_to_month is null)
where not months.is_closed
order by all
"""


class RunsDbt(Protocol):
    """Runs a dbt command with variables; gives its result, None if it failed."""

    def __call__(self, command: str, *arguments: str, variables: Mapping[str, object]) -> Any:
        """Run the command."""


@dataclass(frozen=True)
class Closing:
    """The closing of months into the folder of issued lines `issued`.

    `code_version` and `settings` are written to each close; `left_out` is what dbt excludes.
    """

    run: RunsDbt
    issued: Path
    code_version: str
    settings: Mapping[str, str]
    left_out: Sequence[str] = ()

    def close_earlier(self, variables: Mapping[str, object], *, closes_all: bool) -> int | None:
        """Close what sees another rating than that of now, and return how many ratings that took;
        None if a dbt command fails.

        With `closes_all` also what sees that of now: a build of an earlier as-of timestamp does
        not know it.
        """
        steps = self._steps(variables)
        if steps is None:
            return None
        ratings = 0
        for as_of, as_of_load, sees_all, closes in steps:
            if sees_all and not closes_all:
                continue
            moment = {
                "as_of": as_of.astimezone(UTC).isoformat(),
                "as_of_load": as_of_load,
                "closing_months": closes,
            }
            selected = (
                "--select",
                "+int_closing_lines",
                "+int_rounding_policies",
                "int_rated_inputs",
            )
            if self.run("run", *selected, variables={**variables, **moment}) is None:
                return None
            self.write()
            ratings += 1
        return ratings

    def _steps(self, variables: Mapping[str, object]) -> Sequence[tuple] | None:
        listed = self.run(
            *("build", "--select", "+int_closing_steps", "path:seeds/reference"),
            *("--exclude-resource-type", "test", "unit_test"),
            *(("--exclude", *self.left_out) if self.left_out else ()),
            variables=variables,
        )
        if listed is None:
            return None
        with opened_database() as database:
            return database.execute(_STEPS).fetchall()

    def write(self) -> None:
        """Write the lines of what was closed by the models just built."""
        with opened_database() as database:
            sums = _by_close(database.execute(_SUMS).fetchall())
            policies = _by_close(database.execute(_POLICIES).fetchall())
            closes = [
                self._written(database, row, sums.get(row[0], []), policies.get(row[0], []))
                for row in database.execute(_CLOSING).fetchall()
            ]
        earlier = read_close_ledger(self.issued).closes
        write_close_ledger(self.issued, CloseLedger([*earlier, *closes]))

    def _written(
        self, database: Any, row: tuple, sums: Sequence[tuple], policies: Sequence[tuple]
    ) -> Close:
        sequence, seller, month, issued_at, load_sequence, line_count = row
        close = Close(
            close_sequence=sequence,
            seller_account_id=seller,
            billing_month=month.isoformat(),
            issued_at=issued_at.astimezone(UTC).isoformat(),
            load_sequence=load_sequence,
            line_count=line_count,
            sums={currency: str(billed) for currency, billed in sums},
            policies=[
                {
                    "currency_code": currency,
                    "rounding_mode": mode,
                    "rounding_digits": digits,
                    "rounding_level": level,
                    "negative_bill": negative_bill,
                }
                for currency, mode, digits, level, negative_bill in policies
            ],
            code_version=self.code_version,
            settings=self.settings,
            sha256="",
            bytes=0,
        )
        file = close.path(self.issued)
        database.execute(
            f"copy (select * from intermediate.int_closing_lines where close_sequence = {sequence} "
            "order by leg_kind, buyer_account_id, owner_account_id, line_id) "
            f"to {literal(file)} (format parquet)"
        )
        return with_file(close, file)


def _by_close(rows: Sequence[tuple]) -> Mapping[int, list[tuple]]:
    found: dict[int, list[tuple]] = {}
    for sequence, *values in rows:
        found.setdefault(sequence, []).append(tuple(values))
    return found


@contextmanager
def opened_database() -> Iterator[Any]:
    """Give the database that dbt works in, in this process, with dbt's settings."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    handle = DuckDBConnectionManager.env().handle()
    try:
        yield handle.cursor()
    finally:
        handle.close()
