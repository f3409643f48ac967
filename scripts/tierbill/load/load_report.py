"""What a load did, per file and per table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby

from tierbill.landing.ledger import Entry
from tierbill.load.replacement import Replacement
from tierbill.shared.input_contract import raw_tables
from tierbill.shared.rejection_causes import RejectionCause


@dataclass(frozen=True)
class LoadedFile:
    """One file of the dataset; `is_new` is false if the landing held it already.

    `is_repaired` says that what the landing held was damaged and was landed again.
    """

    source_file: str
    entry: Entry
    is_new: bool
    is_repaired: bool = False


@dataclass(frozen=True)
class TableCount:
    """The new files of one raw table: their records = accepted + rejected; files skipped.

    `retracts` counts the accepted retractions of the load that name the table.
    """

    table: str
    files: int
    records: int
    rejected: int
    already_loaded: int
    retracts: int = 0

    @property
    def accepted(self) -> int:
        """Records that were accepted."""
        return self.records - self.rejected


@dataclass(frozen=True)
class LoadReport:
    """Result of a load; `load_id` is None if there was no new file. Files sorted by table.

    `retracted` has by raw table how many records the retractions of the load name, `replacements`
    what it takes back because it is all there is of a scope; a trial would do so. `notices` tell
    which files of the landing folder were moved, because no ledger names them.
    """

    load_id: str | None
    files: tuple[LoadedFile, ...]
    notices: tuple[str, ...] = ()
    causes: tuple[RejectionCause, ...] = ()
    retracted: Mapping[str, int] = field(default_factory=dict)
    replacements: tuple[Replacement, ...] = ()
    is_trial: bool = False

    @property
    def rejected(self) -> int:
        """Records of the new files that were rejected."""
        return sum(count.rejected for count in self.by_table())

    @property
    def records(self) -> int:
        """Records of the new files."""
        return sum(count.records for count in self.by_table())

    def rounded(self) -> Iterator[tuple[str, str, int, Decimal]]:
        """Yield what was rounded in the new files: table, column, values, sum rounded away."""
        sums: dict[tuple[str, str], tuple[int, Decimal]] = {}
        for entry in (file.entry for file in self.files if file.is_new):
            for column, told in (entry.rounded or {}).items():
                values, away = sums.get((entry.table, column), (0, Decimal(0)))
                values += int(told["values"])
                sums[entry.table, column] = values, away + Decimal(told["rounded_away"])
        for (table, column), (values, away) in sums.items():
            yield table, column, values, away

    def rejected_whole(self) -> tuple[TableCount, ...]:
        """Return the tables of which no delivered record was accepted."""
        return tuple(count for count in self.by_table() if count.records and not count.accepted)

    def too_much_rejected(self) -> str:
        """Return why this load needs a word of consent, in words; empty if it does not."""
        required = [count for count in self.rejected_whole() if raw_tables()[count.table].required]
        if required:
            return " ".join(rejected_whole_text(count) for count in required)
        if 2 * self.rejected > self.records:
            return f"{self.rejected:,} of {self.records:,} records were rejected, more than half."
        return ""

    def by_table(self) -> Iterator[TableCount]:
        """Yield the counts per raw table."""
        files_of = {
            table: list(group)
            for table, group in groupby(self.files, key=lambda file: file.entry.table)
        }
        for table in sorted({*files_of, *self.retracted}):
            files = files_of.get(table, [])
            new = [file.entry for file in files if file.is_new]
            yield TableCount(
                table=table,
                files=len(new),
                records=sum(entry.records for entry in new),
                rejected=sum(entry.rejected for entry in new),
                already_loaded=len(files) - len(new),
                retracts=self.retracted.get(table, 0),
            )


def rejected_whole_text(count: TableCount) -> str:
    """Say that a table was rejected whole."""
    if count.records == 1:
        return f"The table {count.table} was rejected whole: its only record."
    return f"The table {count.table} was rejected whole: all of its {count.records:,} records."
