"""Export what was posted the day before, and every day that was missed.

The state is in the export folder itself: `days/<day>.json` has the files of a day and the items
of each. A day without one was not exported yet. Files once written keep their items:
a rerun writes the same bytes, and what became known later for an exported day goes into further
files of that day, so that every item is delivered exactly once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb

from tierbill.daily.stream_files import csv_bytes, xml_bytes
from tierbill.daily.streams import STREAMS, Row, Stream
from tierbill.files.channel_folders import channel_folder
from tierbill.files.manifest_text import json_text
from tierbill.files.staging import check_inside, staging
from tierbill.shared.disk_sync import sync
from tierbill.shared.errors import Refused
from tierbill.shared.published_warehouse import open_warehouse, read_build

DAYS = "days"
DEFAULT_BATCH = 10


@dataclass(frozen=True)
class DailyRequest:
    """Run of the day `run_date`, which exports the day before; `since` begins a new folder."""

    warehouse: Path
    out: Path
    run_date: date
    since: date | None = None
    batch_size: int = DEFAULT_BATCH


@dataclass
class DayExport:
    """What a run did for one day: items by stream, and why it is done on another day's run."""

    day: date
    late_because: str | None
    items: dict[str, int] = field(default_factory=dict)


def export_day(request: DailyRequest) -> Sequence[DayExport]:
    """Export the day before `run_date` and the missed days before it, oldest first.

    Raises:
        Refused: no warehouse, or an output folder that cannot be used.
    """
    target = request.run_date - timedelta(days=1)
    with open_warehouse(request.warehouse) as database, staging(request.out) as staged:
        version = read_build(database, request.warehouse).code_version
        known = _known_days(request.out)
        first = min([target, *known, *([request.since] if request.since else [])])
        run = _Run(database, request, staged, version, known)
        done = []
        posted = [stream.ids(database, first, target) for stream in STREAMS]
        for offset in range((target - first).days + 1):
            day = first + timedelta(days=offset)
            ids = [by_day.get(day, ()) for by_day in posted]
            if day == target or day not in known or run.has_more(day, ids):
                late = "completed" if day in known else "had been missed"
                export = DayExport(day, None if day == target else late)
                run.write_day(export, ids)
                done.append(export)
        return done


@dataclass
class _Run:
    database: duckdb.DuckDBPyConnection
    request: DailyRequest
    staged: Path
    version: str
    known: Mapping[date, Mapping[str, object]]

    def has_more(self, day: date, ids: Sequence[Sequence[str]]) -> bool:
        """Whether something is posted on an exported day that none of its files holds."""
        return any(
            set(wanted) - _exported(self._files(day), stream)
            for stream, wanted in zip(STREAMS, ids, strict=True)
        )

    def write_day(self, export: DayExport, ids: Sequence[Sequence[str]]) -> None:
        files: dict[str, Mapping[str, object]] = dict(self._files(export.day))
        content: dict[str, bytes] = {}
        for stream, wanted in zip(STREAMS, ids, strict=True):
            new = [item for item in wanted if item not in _exported(files, stream)]
            items = {str(row[stream.id_column]): row for row in stream.items(self.database, wanted)}
            for path, entry in files.items():
                held: Sequence[str] = entry["items"]  # type: ignore[assignment]
                # A file with an item that is no longer known stays as it was delivered.
                if entry["stream"] == stream.name and all(item in items for item in held):
                    content |= _rendered(stream, path, [items[item] for item in held])
            for path, entry, rows in self._new_files(export.day, stream, files, new, items):
                files[path] = entry
                content |= _rendered(stream, path, rows)
            export.items[stream.name] = len(wanted)
        self._install(export.day, files, content)

    def _new_files(
        self,
        day: date,
        stream: Stream,
        files: Mapping[str, Mapping[str, object]],
        new: Sequence[str],
        items: Mapping[str, Row],
    ) -> Sequence[tuple[str, Mapping[str, object], Sequence[Row]]]:
        """Return path, entry and rows of each further file, `batch_size` items a file at most."""
        by_channel: dict[str | None, list[str]] = {}
        for item in new:
            by_channel.setdefault(items[item]["channel_code"], []).append(item)  # type: ignore[arg-type]
        made = []
        for channel, of_channel in by_channel.items():
            folder = f"{stream.name}/target/{channel_folder(channel)}"
            sequence = sum(path.startswith(f"{folder}/") for path in files)
            for start in range(0, len(of_channel), self.request.batch_size):
                batch = of_channel[start : start + self.request.batch_size]
                sequence += 1
                path = f"{folder}/{stream.file_name(day, sequence)}"
                entry = {"stream": stream.name, "channel_code": channel, "items": batch}
                made.append((path, entry, [items[item] for item in batch]))
        return made

    def _install(
        self, day: date, files: Mapping[str, object], content: Mapping[str, bytes]
    ) -> None:
        """Move a day's files into place, its manifest last."""
        out = self.request.out
        folders = sorted({path.rpartition("/")[0] for path in content})
        check_inside(out, [*folders, DAYS])
        for path, data in content.items():
            draft = self.staged / "draft"
            _write(draft, data)
            (out / path).parent.mkdir(parents=True, exist_ok=True)
            draft.replace(out / path)
        text = json_text({"day": f"{day}", "files": files, "model_version": self.version})
        draft = self.staged / "draft"
        _write(draft, text.encode())
        (out / DAYS).mkdir(exist_ok=True)
        for folder in folders:
            sync(out / folder)
        draft.replace(out / DAYS / f"{day}.json")
        sync(out / DAYS)
        sync(out)

    def _files(self, day: date) -> Mapping[str, Mapping[str, object]]:
        return self.known.get(day, {}).get("files", {})  # type: ignore[return-value]


def _rendered(stream: Stream, path: str, rows: Sequence[Row]) -> Mapping[str, bytes]:
    records = [stream.content_of(row) for row in rows]
    return {
        f"{path}.xml": xml_bytes(stream.root, stream.record, records),
        f"{path}.csv": csv_bytes(records),
    }


def _exported(files: Mapping[str, Mapping[str, object]], stream: Stream) -> set[str]:
    return {
        item
        for entry in files.values()
        if entry["stream"] == stream.name
        for item in entry["items"]  # type: ignore[attr-defined]
    }


def _known_days(root: Path) -> Mapping[date, Mapping[str, object]]:
    """Return the manifests of the days exported so far."""
    known = {}
    for path in sorted((root / DAYS).glob("*.json")):
        try:
            known[date.fromisoformat(path.stem)] = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise Refused(
                f"{path}: not the manifest of an exported day ({error}). Remove it; the day is "
                "then exported again."
            ) from error
    return known


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    sync(path)
