"""Exported files: exact, safe to open, under names that every file system takes."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from exporting import account, export, read_csv
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_warehouse import make_sample
from tierbill.files.csv_text import MartColumn, header, line_expression
from tierbill.files.folder_names import folder_name


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample") / "sample.duckdb")


@pytest.fixture(scope="module")
def exported(sample, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "out"
    export(sample, out)
    return out


# What a file looks like


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
        expression = line_expression([MartColumn("cell", described)])
        return database.execute(f"select {expression} from ({relation})").fetchone()[0]


@settings(deadline=None)
@given(st.lists(st.text(), min_size=1, max_size=20))
def test_any_text_comes_back_whole_and_harmless(texts):
    expression = line_expression([MartColumn("first", "VARCHAR"), MartColumn("second", "VARCHAR")])
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
        line_expression([MartColumn("share", "DOUBLE")])


def test_the_header_is_quoted():
    assert header([MartColumn('a"b', "DATE"), MartColumn("c", "DATE")]) == b'"a""b","c"\n'


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


@settings(deadline=None)
@given(st.lists(st.text(alphabet="aAＡäàcode-01/. ", max_size=6), unique=True))  # noqa: RUF001
def test_folders_are_unique_whatever_the_file_system_folds(codes):
    folded = {unicodedata.normalize("NFKC", folder_name(code)).casefold() for code in codes}
    assert len(folded) == len(codes)
