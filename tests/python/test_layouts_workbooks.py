"""Layouts as workbooks: the cells of the CSV, and nothing that a spreadsheet would round."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from exported_layouts import bills, read
from published_demo import publish, sheet_rows
from tierbill.export.layout_files import LayoutRequest, export_layout
from tierbill.export.layouts import LAYOUTS


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_workbook_holds_the_cells_of_the_csv_and_ids_are_text(exported, layout):
    for path in bills(exported, layout):
        headings, rows = read(path)
        first, *cells = sheet_rows(path.with_suffix(".xlsx"))
        assert first == [("text", heading) for heading in headings]
        assert len(cells) == len(rows)
        for row, found in zip(rows, cells, strict=True):
            for heading, (kind, text) in zip(headings, found, strict=False):
                if re.search(r"I[Dd]$|UIN|Code$", heading):
                    assert kind in ("text", "empty")
                if kind == "number":
                    assert Decimal(text) == Decimal(row[heading])
                else:
                    assert text == row[heading]


def test_more_digits_than_a_spreadsheet_holds_are_text(demo, tmp_path):
    wide = """
        create table copied as from marts.tencent_detail_a;
        create or replace view marts.tencent_detail_a as
        select * replace (12345678901.12345678::decimal(38, 8) as list_cost) from copied
        where buyer_account_id = '400000000001'
    """
    file = publish(demo, tmp_path / "w.duckdb", wide)
    export_layout(LayoutRequest(file, tmp_path / "out", "tencent-detail-a"))
    (path,) = (tmp_path / "out").rglob("*.xlsx")
    headings, row = sheet_rows(path)
    place = headings.index(("text", "OriginalCost"))
    assert row[place] == ("text", "12345678901.12345678")
