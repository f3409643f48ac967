"""Exports: each party its own rows and no other, exact, safe to open, the same bytes again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_warehouse import make_sample
from tierbill.export import export as export_module
from tierbill.export import party_files
from tierbill.export.csv_text import Column, header, line_expression
from tierbill.export.export import ExportRequest, ExportResult, export_warehouse
from tierbill.export.folders import folder_name
from tierbill.warehouse.errors import Refused

BILL_LEVELS = ("details", "details_monthly", "resources", "statements", "summary")


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample") / "sample.duckdb")


@pytest.fixture(scope="module")
def exported(sample, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "out"
    export(sample, out)
    return out


def export(sample: Path, out: Path, **options) -> ExportResult:
    return export_warehouse(ExportRequest(sample, out, **options))


def account(code: str) -> str:
    return f"accounts/{folder_name(code)}"


def query(sample: Path, text: str) -> list[tuple]:
    with duckdb.connect(str(sample), read_only=True) as database:
        database.execute("set TimeZone = 'UTC'")
        return database.execute(text).fetchall()


def contents(root: Path) -> Mapping[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


# Who gets what


def levels(bill: str) -> set[str]:
    return {f"{bill}_{level}" for level in BILL_LEVELS}


@pytest.mark.parametrize(
    ("code", "marts"),
    [
        ("c00001", levels("bill_b")),
        ("C-direct", levels("direct_bill")),
        (
            "R1",
            levels("channel_bill")
            | levels("bill_b")
            | {"bill_b_reseller_view", "channel_product_usage"},
        ),
        (
            "D1",
            levels("bill_a")
            | levels("channel_bill")
            | levels("bill_b")
            | {"bill_b_reseller_view", "channel_product_usage", "billing_group_product_usage"},
        ),
        ("P1", levels("bill_a") | levels("direct_bill")),
    ],
)
def test_an_account_gets_the_bills_it_sends_or_receives(exported, code, marts):
    files = {path.name for path in (exported / account(code)).iterdir()}
    assert files == {"manifest.json"} | {
        f"{mart}.{ending}" for mart in marts for ending in ("csv", "parquet")
    }


@pytest.mark.parametrize("code", ["c00001", "C-direct", "R1", "D1", "P1"])
def test_files_hold_exactly_the_rows_of_the_party(sample, exported, code):
    for path in sorted((exported / account(code)).glob("*.parquet")):
        if path.stem.endswith("_usage"):
            continue
        parties = ["seller_account_id"]
        if path.stem != "bill_b_reseller_view":
            parties.append("buyer_account_id")
        condition = " or ".join(f"{party} = '{code}'" for party in parties)
        expected = query(sample, f"select * from marts.{path.stem} where {condition}")
        assert rows_of(path) == sorted(expected, key=repr)


def rows_of(path: Path) -> list[tuple]:
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        return sorted(database.execute(f"from '{path}'").fetchall(), key=repr)


def test_a_second_level_reseller_sees_its_own_cost_as_utility_cost(sample, exported):
    own = """
        select sum(pretax_cost) from marts.fct_rated_legs
        where channel_code = 'south' and leg_kind = '{}'
    """
    ((reseller,),) = query(sample, own.format("channel"))
    ((distributor,),) = query(sample, own.format("bill_a"))
    ((customer,),) = query(sample, own.format("bill_b"))
    assert reseller != distributor
    for folder, utility in (
        ("channels/south", reseller),
        (account("R1"), reseller),
        (account("D1"), distributor),
    ):
        table = read_csv(exported / folder / "channel_product_usage.csv")
        rows = [row for row in table if row["channel_code"] == "south"]
        assert sum(Decimal(row["utility_cost"]) for row in rows) == utility
        assert sum(Decimal(row["customer_cost"]) for row in rows) == customer
    codes = {row["channel_code"] for row in read_csv(exported / "channels/south" / USAGE)}
    assert codes == {"south"}


USAGE = "channel_product_usage.csv"


def test_usage_is_summed_by_billing_day_and_product(sample, exported):
    expected = query(
        sample,
        """
        select
            timezone('Etc/GMT-8', charge_period_start)::date::varchar as usage_date,
            product_code, usage_unit, sum(consumed_quantity), sum(charges.list_cost)
        from marts.fct_charges as charges
        inner join marts.dim_skus using (sku_id)
        inner join marts.fct_rated_legs using (charge_id)
        where channel_code = 'north' and leg_number = 1
        group by all
        order by all
        """,
    )
    found = [
        (
            row["usage_date"],
            row["product_code"],
            row["unit"],
            Decimal(row["quantity"]),
            Decimal(row["list_cost"]),
        )
        for row in read_csv(exported / "channels/north" / USAGE)
    ]
    assert sorted(found) == expected


def test_a_group_sums_its_channels_for_its_owner(exported):
    name = "billing_group_product_usage.csv"
    group = read_csv(exported / "billing_groups/group-1" / name)
    assert group == read_csv(exported / account("D1") / name)
    channels = read_csv(exported / account("D1") / USAGE)
    for column in ("quantity", "list_cost", "utility_cost", "customer_cost"):
        assert sum(Decimal(row[column]) for row in group) == sum(
            Decimal(row[column]) for row in channels
        )


# What a file looks like


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_csv_is_rfc_4180_with_quoted_text_and_bare_numbers(exported):
    raw = (exported / account("c00001") / "bill_b_details.csv").read_bytes()
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    first, second, *_ = raw.decode("utf-8").split("\n")
    assert re.fullmatch(r'"\w+"(,"\w+")*', first)
    names = next(csv.reader([first]))
    text = r'"(?:[^"]|"")*"'
    number = r"-?[0-9]+(?:\.[0-9]+)?"
    cells = re.findall(rf"({text}|{number}|)(?:,|$)", second)[: len(names)]
    row = dict(zip(names, cells, strict=True))
    assert row["buyer_account_id"] == '"c00001"'
    assert row["tags"] == '"{""team"":""a, b""}"'
    assert row["resource_name"] == ""
    assert re.fullmatch(r'"2025-\d\d-\d\dT\d\d:00:00Z"', row["charge_period_start"])
    assert re.fullmatch(r'"2025-\d\d-01"', row["billing_month"])
    assert re.fullmatch(r"[0-9]+\.[0-9]{8}", row["list_cost"])
    assert re.fullmatch(r"[0-9]+\.[0-9]{10}", row["pricing_quantity"])


@pytest.mark.parametrize("code", ["c00001", "D1"])
def test_csv_and_parquet_say_the_same_in_the_same_order(exported, code):
    for path in sorted((exported / account(code)).glob("*.csv")):
        table = pq.read_table(path.with_suffix(".parquet"))
        rows = read_csv(path)
        assert list(rows[0]) == table.column_names
        for name in table.column_names:
            kind = str(table.schema.field(name).type)
            values = table.column(name).to_pylist()
            cells = [row[name] for row in rows]
            if kind.startswith("decimal"):
                assert [Decimal(cell) for cell in cells] == values
            elif kind == "string":
                assert cells == [value or "" for value in values]


CELLS = [
    ("varchar", "'plain'", '"plain"'),
    ("varchar", "'00301-28215-0--0'", '"00301-28215-0--0"'),
    ("varchar", "''", '""'),
    ("varchar", "null", ""),
    ("varchar", "'=1+1'", '"\'=1+1"'),
    ("varchar", "'+49'", '"\'+49"'),
    ("varchar", "'-1'", '"\'-1"'),
    ("varchar", "'@sum'", '"\'@sum"'),
    ("varchar", "'|x'", '"\'|x"'),
    ("varchar", "'%x'", '"\'%x"'),
    ("varchar", "';x'", '"\';x"'),
    ("varchar", "chr(9) || 'x'", '"\'\tx"'),
    ("varchar", "chr(10) || 'x'", '"\'\nx"'),
    ("varchar", "chr(13) || 'x'", '"\'\rx"'),
    ("varchar", "'  =x'", '"\'  =x"'),
    ("varchar", "chr(65279) || '=x'", '"\'\ufeff=x"'),
    ("varchar", "chr(8203) || '=x'", '"\'\u200b=x"'),
    ("varchar", "chr(12288) || '＝x'", '"\'\u3000＝x"'),  # noqa: RUF001
    ("varchar", "'名前, \"x\"'", '"名前, ""x"""'),
    ("varchar", "'a=b'", '"a=b"'),
    ("decimal(38, 8)", "0.00000001", "0.00000001"),
    ("decimal(38, 8)", "-1.5", "-1.50000000"),
    ("decimal(38, 8)", "123456789012345678901234567890.00000001",
     "123456789012345678901234567890.00000001"),
    ("decimal(38, 30)", "0.5", "0.5" + "0" * 29),
    ("decimal(18, 2)", "-0.10", "-0.10"),
    ("bigint", "-9223372036854775807", "-9223372036854775807"),
    ("hugeint", "170141183460469231731687303715884105727", str(2**127 - 1)),
    ("integer", "null", ""),
    ("boolean", "true", "true"),
    ("date", "'2025-08-01'", '"2025-08-01"'),
    ("timestamptz", "'2025-08-01 00:00:00+08'", '"2025-07-31T16:00:00Z"'),
    ("timestamptz", "'2025-08-01 00:00:00.25+00'", '"2025-08-01T00:00:00.25Z"'),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "value", "cell"), CELLS)
@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
def test_a_cell_is_written_exactly(kind, value, cell, zone):
    assert line_of(kind, value, zone) == cell + "\n"


def line_of(kind: str, value: str, zone: str = "UTC") -> str:
    with duckdb.connect() as database:
        database.execute(f"set TimeZone = '{zone}'")
        relation = f"select cast({value} as {kind}) as cell"
        ((_, described, *_),) = database.execute(f"describe {relation}").fetchall()
        expression = line_expression([Column("cell", described)])
        return database.execute(f"select {expression} from ({relation})").fetchone()[0]


@given(st.lists(st.text(), min_size=1, max_size=20))
def test_any_text_comes_back_whole_and_harmless(texts):
    expression = line_expression([Column("first", "VARCHAR"), Column("second", "VARCHAR")])
    with duckdb.connect() as database:
        lines = [
            database.execute(
                f"select {expression} from (select ? as first, 'x' as second)", [text]
            ).fetchone()[0]
            for text in texts
        ]
    read = list(csv.reader(io.StringIO("".join(lines), newline=""), strict=True))
    assert [cells[1] for cells in read] == ["x"] * len(texts)
    for text, (cell, _) in zip(texts, read, strict=True):
        assert cell in (text, "'" + text)
        seen = cell.lstrip(" \ufeff\u200b\u3000")
        assert not seen or seen[0] not in "=+-@\t\r\n\0|%;＝＋－＠｜％；"  # noqa: RUF001


def test_a_binary_float_is_refused():
    with pytest.raises(TypeError, match="column share: type DOUBLE"):
        line_expression([Column("share", "DOUBLE")])


def test_the_header_is_quoted():
    assert header([Column('a"b', "DATE"), Column("c", "DATE")]) == b'"a""b","c"\n'


# Manifests


def test_a_manifest_accounts_for_its_folder(sample, exported):
    folder = exported / account("c00001")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["account_id"] == "c00001"
    assert manifest["folder"] == account("c00001")
    assert manifest["model_version"] == "0.1.0+0123456789ab"
    assert manifest["billing_month"] is None
    ((until,),) = query(
        sample,
        "select strftime(max(recorded_at), '%Y-%m-%dT%H:%M:%SZ') from marts.fct_charges "
        "where owner_account_id = 'c00001'",
    )
    assert manifest["data_until"] == until
    assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for name, entry in manifest["files"].items():
        content = (folder / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        rows = read_csv((folder / name).with_suffix(".csv"))
        assert entry["rows"] == len(rows)
        for column, total in entry["sums"]["USD"].items():
            assert column.endswith(("_cost", "_amount")) or column == "precision_difference"
            assert Decimal(total) == sum(Decimal(row[column]) for row in rows)
    assert "billed_cost" in manifest["files"]["bill_b_details.csv"]["sums"]["USD"]


def test_the_root_lists_every_folder_and_whose_it_is(exported):
    manifest = json.loads((exported / "manifest.json").read_text(encoding="utf-8"))
    found = {
        path.parent.relative_to(exported).as_posix() for path in exported.glob("*/*/manifest.json")
    }
    assert {entry["folder"] for entry in manifest["folders"]} == found
    assert {"kind": "accounts", "code": "C-direct", "folder": account("C-direct")} in manifest[
        "folders"
    ]
    for entry in manifest["folders"]:
        own = json.loads((exported / entry["folder"] / "manifest.json").read_text("utf-8"))
        assert entry["code"] in own.values()


def test_no_tenant_is_named_in_the_manifest_of_another(exported):
    text = (exported / account("c00001") / "manifest.json").read_text(encoding="utf-8")
    for other in ("c00002", "R1", "D1", "P1"):
        assert f'"{other}"' not in text


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
from tierbill.export.export import ExportRequest, export_warehouse
month = date(2025, 8, 1) if "august" in sys.argv else None
print("started", flush=True)
export_warehouse(ExportRequest(Path(sys.argv[1]), Path(sys.argv[2]), month=month))
"""


def test_how_rows_arrive_does_not_show(sample, exported, tmp_path, monkeypatch):
    monkeypatch.setattr(export_module, "ROWS_PER_BATCH", 7)
    export(sample, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(exported)


def test_a_party_of_many_rows_gets_row_groups_of_one_size(sample, tmp_path, monkeypatch):
    monkeypatch.setattr(party_files, "ROW_GROUP", 100)
    files = []
    for batch in (30, 1_000):
        monkeypatch.setattr(export_module, "ROWS_PER_BATCH", batch)
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
    with pytest.raises(Refused, match=r"no such channel\. Nearest: south, north"):
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


# Folder names


@pytest.mark.parametrize("code", ["c00001", "800000400003", "xavier-retail", "a", "0_-", "x" * 63])
def test_a_safe_code_is_its_own_folder(code):
    assert folder_name(code) == code


@pytest.mark.parametrize(
    "code",
    ["", ".", "..", "../x", "/etc", "A", "a.b", "-a", "_a", "x" * 64, "a/b", "a\\b", "a b", "ä",
     "\uff41", "a\n", "a\0", "con", "lpt1", "code-0123456789abcdef", "manifest.json"],
)  # fmt: skip
def test_any_other_code_gets_a_surrogate(code):
    assert re.fullmatch(r"code-[0-9a-f]{16}", folder_name(code))


@given(st.lists(st.text(alphabet="aAＡäàcode-01/. ", max_size=6), unique=True))  # noqa: RUF001
def test_folders_are_unique_whatever_the_file_system_folds(codes):
    folded = {unicodedata.normalize("NFKC", folder_name(code)).casefold() for code in codes}
    assert len(folded) == len(codes)
