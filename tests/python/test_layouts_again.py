"""Layouts exported again: the same, part of it, and what there is no layout of."""

from __future__ import annotations

import json
import shutil
from datetime import date

import pytest
from exporting import contents
from tierbill.export.layout_files import LayoutRequest, export_layout
from tierbill.shared.errors import Refused


@pytest.mark.parametrize("layout", ["tencent-detail-b", "huawei-partner-bill"])
def test_a_rerun_gives_the_same_bytes(warehouse, exported, tmp_path, layout):
    shutil.copytree(exported / layout, tmp_path / layout)
    for _ in range(2):
        export_layout(LayoutRequest(warehouse, tmp_path, layout, threads=1))
    assert contents(tmp_path / layout) == contents(exported / layout)


def test_a_month_and_an_account_replace_only_their_own_files(warehouse, exported, tmp_path):
    layout = "tencent-detail-a"
    out = tmp_path / layout
    shutil.copytree(exported / layout, out)
    stale = out / "accounts/400000000009/2025-08-USD-from-gone.csv"
    manifest = out / "accounts/400000000009/manifest.json"
    stale.write_text("stale")
    known = json.loads(manifest.read_text(encoding="utf-8"))
    known["files"][stale.name] = {"billing_month": "2025-08"}
    manifest.write_text(json.dumps(known), encoding="utf-8")
    (out / "accounts/400000000009/notes.txt").write_text("theirs")
    request = LayoutRequest(warehouse, tmp_path, layout, date(2025, 9, 1), "400000000009")
    export_layout(request)
    assert stale.exists()
    export_layout(LayoutRequest(warehouse, tmp_path, layout, account="400000000009"))
    assert not stale.exists()
    (out / "accounts/400000000009/notes.txt").unlink()
    assert contents(out) == contents(exported / layout)


def test_an_unknown_layout_or_account_names_what_there_is(warehouse, tmp_path):
    with pytest.raises(Refused, match="tencent-detail-a, tencent-detail-b"):
        export_layout(LayoutRequest(warehouse, tmp_path, "tencent"))
    with pytest.raises(Refused, match="Nearest: 400000000009"):
        export_layout(LayoutRequest(warehouse, tmp_path, "tencent-detail-a", account="40000000009"))
