"""Records of delivered files, whole and in order: CSV, gzip of CSV, Parquet."""

import csv
import gzip
import io
import json
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from tierbill.convert.conversion_error import ConversionError
from tierbill.shared.unfolding_limit import RATIO, unfolding_limit, unfolds_beyond

_BATCH = 10_000
_SUFFIXES = (".csv", ".csv.gz", ".parquet")


class Place(NamedTuple):
    """Where a record starts: the name of its file and the line, or the row of a Parquet file."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Record:
    """One delivered record: the texts of its fields, where it starts, null cells as ''."""

    place: Place
    headings: tuple[str, ...]
    cells: tuple[str, ...]

    @property
    def fits(self) -> bool:
        """Whether it has a field for each heading."""
        return len(self.cells) == len(self.headings)

    def as_json(self) -> str:
        """The record as delivered: an object, or a list if its fields fit no headings."""
        cells = dict(zip(self.headings, self.cells, strict=True)) if self.fits else self.cells
        return json.dumps(cells, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file with its headings as delivered and its records in order."""

    name: str
    headings: tuple[str, ...]
    records: Iterator[Record]


def delivered_files(paths: Sequence[Path]) -> list[Path]:
    """The files named, a folder standing for the CSV and Parquet files in it, by name.

    Raises ConversionError if one is missing, or if two have the same name: a row is known by
    its file's name and its line.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.name.lower().endswith(_SUFFIXES))
            if not inside:
                raise ConversionError(f"{path}: no .csv, .csv.gz or .parquet file in this folder")
            files += inside
        elif path.is_file():
            files.append(path)
        else:
            raise ConversionError(f"{path}: no such file; name a report or a folder of reports")
    for name, count in Counter(path.name for path in files).items():
        if count > 1:
            raise ConversionError(f"{count} files are named {name}; give each a name of its own")
    return files


def open_source(path: Path) -> SourceFile:
    """Headings and records of a file; its first bytes give its kind.

    Raises ConversionError for an archive, a file without a header, text that is not UTF-8,
    or a compressed file that is damaged (the last two when the records are read).
    """
    with path.open("rb") as stream:
        start = stream.read(4)
    if start == b"PAR1":
        return _parquet_source(path)
    if start[:2] == b"PK":
        raise ConversionError(f"{path}: is a ZIP archive; unpack it and name the file inside")
    return _csv_source(path, is_gzip=start[:2] == b"\x1f\x8b")


def _csv_source(path: Path, *, is_gzip: bool) -> SourceFile:
    lines = _csv_lines(path, is_gzip=is_gzip)
    headings = tuple(next(lines, (0, []))[1])
    if not headings:
        raise ConversionError(f"{path}: has no header line; a report begins with its headings")
    records = (Record(Place(path.name, line), headings, tuple(cells)) for line, cells in lines)
    return SourceFile(path.name, headings, records)


def _csv_lines(path: Path, *, is_gzip: bool) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it starts on; a blank line is a record without cells."""
    with ExitStack() as files:
        raw: BinaryIO = files.enter_context(path.open("rb"))
        if is_gzip:
            limit = unfolding_limit(path.stat().st_size)
            unfolded = files.enter_context(gzip.GzipFile(fileobj=raw))
            raw = cast(BinaryIO, io.BufferedReader(_Limited(path, unfolded, limit)))
        text = files.enter_context(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""))
        reader = csv.reader(text, strict=True)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except UnicodeDecodeError as error:
            raise ConversionError(f"{path}: not UTF-8 near line {line}: {error}") from error
        except csv.Error as error:
            raise ConversionError(f"{path}: line {line} is not CSV: {error}") from error
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise ConversionError(f"{path}: gzip is damaged, fetch it again: {error}") from error


class _Limited(io.RawIOBase):
    """The contents of a compressed file, up to a number of bytes."""

    def __init__(self, path: Path, file: gzip.GzipFile, limit: int) -> None:
        self._path, self._file, self._limit = path, file, limit
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        size = self._file.readinto(buffer)
        self._count += size
        if self._count > self._limit:
            raise _unfolds_too_far(self._path, self._limit)
        return size


def _unfolds_too_far(path: Path, limit: int) -> ConversionError:
    return ConversionError(
        f"{path}: unfolds to more than {RATIO} times its size or {limit:,} bytes; unpack or split "
        "it if it is genuine"
    )


def _parquet_source(path: Path) -> SourceFile:
    limit = unfolding_limit(path.stat().st_size)
    try:
        with duckdb.connect() as database:
            if unfolds_beyond(database, path, limit):
                raise _unfolds_too_far(path, limit)
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, duckdb.Error, OSError) as error:
        raise ConversionError(f"{path}: Parquet cannot be read: {error}") from error
    return SourceFile(path.name, tuple(file.schema_arrow.names), _parquet_records(path, file))


def _parquet_records(path: Path, file: pq.ParquetFile) -> Iterator[Record]:
    """Each row as texts; its line is the row number from 1."""
    line = 0
    headings = tuple(file.schema_arrow.names)
    try:
        for batch in file.iter_batches(batch_size=_BATCH):
            columns = [_column_texts(column) for column in batch.columns]
            for cells in zip(*columns, strict=True):
                line += 1
                yield Record(Place(path.name, line), headings, cells)
    except (pa.ArrowInvalid, OSError) as error:
        raise ConversionError(f"{path}: damaged after row {line}: {error}") from error


def _column_texts(column: pa.Array) -> list[str]:
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", tz="UTC"), safe=False)
    return [_cell_text(value) for value in column.to_pylist()]


def _cell_text(value: Any) -> str:
    """A Parquet value as a CSV report would write it.

    A double becomes the shortest text that reads back as the same double; maps become JSON.
    """
    match value:
        case None:
            text = ""
        case datetime():
            text = value.astimezone(UTC).isoformat()
        case date():
            text = f"{value.isoformat()}T00:00:00Z"
        case bool() | list() | dict():
            text = json.dumps(_json_value(value), ensure_ascii=False, sort_keys=True)
        case bytes():
            text = value.decode("utf-8", errors="backslashreplace")
        case _:
            text = str(value)
    return text


def _json_value(value: Any) -> Any:
    """Maps arrive as lists of pairs, or as lists of structs of key and value."""
    if isinstance(value, list):
        pairs = [_pair(item) for item in value]
        if value and all(pair is not None for pair in pairs):
            return {str(key): item for key, item in cast(list[tuple[Any, Any]], pairs)}
        return [_json_value(item) for item in value]
    if isinstance(value, dict):
        return {key: _json_value(item) for key, item in value.items()}
    return value if isinstance(value, str | int | bool | None) else str(value)


def _pair(item: Any) -> tuple[Any, Any] | None:
    if isinstance(item, tuple) and len(item) == 2:
        return item
    if isinstance(item, dict) and set(item) == {"key", "value"}:
        return item["key"], item["value"]
    return None
