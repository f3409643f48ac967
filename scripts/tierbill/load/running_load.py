"""A load while it runs: what it has staged, and how it becomes part of the landing."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from tierbill.landing.folder import EMPTY, Landing
from tierbill.landing.ledger import Entry
from tierbill.landing.verification import check_landed, landed_fault
from tierbill.load.csv_file import land_csv
from tierbill.load.delivered_files import DeliveredFile, Form
from tierbill.load.file_bytes import checked_digest
from tierbill.load.load_context import LoadContext
from tierbill.load.load_report import LoadedFile, LoadReport
from tierbill.load.parquet_file import land_parquet
from tierbill.load.rejection_examples import rejection_causes
from tierbill.load.replacement import (
    Delivery,
    Replacement,
    ReplacementRequest,
    check_size,
    plan_replacements,
    retracted_counts,
)
from tierbill.load.rounded_digits import rounded_digits
from tierbill.load.source_names import write_source_names
from tierbill.load.time_reading import AS_WRITTEN, move_ends
from tierbill.shared.input_contract import RETRACTIONS, raw_tables
from tierbill.shared.rejection_causes import RejectionCause


@dataclass
class RunningLoad:
    """What a load has staged so far.

    `held` is what the landing held, `entries` what is named afterwards, both by table and id.
    """

    folder: Landing
    database: duckdb.DuckDBPyConnection
    context: LoadContext
    held: dict[tuple[str, str], Entry]
    files: list[LoadedFile]
    entries: dict[tuple[str, str], Entry]
    replacements: list[Replacement] = field(default_factory=list)
    retracted: dict[str, int] = field(default_factory=dict)
    causes: tuple[RejectionCause, ...] = ()

    def take(self, file: DeliveredFile) -> None:
        """Stage a file, unless the landing or this load has it.

        Raises:
            FileRefused: its bytes, its columns or their types are refused.
        """
        sha256 = checked_digest(file)
        times = self.context.times
        record_file = _record_file(sha256, self.context.reading(file.table))
        key = (file.table.name, record_file)
        held = self.entries.get(key) or self.held.get(key)
        if held:
            is_damaged = key not in self.entries and self._is_damaged(held)
            if is_damaged:
                # as it was landed: records without recorded_at have the instant of that load
                loaded_at = datetime.fromisoformat(held.loaded_at)
                self._land(
                    file, sha256, key, dataclasses.replace(self.context, loaded_at=loaded_at)
                )
            else:
                self.context.advance(file.path.stat().st_size)
            self.entries.setdefault(key, dataclasses.replace(held, source_file=file.name))
            self.files.append(LoadedFile(file.name, held, is_new=False, is_repaired=is_damaged))
            return
        records, rejected, moved = self._land(file, sha256, key, self.context)
        entry = Entry(
            table=file.table.name,
            record_file=record_file,
            sha256=sha256,
            source_file=file.name,
            timezone=times.zone,
            load_id="",
            loaded_at=self.context.loaded_at.isoformat(),
            records=records,
            rejected=rejected,
            fold=times.fold,
            inclusive_ends=moved,
            rounded=self._rounded(file, key),
            source=self.context.source_of(file.table),
        )
        self.entries[key] = entry
        self.files.append(LoadedFile(file.name, entry, is_new=True))

    def _rounded(
        self, file: DeliveredFile, key: tuple[str, str]
    ) -> dict[str, dict[str, int | str]] | None:
        """What was rounded in a staged file, as the ledger keeps it."""
        if not self.context.round_digits:
            return None
        found = rounded_digits(self.database, file.table, self.folder.staged(*key))
        return {
            column: {"values": each.values, "rounded_away": f"{each.rounded_away:f}"}
            for column, each in found.items()
        }

    def _is_damaged(self, held: Entry) -> bool:
        return landed_fault(self.folder.path, held) is not None

    def _land(
        self, file: DeliveredFile, sha256: str, key: tuple[str, str], context: LoadContext
    ) -> tuple[int, int, str | None]:
        """Stage a file's records; return their counts and the step by which ends were moved."""
        target = self.folder.staged(*key)
        land = land_parquet if file.form is Form.PARQUET else land_csv
        records, rejected = land(self.database, file, sha256, target, context)
        step = context.times.inclusive_ends if file.table.name == "usage" else None
        moved = step if step and move_ends(self.database, target, step) else None
        if (source := context.source_of(file.table)) is not None:
            write_source_names(self.database, file.table, target, source)
        return records, rejected, moved

    def replace_scopes(self, request: ReplacementRequest) -> None:
        """Stage what makes the landing hold, in the scopes, exactly what was delivered.

        Raises:
            TooMuchTakenBack: more than half of a scope would be taken back.
            Refused: the dataset has no file of a table.
        """
        if not request.scopes:
            return
        read = {RETRACTIONS, "skus", *(scope.table.name for scope in request.scopes)}
        deliveries = {name: self._delivery(name) for name in sorted(read)}
        plain = dataclasses.replace(self.context, times=AS_WRITTEN, round_digits=False, source=None)
        generated = dataclasses.replace(self, context=plain)
        self.replacements += plan_replacements(
            self.database, self.folder, request, deliveries, self.context
        )
        check_size(self.replacements, request)
        for replacement in self.replacements:
            for table, path in replacement.files:
                name = f"--replace {replacement.scope.text}"
                generated.take(DeliveredFile(path, name, raw_tables()[table], Form.PARQUET))

    def _delivery(self, table: str) -> Delivery:
        """The landed files of a table that were there, and those of this load.

        Raises:
            Refused: a landed file is damaged.
        """
        before = [entry for entry in self._kept() if entry.table == table]
        check_landed(self.folder.path, [entry for entry in before if not self._is_staged(entry)])
        delivered = [entry for entry in self.entries.values() if entry.table == table]
        return Delivery([self._path(one) for one in before], [self._path(one) for one in delivered])

    def _is_staged(self, entry: Entry) -> bool:
        return self.folder.staged(entry.table, entry.record_file).exists()

    def _path(self, entry: Entry) -> Path:
        staged = self.folder.staged(entry.table, entry.record_file)
        return staged if staged.exists() else entry.landed_path(self.folder.path)

    def count_retractions(self) -> None:
        """Count by table the records that the new retractions name."""
        new = [each.entry for each in self.files if each.is_new and each.entry.table == RETRACTIONS]
        paths = [self.folder.path / RETRACTIONS / EMPTY, *(self._path(entry) for entry in new)]
        self.retracted = retracted_counts(self.database, paths)

    def explain_rejections(self) -> None:
        """Note why records of the new files were rejected, with an example of each reason."""
        self.causes = rejection_causes(
            self.database,
            [
                (entry.table, file.source_file, self.folder.staged(entry.table, entry.record_file))
                for file in self.files
                if file.is_new and (entry := file.entry).rejected
            ],
        )

    def add(self) -> LoadReport:
        """Add the staged files to the landing.

        The staged file replaces one that was read otherwise.
        """
        new = [file.entry for file in self.files if file.is_new]
        return self._commit(new, self._kept())

    def _kept(self) -> list[Entry]:
        """The files that the landing held and that were not read again in another way."""
        new = [file.entry for file in self.files if file.is_new]
        digests = {(entry.table, entry.sha256, entry.source) for entry in new}
        return [
            entry
            for entry in self.folder.entries
            if (entry.table, entry.sha256, entry.source) not in digests
        ]

    def replace(self) -> LoadReport:
        """Make the dataset the landing's only contents."""
        return self._commit(list(self.entries.values()), [], replaces=True)

    def _commit(
        self, named: list[Entry], kept: list[Entry], *, replaces: bool = False
    ) -> LoadReport:
        """Commit `named` under one load id, with the entries kept as they are."""
        load_id = _load_id(named)
        self.folder.commit(
            [*kept, *(dataclasses.replace(entry, load_id=load_id) for entry in named)],
            replaces=replaces,
        )
        return self.report(load_id if named else None)

    def report(self, load_id: str | None) -> LoadReport:
        """What the load did; None if it has no id, because it brought nothing."""
        return LoadReport(
            load_id,
            tuple(sorted(self.files, key=lambda file: file.entry.table)),
            tuple(self.folder.notices),
            self.causes,
            self.retracted,
            tuple(self.replacements),
        )


def _record_file(sha256: str, reading: str) -> str:
    """Id of a file's records: its digest, and how they are read if that was told."""
    return hashlib.sha256(f"{sha256} {reading}".encode()).hexdigest() if reading else sha256


def _load_id(entries: list[Entry]) -> str:
    """Id of a load: the same files give the same id, in any order."""
    digests = sorted(f"{entry.table} {entry.record_file}" for entry in entries)
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:12]
