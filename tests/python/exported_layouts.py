"""The demo warehouse exported in every provider layout, and a plain reader of the files."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from sharing import once
from tierbill.export.layout_files import LayoutRequest, export_layout
from tierbill.export.layouts import LAYOUTS


def exported_layouts(warehouse: Path, factory: pytest.TempPathFactory) -> Path:
    """Every layout of the published demo, exported once a session; copy it to change it."""

    def make(home: Path) -> None:
        for layout in LAYOUTS:
            export_layout(LayoutRequest(warehouse, home / "out", layout))

    return once(factory, "exported-layouts", make) / "out"


def read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Headings and rows as a spreadsheet reads them: UTF-8 by its mark, quoted, CRLF."""
    raw = path.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\r\n")
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        return list(reader.fieldnames or []), list(reader)


def bills(exported: Path, layout: str, ending: str = "csv") -> list[Path]:
    """The files of the buyers."""
    return sorted((exported / layout).glob(f"accounts/*/*-from-*.{ending}"))
