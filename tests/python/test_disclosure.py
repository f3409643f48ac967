"""Nobody's costs, names or tags are in anybody else's file, log or build artefact.

A generated dataset gets ten thousand planted values that appear nowhere else: names of accounts
and resources, projects, tags, and costs that follow from discounts of ten digits. Every file that
leaves the warehouse is read: each planted value in it must belong to the party that gets it.
"""

from __future__ import annotations

import pytest
from exporting import query
from leak_scan import NUMBER, codes_of, leaks, owners, texts_of
from planted_values import TOKEN, Planted, build_planted
from tierbill.daily.daily_export import DailyRequest, export_day
from tierbill.export.layout_files import LayoutRequest, export_layout
from tierbill.export.layouts import LAYOUTS
from tierbill.export.warehouse_export import ExportRequest, export_warehouse
from tierbill.files.channel_folders import NO_CHANNEL, channel_of
from tierbill.statement.statement_files import StatementRequest, write_statements


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Planted:
    return build_planted(tmp_path_factory.mktemp("canaries"))


# The scan


def test_ten_thousand_values_are_planted(planted):
    assert len(planted.names) + len(planted.costs) > 10_000
    assert len(planted.costs) > 1_000


def test_no_party_finds_a_value_of_another_in_its_export(planted, tmp_path):
    export_warehouse(ExportRequest(planted.file, tmp_path))
    readers_of = owners(planted)
    planted.seen.clear()
    found = []
    for folder, (kind, code) in codes_of(tmp_path).items():
        readers = frozenset({code}) if kind == "accounts" else readers_of[kind, code]
        for path in (tmp_path / folder).iterdir():
            found += leaks(planted, path, readers)
    assert found == []
    assert len(planted.seen) > len(planted.names) * 0.9


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_party_finds_a_value_of_another_in_a_layout(planted, tmp_path, layout):
    export_layout(LayoutRequest(planted.file, tmp_path, layout, workbooks=layout == "focus-1.4"))
    planted.seen.clear()
    found = []
    for folder, (_, code) in codes_of(tmp_path / layout).items():
        for path in (tmp_path / layout / folder).iterdir():
            found += leaks(planted, path, frozenset({code}))
    assert found == []
    assert planted.seen


def test_no_party_finds_a_value_of_another_in_a_statement(planted, tmp_path):
    parties = query(
        planted.file,
        """
        select distinct buyer_account_id, billing_month from (
            from marts.bill_b_statements union all by name from marts.channel_bill_statements
            union all by name from marts.bill_a_statements
            union all by name from marts.direct_bill_statements
        ) order by all limit 25
        """,
    )
    found = []
    for account, month in parties:
        for path in write_statements(StatementRequest(planted.file, tmp_path, account, month)):
            found += leaks(planted, path, frozenset({account}))
    assert found == []


def test_no_channel_finds_a_value_of_another_in_the_daily_export(planted, tmp_path):
    first, last = query(
        planted.file,
        "select min(posted_date), max(posted_date) from intermediate.int_account_postings",
    )[0]
    request = DailyRequest(planted.file, tmp_path, last.replace(year=last.year + 1), since=first)
    export_day(request)
    readers_of = owners(planted)
    found, folders = [], 0
    for folder in tmp_path.glob("*/target/*"):
        if folder.name == NO_CHANNEL:
            continue
        folders += 1
        readers = readers_of["channels", channel_of(folder.name) or ""]
        for path in folder.iterdir():
            found += leaks(planted, path, readers)
    assert found == []
    assert folders > 0


def test_neither_logs_nor_target_hold_a_planted_value(planted):
    found = [
        f"{path}: {token}"
        for path in planted.folder.home.rglob("*")
        if path.is_file() and path.suffix in (".log", ".json", ".sql", ".txt", ".yml", ".html")
        for text in texts_of(path)
        for token in [
            *TOKEN.findall(text),
            *(number for number in NUMBER.findall(text) if number.rstrip("0") in planted.costs),
        ]
    ]
    assert found == []
    assert (planted.folder.target / "manifest.json").is_file()


# The scan itself


def test_the_scan_finds_what_is_planted_in_the_wrong_folder(planted, tmp_path):
    cost, allowed = next(iter(sorted(planted.costs.items())))
    name, named = next(iter(sorted(planted.names.items())))
    path = tmp_path / "bill.csv"
    path.write_text(f'"{name}",{cost}\n', encoding="utf-8")
    assert len(leaks(planted, path, frozenset({"nobody"}))) == 2
    assert leaks(planted, path, allowed | named) == []
