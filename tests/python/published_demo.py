"""The demo warehouse as if it were published, for tests of what leaves it as files."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import duckdb
import pytest
from sharing import Demo, once

_BUILD = """
create schema if not exists meta;
create or replace table meta.build as select
    'build-1' as build_id, '0.1.0+0123456789ab' as code_version,
    map {'billing_timezone': 'Etc/GMT-8'} as settings
"""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def publish(demo: Demo, file: Path, *changes: str) -> Path:
    """Copy the demo warehouse to `file`, run `changes` in it, and give it a build record."""
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(demo.folder.database, file)
    file.chmod(0o644)
    return publish_file(file, *changes)


def published(demo: Demo, factory: pytest.TempPathFactory) -> Path:
    """The unchanged demo warehouse, published once a session for all who only read it."""

    def make(home: Path) -> None:
        publish(demo, home / "demo.duckdb")

    return once(factory, "published-demo", make) / "demo.duckdb"


def publish_file(file: Path, *changes: str) -> Path:
    """Run `changes` in a database that dbt built, and give it a build record."""
    with duckdb.connect(str(file)) as database:
        database.execute("set TimeZone = 'UTC'")
        database.execute(_BUILD)
        for change in changes:
            database.execute(change)
    return file


def sheet_rows(path: Path, sheet: int = 1) -> Sequence[Sequence[tuple[str, str]]]:
    """Read a sheet of a workbook by itself: a kind (text, number) and the text of each cell."""
    with ZipFile(path) as archive:
        shared = []
        if "xl/sharedStrings.xml" in archive.namelist():
            table = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            shared = ["".join(each.itertext()) for each in table.iter(f"{_MAIN}si")]
        tree = ElementTree.fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))
    rows = []
    for row in tree.iter(f"{_MAIN}row"):
        cells = []
        for cell in row.iter(f"{_MAIN}c"):
            column = _column(cell.get("r", ""))
            cells += [("empty", "")] * (column - len(cells))
            kind = cell.get("t", "n")
            value = cell.find(f"{_MAIN}v")
            if kind == "s":
                cells.append(("text", shared[int(value.text)]))
            elif kind == "inlineStr":
                cells.append(("text", "".join(cell.itertext())))
            elif value is not None:
                cells.append(("number", value.text))
            else:
                cells.append(("empty", ""))
        rows.append(cells)
    return rows


def _column(reference: str) -> int:
    """Zero-based column of a cell reference such as AB12."""
    number = 0
    for letter in reference.rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
