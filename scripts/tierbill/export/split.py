"""Read a query once, sorted by party, and write each party's rows to its own files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from tierbill.disclosure.exported_marts import BillMart
from tierbill.export.party_files import LINE, FileAccount, PartyFiles
from tierbill.files.csv_text import CURRENCY, MartColumn, line_expression
from tierbill.shared.currency_digits import USUAL, CurrencyDigits
from tierbill.shared.sql_text import quoted_name

CODE = "_code"
ROWS_PER_BATCH = 100_000
# Filled by a query for its own use, not part of the file.
_HIDDEN = (CODE, "_recorded_at")

# Takes a folder code and what was written for it.
Receiver = Callable[[str, Mapping[str, FileAccount]], None]


def columns_of(database: duckdb.DuckDBPyConnection, query: str) -> Sequence[MartColumn]:
    """Return the columns of a query that belong into the file."""
    described = database.execute(f"describe {query}").fetchall()
    return [MartColumn(name, kind) for name, kind, *_ in described if name not in _HIDDEN]


def bill_query(
    mart: BillMart,
    parties: Sequence[str],
    columns: Sequence[MartColumn],
    rows: str,
    digits: CurrencyDigits,
) -> str:
    """Return the query that gives each of `parties` its rows of a bill mart, in a fixed order.

    `columns` are what these parties see of the mart, `rows` its rows of the exported months.
    """
    codes = ", ".join(quoted_name(party) for party in parties)
    lines = f"""
        select unnest([{codes}]) as {CODE}, {line_expression(columns, digits)} as {LINE}, *
        from ({rows})
    """
    first = [CODE, "billing_month", *mart.parties, *mart.key]
    return f"select * from ({lines}) order by {_order(first, () if mart.key else columns)}"


def month_rows(mart: BillMart, month: date | None) -> str:
    """Return the query of a mart's rows of a month (its first day), None for all."""
    condition = f" where billing_month = date '{month:%Y-%m-%d}'" if month else ""
    return f"select * from marts.{quoted_name(mart.name)}{condition}"


def report_query(query: str, columns: Sequence[MartColumn]) -> str:
    """Return a report query, which has its own `_code`, with lines and in a fixed order."""
    rows = f"select {line_expression(columns)} as {LINE}, * from ({query})"
    return f"select * from ({rows}) order by {_order([CODE], columns)}"


def read_stream(database: duckdb.DuckDBPyConnection, query: str, rows: int) -> pa.RecordBatchReader:
    """Return the rows of a query as a stream, at most `rows` at a time.

    Each of the two supported engines would copy all rows in the way of the other.
    """
    if duckdb.__version__.startswith("1."):
        return database.execute(query).to_arrow_reader(rows)
    return database.sql(query).to_arrow_reader(rows)


def amount_scales(
    database: duckdb.DuckDBPyConnection,
    query: str,
    columns: Sequence[MartColumn],
    digits: CurrencyDigits,
) -> Mapping[str, int]:
    """Return the decimal places that a code's amounts need, of codes that need more than two.

    A file has one type a column, so its widest currency decides; another code's rows never do.
    """
    places = digits.places(quoted_name(CURRENCY))
    needed = [
        f"when bool_or({places} > {fewer} or {name} != {name}::decimal(38, {fewer})) "
        f"then {fewer + 1}"
        for column in columns
        for name in [quoted_name(column.name)]
        for fewer in range(USUAL, column.amount_scale or 0)
    ]
    if not needed:
        return {}
    ordered = sorted(needed, key=lambda case: case.rpartition(" ")[2], reverse=True)
    found = database.execute(
        f"select {CODE}, case {' '.join(ordered)} end as places from ({query}) "
        f"group by {CODE} having places is not null"
    )
    return dict(found.fetchall())


@dataclass(frozen=True)
class SplitFiles:
    """The files of one mart: their name, columns, and how amounts are written.

    `scales` has the decimal places of a code's amounts in Parquet where they are not the usual.
    """

    stem: str
    columns: Sequence[MartColumn]
    digits: CurrencyDigits
    scales: Mapping[str, int]

    def start(self, folder: Path, code: str) -> PartyFiles:
        """Start the files of a code."""
        scale = self.scales.get(code, USUAL)
        return PartyFiles(folder, self.stem, self.columns, self.digits, scale)


def split(
    stream: pa.RecordBatchReader,
    files_of: SplitFiles,
    folder_of: Callable[[str], Path],
    receive: Receiver,
) -> None:
    """Write the sorted rows of `stream` to the files of each code's folder."""
    code, files = None, None
    for row_code, rows in runs_of_code(stream):
        if files is None or row_code != code:
            if files is not None:
                receive(code, files.close())
            code, files = row_code, files_of.start(folder_of(row_code), row_code)
        files.write(rows)
    if files is not None:
        receive(code, files.close())


def runs_of_code(stream: pa.RecordBatchReader) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Yield the rows in pieces of one code each."""
    for batch in stream:
        encoded = pc.run_end_encode(batch.column(CODE))
        start = 0
        for end, code in zip(encoded.run_ends.to_pylist(), encoded.values.to_pylist(), strict=True):
            yield code, batch.slice(start, end - start)
            start = end


def _order(first: Sequence[str], columns: Sequence[MartColumn]) -> str:
    names = [*first, *(column.name for column in columns if column.name not in first)]
    return ", ".join(f"{quoted_name(name)} nulls first" for name in names)
