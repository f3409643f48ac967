"""Statements show every script, with the fonts that come with the product."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from io import BytesIO

import pytest
from demo_statements import AUGUST, NORTHCLOUD, PAULA, ZONE, statement_of
from published_demo import publish_file
from pypdf import PdfReader
from tierbill.files import fonts
from tierbill.files.printed_text import (
    breakable,
)
from tierbill.shared.errors import Refused
from tierbill.statement.bill_statement import Statement
from tierbill.statement.pdf import pdf_bytes
from tierbill.statement.statement_files import StatementRequest, write_statements

NAMES = (
    "Ægir Ωmega Ђорђе",
    "مؤسسة الخدمات السحابية",
    "שירותי ענן בע״מ",
    "क्लाउड सेवाएँ प्राइवेट लिमिटेड",
    "บริษัท คลาวด์บริการ จำกัด (มหาชน)",
    "云服务有限公司",
    "雲端服務股份有限公司",
    "クラウドサービス株式会社",
    "클라우드 서비스 주식회사",
    "ক্লাউড பழம் మేఘం ພາສາລາວ ខ្មែរ မြန်မာ ሰላም Բարեւ გამარჯობა",
)


def named(statement: Statement, buyer: str, names: Sequence[str]) -> Statement:
    products = [{**statement.products[0], "product_name": name} for name in names]
    total = {**statement.total, "buyer_name": buyer}
    return replace(statement, total=total, products=products)


@pytest.mark.parametrize("name", NAMES)
def test_every_script_is_shown_with_glyphs_and_can_be_read_back(warehouse, name):
    plain = statement_of(warehouse, PAULA)
    data = pdf_bytes(named(plain, name, [name]), ZONE)
    assert data == pdf_bytes(named(plain, name, [name]), ZONE)
    reader = PdfReader(BytesIO(data))
    fonts = [
        font["/DescendantFonts"][0]["/FontDescriptor"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all(font.keys() & {"/FontFile2", "/FontFile3"} for font in fonts)
    found = unicodedata.normalize("NFKC", "".join(page.extract_text() for page in reader.pages))
    letters = {letter for letter in unicodedata.normalize("NFKC", name) if letter.isalnum()}
    assert not letters - set(found)


def test_a_character_that_no_font_has_is_named_and_nothing_is_written(warehouse, tmp_path):
    file = publish_file(
        shutil.copy(warehouse, tmp_path / "rocket.duckdb"),
        "update intermediate.int_bill_statements set buyer_name = 'Rakete \U0001f680\x01'",
    )
    with pytest.raises(Refused) as error:
        write_statements(StatementRequest(file, tmp_path / "out", PAULA, AUGUST))
    said = str(error.value)
    assert f"statement 202508-{NORTHCLOUD}-{PAULA}-USD of {PAULA}: no font has" in said
    assert "the character \U0001f680 (U+1F680 ROCKET) of the text" in said
    assert "TIERBILL_FONT_DIRECTORY" in said
    assert "\n" not in said
    assert [path for path in (tmp_path / "out").rglob("*.*") if path.name[0] != "."] == []


def test_a_folder_with_fonts_can_be_added(warehouse, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "PACKAGES", ())
    plain = named(statement_of(warehouse, PAULA), "云服务有限公司", [])
    with pytest.raises(Refused, match="CJK UNIFIED IDEOGRAPH"):
        pdf_bytes(plain, ZONE)
    monkeypatch.setenv("TIERBILL_FONT_DIRECTORY", str(files("noto_cjk_sans_otc")))
    assert pdf_bytes(plain, ZONE).startswith(b"%PDF-")
    monkeypatch.setenv("TIERBILL_FONT_DIRECTORY", str(tmp_path / "none"))
    with pytest.raises(Refused, match="there is no such folder"):
        pdf_bytes(plain, ZONE)


def test_long_words_break_where_their_script_allows_it():
    assert breakable("x" * 60).split("\u200b") == ["x" * 22, "x" * 22, "x" * 16]
    for name in NAMES:
        assert breakable(name.replace(" ", "")).count("\u200b") == 0
