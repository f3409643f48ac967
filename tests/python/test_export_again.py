"""Exports over exports: the same bytes, nothing stale, nothing half, nothing outside."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from exporting import USAGE, account, contents, export, query, read_csv
from sample_warehouse import make_sample
from tierbill.export import party_files, warehouse_export
from tierbill.shared.errors import Refused


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample") / "sample.duckdb")


@pytest.fixture(scope="module")
def exported(sample, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "out"
    export(sample, out)
    return out


# The same again


@pytest.mark.parametrize("threads", [1, 2])
def test_another_export_gives_the_same_bytes(sample, exported, tmp_path, threads):
    export(sample, tmp_path / "out", threads=threads)
    assert contents(tmp_path / "out") == contents(exported)


def test_exporting_over_an_export_gives_the_same_bytes(sample, exported, tmp_path):
    shutil.copytree(exported, tmp_path / "out")
    export(sample, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(exported)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/St_Johns"])
def test_the_time_zone_of_the_machine_does_not_show(sample, exported, tmp_path, zone):
    run = [sys.executable, "-c", EXPORTER, sample, tmp_path / "out"]
    subprocess.run(run, env=os.environ | {"TZ": zone}, check=True, timeout=120)
    assert contents(tmp_path / "out") == contents(exported)


EXPORTER = """
import sys
from datetime import date
from pathlib import Path
from tierbill.export.warehouse_export import ExportRequest, export_warehouse
month = date(2025, 8, 1) if "august" in sys.argv else None
print("started", flush=True)
export_warehouse(ExportRequest(Path(sys.argv[1]), Path(sys.argv[2]), month=month))
"""


def test_how_rows_arrive_does_not_show(sample, exported, tmp_path, monkeypatch):
    monkeypatch.setattr(warehouse_export, "ROWS_PER_BATCH", 7)
    export(sample, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(exported)


def test_a_party_of_many_rows_gets_row_groups_of_one_size(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(party_files, "ROW_GROUP", 100)
    files = []
    for batch in (30, 1_000):
        monkeypatch.setattr(warehouse_export, "ROWS_PER_BATCH", batch)
        export(sample, tmp_path / str(batch))
        files.append(tmp_path / str(batch) / account("D1") / "bill_a_details.parquet")
    assert files[0].read_bytes() == files[1].read_bytes()
    metadata = pq.read_metadata(files[0])
    sizes = [metadata.row_group(group).num_rows for group in range(metadata.num_row_groups)]
    assert sizes[:-1] == [100] * (len(sizes) - 1)
    assert sum(sizes) == metadata.num_rows == query(
        sample, "select count(*) from marts.bill_a_details"
    )[0][0]  # fmt: skip


# Part of it, and over again


def test_a_month_is_that_month_in_every_file(sample, tmp_path):
    export(sample, tmp_path / "out", month=date(2025, 9, 1))
    months = set()
    for path in (tmp_path / "out").glob("*/*/*.csv"):
        for row in read_csv(path):
            months.add((row.get("billing_month") or row["usage_date"])[:7])
    assert months == {"2025-09"}
    manifest = json.loads((tmp_path / "out/channels/south/manifest.json").read_text("utf-8"))
    assert manifest["billing_month"] == "2025-09"


def test_what_is_no_longer_exported_is_removed_and_nothing_else(sample, exported, tmp_path):
    out = tmp_path / "out"
    shutil.copytree(exported, out)
    stale = out / account("gone")
    stale.mkdir()
    for name in ("bill_b_details.csv", "bill_b_details.parquet", "manifest.json"):
        (stale / name).write_text("old")
    (out / account("c00001") / "bill_a_details.csv").write_text("a leak")
    foreign = [out / account("c00001") / "notes.txt", out / "accounts" / "theirs" / "file.csv"]
    foreign[1].parent.mkdir()
    for path in foreign:
        path.write_text("theirs")
    orphan = out / ".export-orphan"
    orphan.mkdir()
    export(sample, out)
    assert not stale.exists()
    assert not orphan.exists()
    for path in foreign:
        assert path.read_text() == "theirs"
        path.unlink()
    assert contents(out) == contents(exported)


def test_one_channel_touches_only_its_folder(sample, exported, tmp_path):
    export(sample, tmp_path / "new", channel="south")
    assert set(contents(tmp_path / "new")) == {
        "manifest.json",
        *(f"channels/south/{name}" for name in (USAGE, "channel_product_usage.parquet")),
        "channels/south/manifest.json",
    }
    shutil.copytree(exported, tmp_path / "out")
    export(sample, tmp_path / "out", channel="south")
    assert contents(tmp_path / "out") == contents(exported)


def test_an_unknown_channel_names_the_nearest(sample, tmp_path):
    with pytest.raises(Refused, match=r"no such channel\. Nearest: south South; north North\."):
        export(sample, tmp_path / "out", channel="soth")
    assert not (tmp_path / "out").exists()


def test_a_link_out_of_the_root_is_refused(sample, tmp_path):
    (tmp_path / "out" / "accounts").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / "accounts" / "c00001").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="leads to"):
        export(sample, tmp_path / "out")
    assert not list((tmp_path / "elsewhere").iterdir())
    assert set(contents(tmp_path / "out")) == set()


def test_a_killed_export_leaves_no_half_file(sample, exported, tmp_path):
    august = tmp_path / "august"
    export(sample, august, month=date(2025, 8, 1))
    whole = [contents(exported), contents(august)]
    out = tmp_path / "out"
    began = time.monotonic()
    export(sample, out)
    usual = time.monotonic() - began
    draw = random.Random(7)
    for turn in range(6):
        run = [sys.executable, "-c", EXPORTER, sample, out, "august" if turn % 2 == 0 else "all"]
        process = subprocess.Popen(run, stdout=subprocess.PIPE)
        process.stdout.readline()
        time.sleep(draw.random() * usual * 1.3)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        for name, content in contents(out).items():
            if not name.startswith(".export-"):
                assert content in [files.get(name) for files in whole], name
    export(sample, out)
    assert contents(out) == whole[0]
