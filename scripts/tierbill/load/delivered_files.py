"""Which files a dataset folder holds, and for which raw table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from tierbill.load.refusals import FileRefused, Refusal
from tierbill.load.stated_checksums import (
    SUMS,
    StatedChecksum,
    is_checksum_file,
    stated_checksums,
)
from tierbill.shared.errors import Refused
from tierbill.shared.input_contract import RawTable, raw_tables


class Form(Enum):
    """How a file is written, by the end of its name."""

    CSV = ".csv"
    CSV_GZ = ".csv.gz"
    PARQUET = ".parquet"


JOB_FILES = {"_SUCCESS", "_metadata", "_common_metadata"}
JOB_PREFIXES = ("_started_", "_committed_")


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a dataset; `name` is its path relative to the dataset folder.

    `stated` is the checksum that the delivery states for it, if it does.
    """

    path: Path
    name: str
    table: RawTable
    form: Form
    stated: StatedChecksum | None = None


def delivered_files(dataset: Path) -> tuple[list[DeliveredFile], list[Refusal]]:
    """Return the files of a dataset, sorted by table and name, and the entries refused.

    Dot files, README*, *.md and what cluster jobs leave (_SUCCESS) are skipped. SHA256SUMS,
    *.sha256 and manifest.json are read for the checksums in them.

    Raises:
        Refused: the folder is missing or has nothing to load.
    """
    if not dataset.is_dir():
        raise Refused(f"{dataset}: no such folder. Give the folder that holds the dataset.")
    files: list[DeliveredFile] = []
    refusals: list[Refusal] = []
    for entry in _entries(dataset):
        try:
            files += _files_of(entry, dataset)
        except FileRefused as refused:
            refusals.append(Refusal(_shown(entry, dataset), refused.reason, refused.remedy))
    refusals += _delivered_twice(files)
    files, wrong = _with_checksums(files, dataset)
    refusals += wrong
    if not files and not refusals:
        raise Refused(
            f"{dataset}: the dataset is empty. It needs a file or a folder of files per raw "
            f"table, such as usage.csv or usage/2025-09.parquet."
        )
    return sorted(files, key=lambda file: (file.table.name, file.name)), refusals


def _entries(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        documentation = entry.name.startswith((".", "README")) or entry.name.endswith(".md")
        if not (documentation or is_checksum_file(entry) or _is_of_a_job(entry)):
            yield entry


def _is_of_a_job(entry: Path) -> bool:
    """Whether a cluster job wrote this next to its data, as a sign that it ended."""
    return entry.name in JOB_FILES or entry.name.startswith(JOB_PREFIXES)


def _files_of(entry: Path, dataset: Path) -> Iterator[DeliveredFile]:
    if not entry.is_dir():
        form = _form(entry)
        yield _file(entry, dataset, _table(entry.name.removesuffix(form.value)), form)
        return
    table = _table(entry.name)
    for path in _entries(entry):
        if path.is_dir():
            raise FileRefused(
                f"it holds the folder {path.name!r}", "Put the files of a table side by side."
            )
        yield _file(path, dataset, table, _form(path))


def _file(path: Path, dataset: Path, table: RawTable, form: Form) -> DeliveredFile:
    if not path.is_file():
        raise FileRefused(f"{path.name!r} is no regular file", "Take it out of the dataset.")
    name = path.relative_to(dataset).as_posix()
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raise FileRefused("its name is not UTF-8", "Rename it.") from None
    return DeliveredFile(path, name, table, form)


def _form(path: Path) -> Form:
    for form in (Form.CSV_GZ, Form.CSV, Form.PARQUET):
        if path.name.endswith(form.value):
            return form
    raise FileRefused(
        f"{path.name!r} ends in none of .csv, .csv.gz, .parquet",
        "Rename it, or take it out of the dataset.",
    )


def _table(name: str) -> RawTable:
    table = raw_tables().get(name)
    if table is None:
        raise FileRefused(
            f"there is no raw table {name!r}",
            f"The tables are {', '.join(sorted(raw_tables()))}.",
        )
    return table


def _delivered_twice(files: list[DeliveredFile]) -> Iterator[Refusal]:
    """Yield the tables delivered as, for example, usage.csv and usage.parquet: probably the same
    records twice."""
    places: dict[str, set[str]] = {}
    for file in files:
        places.setdefault(file.table.name, set()).add(file.name.split("/")[0])
    for table, names in places.items():
        if len(names) > 1:
            yield Refusal(
                ", ".join(sorted(names)),
                f"the table {table} is there more than once",
                f"Keep one, or put the files into one folder {table}/.",
            )


def _with_checksums(
    files: list[DeliveredFile], dataset: Path
) -> tuple[list[DeliveredFile], list[Refusal]]:
    """Return the files with the checksums stated for them, and what is wrong with these."""
    stated: dict[str, StatedChecksum] = {}
    refusals: list[Refusal] = []
    has_sums = False
    for path in sorted([*dataset.glob("*"), *dataset.glob("*/*")]):
        if is_checksum_file(path) and path.is_file():
            has_sums |= path.name.lower() in SUMS and path.parent == dataset
            try:
                stated |= {each.name: each for each in stated_checksums(path, dataset)}
            except FileRefused as refused:
                refusals.append(Refusal(_shown(path, dataset), refused.reason, refused.remedy))
    for name in sorted(set(stated) - {file.name for file in files}):
        reason = f"{stated[name].stated_in} names it, and it is not there"
        refusals.append(Refusal(name, reason, "Deliver all files of the delivery."))
    if has_sums:
        for file in files:
            if file.name not in stated:
                reason = "it is not in SHA256SUMS"
                refusals.append(Refusal(file.name, reason, "Add it there, or take it out."))
    return [replace(file, stated=stated.get(file.name)) for file in files], refusals


def _shown(entry: Path, dataset: Path) -> str:
    name = entry.relative_to(dataset).as_posix()
    return name.encode("utf-8", "backslashreplace").decode("utf-8")
