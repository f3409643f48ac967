"""Write the rows of one party and one mart: a CSV file and a Parquet file, and their account."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tierbill.files.csv_text import CURRENCY, MartColumn, header
from tierbill.shared.currency_digits import CurrencyDigits

LINE = "_line"
# Rows of a Parquet row group; fixed, so that the bytes do not depend on how rows arrive.
ROW_GROUP = 100_000
# Python's own default would round sums of more than 28 digits.
EXACT = Context(prec=80, traps=[Inexact])


@dataclass(frozen=True)
class FileAccount:
    """The entry of a file in a manifest: rows, sums of money per currency, digest."""

    rows: int
    sha256: str
    sums: Mapping[str, Mapping[str, str]]


class PartyFiles:
    """The two files of one party and one mart, written as rows arrive in order."""

    def __init__(
        self,
        folder: Path,
        stem: str,
        columns: Sequence[MartColumn],
        digits: CurrencyDigits,
        amount_scale: int,
    ) -> None:
        """Start `<folder>/<stem>.csv` and `.parquet`; a missing folder is made.

        Amounts have `amount_scale` decimal places in Parquet, those of their currency as text.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._digits = digits
        self._amounts = {column.name for column in columns if column.amount_scale is not None}
        self._amount_type = pa.decimal128(38, amount_scale)
        self._names = [column.name for column in columns]
        self._money = [column.name for column in columns if column.is_money]
        self._csv_path = folder / f"{stem}.csv"
        self._parquet_path = folder / f"{stem}.parquet"
        self._csv = self._csv_path.open("xb")
        self._digest = hashlib.sha256()
        self._append(header(columns))
        self._parquet: pq.ParquetWriter | None = None
        self._waiting: list[pa.RecordBatch] = []
        self._rows = self._waiting_rows = 0
        self._sums: dict[str, dict[str, Decimal]] = {}

    def write(self, rows: pa.RecordBatch) -> None:
        """Append rows; they hold the columns and the finished CSV lines in `_line`."""
        self._append(text_of(rows.column(LINE)))
        self._add_up(rows)
        self._rows += rows.num_rows
        self._waiting.append(self._typed(rows.select(self._names)))
        self._waiting_rows += rows.num_rows
        while self._waiting_rows >= ROW_GROUP:
            self._write_group(ROW_GROUP)

    def close(self) -> Mapping[str, FileAccount]:
        """Finish both files and return the account of each by file name."""
        if self._waiting_rows:
            self._write_group(self._waiting_rows)
        if self._parquet is not None:
            self._parquet.close()
        self._csv.close()
        sums = {
            currency: {
                name: self._sum_text(name, value, currency)
                for name, value in sorted(values.items())
            }
            for currency, values in sorted(self._sums.items())
        }
        with self._parquet_path.open("rb") as parquet:
            digest = hashlib.file_digest(parquet, "sha256").hexdigest()
        return {
            self._csv_path.name: FileAccount(self._rows, self._digest.hexdigest(), sums),
            self._parquet_path.name: FileAccount(self._rows, digest, sums),
        }

    def _sum_text(self, name: str, value: Decimal, currency: str) -> str:
        if name in self._amounts:
            value = self._digits.as_billed(value, currency)
        return f"{value:f}"

    def _typed(self, rows: pa.RecordBatch) -> pa.RecordBatch:
        """Give amounts the type of the file; nothing is lost, it has room for all of them."""
        for position, field in enumerate(rows.schema):
            if field.name in self._amounts:
                typed = rows.column(position).cast(self._amount_type)
                rows = rows.set_column(position, field.with_type(self._amount_type), typed)
        return rows

    def _append(self, text: bytes | memoryview) -> None:
        self._digest.update(text)
        self._csv.write(text)

    def _write_group(self, size: int) -> None:
        table = pa.Table.from_batches(self._waiting)
        group = table.slice(0, size).combine_chunks()
        if self._parquet is None:
            self._parquet = pq.ParquetWriter(self._parquet_path, table.schema, store_schema=False)
        self._parquet.write_table(group, row_group_size=ROW_GROUP)
        self._waiting = table.slice(size).to_batches()
        self._waiting_rows -= size

    def _add_up(self, rows: pa.RecordBatch) -> None:
        if not self._money:
            return
        currencies = rows.column(CURRENCY)
        for currency in pc.unique(currencies).to_pylist():
            money = rows.select(self._money)
            if currency is None or pc.count_distinct(currencies).as_py() > 1:
                is_null = currency is None
                same = pc.is_null(currencies) if is_null else pc.equal(currencies, currency)
                money = money.filter(same)
            sums = self._sums.setdefault(currency or "", {})
            for name in self._money:
                value = pc.sum(money.column(name)).as_py()
                if value is not None:
                    sums[name] = EXACT.add(sums.get(name, Decimal(0)), value)


def text_of(lines: pa.StringArray) -> memoryview:
    """Return the joined text of the lines: it is one piece of the array's buffer."""
    _, offsets, data = lines.buffers()
    first, last = (
        struct.unpack_from("<i", offsets, 4 * position)[0]
        for position in (lines.offset, lines.offset + len(lines))
    )
    return memoryview(data)[first:last]
