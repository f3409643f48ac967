"""What spreadsheets make of written text: formulas are guarded, long text is told of, not cut."""

from __future__ import annotations

import zipfile
from pathlib import Path

import duckdb
import pytest
from tierbill.daily.stream_files import csv_bytes
from tierbill.files.csv_text import text_cell
from tierbill.files.workbook import Field, TableSheets, new_workbook

HIDDEN = ("", " ", "\x01", "\x07\x1f", "\x0b", "\x7f", "\x85", "\u200b\x02", "\ufeff")


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
@pytest.mark.parametrize("start", ["=", "+", "@", "|", "\uff1d"], ids=ascii)
def test_a_formula_behind_what_cannot_be_seen_is_guarded(hidden, start):
    text = f"{hidden}{start}1+1"
    with duckdb.connect() as database:
        found = database.execute(f"select {text_cell('given')} from (select ? as given)", [text])
        assert found.fetchone() == (f'"\'{text}"',)
        plain = database.execute(f"select {text_cell('given')} from (select ? as given)", ["\x01a"])
        assert plain.fetchone() == ('"\x01a"',)
    assert f'"\'{text}"'.encode() in csv_bytes([{"name": text}])


@pytest.mark.parametrize("scratch", [False, True])
def test_text_that_no_cell_can_hold_is_told_of_and_not_cut(tmp_path: Path, scratch):
    longest = "\U0001f600" + "x" * 32_765
    workbook = new_workbook(tmp_path / "a.xlsx", "t", tmp_path if scratch else None)
    TableSheets(workbook, "t", [Field("text")]).write([[longest], [longest + "x"]])
    workbook.close()
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        content = "".join(file.read(name).decode() for name in file.namelist())
    assert longest in content
    assert longest + "x" not in content
    assert "[A text of 32,768 characters, more than the 32,767 of a cell." in content
