"""Channels in the daily export: a folder for each, safe and apart whatever their codes are."""

from __future__ import annotations

import re
import shutil
import unicodedata
from datetime import date

import pytest
from daily_exports import ISSUE, elements, posted, read_csv, read_xml, run
from exporting import query
from hypothesis import example, given, settings
from hypothesis import strategies as st
from published_demo import publish
from tierbill.files.channel_folders import NO_CHANNEL, channel_folder, channel_of


def test_a_channel_has_its_folder_in_each_stream(warehouse, tmp_path):
    """R182, R183: `posted_invoices` and `posted_statements` lie in their channels' folders."""
    run(warehouse, tmp_path, ISSUE)
    ((expected,),) = query(
        warehouse,
        "select count(*) from marts.posted_invoices where channel_code = 'xavier-retail'",
    )
    for stream in ("DailyInvoiceStream", "DailyAccountStatementStream"):
        folder = tmp_path / stream / "target" / "xavier-retail"
        assert len(list(folder.glob("*.xml"))) == 1
    rows = elements(tmp_path / "DailyInvoiceStream" / "target", "xavier-retail")
    assert len({row["Uuid"] for row in rows}) == expected
    assert {row["Tenant.Channel"] for row in rows} == {"xavier-retail"}


HOSTILE = [
    "../x", "a/b", "a\\b", "/etc", ".", "..", "CON", "con", "com1", "nul.txt", "A", "a", "ä",
    "a ", " a", "a.", "~none", "~empty", "~sha-", "-rf", "x" * 5000, "X" * 5000, "\uff41",
    "a\0b", "", "%2e",
    "渠道", "e\u0301", "\u00e9", "~2e", "a\nb", "*", "con ", "aux",
]  # fmt: skip


def test_hostile_channel_codes_stay_inside_and_apart(demo, tmp_path):
    values = ", ".join(f"($code${code}$code$)" for code in HOSTILE if "\0" not in code)
    hostile = f"""
        create table sent as
        select posts.* exclude (channel_code, posting_id), codes.code as channel_code,
            md5(posts.posting_id || codes.code) as posting_id
        from marts.posted_payments as posts, (values {values}) as codes (code);
        create or replace view marts.posted_payments as from sent
    """
    file = publish(demo, tmp_path / "w.duckdb", hostile)
    out = tmp_path / "deep" / "out"
    run(file, out, date(2025, 9, 10), batch_size=1)
    assert {path.name for path in tmp_path.iterdir()} == {"w.duckdb", "deep"}
    expected = posted(file, date(2025, 9, 10), date(2025, 9, 10))
    assert read_xml(out) == read_csv(out) == expected
    folders = [path.name for path in (out / "DailyPaymentAndCreditStream/target").iterdir()]
    assert len(folders) == len([code for code in HOSTILE if "\0" not in code])
    shutil.rmtree(out)


@settings(deadline=None)
@given(st.one_of(st.text(), st.text(alphabet="aA~.-/conä\u0301"), st.sampled_from(HOSTILE)))
@example("con")
def test_a_folder_is_safe_and_gives_its_code_back(code):
    folder = channel_folder(code)
    assert re.fullmatch(r"[a-z0-9_~][a-z0-9_~-]{0,254}", folder)
    assert folder not in ("con", "aux", "nul", "prn", NO_CHANNEL)
    if not folder.startswith("~sha-"):
        assert channel_of(folder) == code


@settings(deadline=None)
@given(st.lists(st.text(alphabet="aAＡäàconCON~-./ 01", max_size=8), unique=True))  # noqa: RUF001
def test_folders_never_meet(codes):
    folded = {unicodedata.normalize("NFKC", channel_folder(code)).casefold() for code in codes}
    assert len(folded) == len(codes)


@pytest.mark.parametrize("folder", ["", "..", "A", "a.b", "~6", "~61", "~zz", "con", "~sha-00"])
def test_a_folder_of_no_channel_is_refused(folder):
    with pytest.raises(ValueError, match="folder"):
        channel_of(folder)
