"""tierbill issue: the act is one more record, and the build freezes the bills by it."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from random_datasets import write_dataset
from tierbill.cli import app
from typer.testing import CliRunner


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    dataset = write_dataset(3, tmp_path / "data", profile="kernel")
    folder = tmp_path / "landing"
    assert call("load", dataset, "--landing", folder).exit_code == 0
    return folder


def call(*arguments: object):
    return CliRunner().invoke(app, [str(each) for each in arguments])


def records(landing: Path) -> list[tuple]:
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        return database.execute(
            "select seller_account_id, billing_month::varchar, version, issued_at::varchar "
            "from read_parquet(?, union_by_name = true) order by all",
            [str(landing / "bill_issues" / "*.parquet")],
        ).fetchall()


def a_seller(landing: Path) -> str:
    with duckdb.connect() as database:
        return database.execute(
            "select min(account_id) from read_parquet(?, union_by_name = true) "
            "where account_role = 'provider'",
            [str(landing / "accounts" / "*.parquet")],
        ).fetchone()[0]


def test_issuing_records_the_act_and_issuing_again_a_version(landing):
    seller = a_seller(landing)
    before = records(landing)
    issue = ("issue", "--seller", seller, "--month", "2031-08", "--landing", landing)
    first = call(*issue, "--at", "2031-09-05T09:00:00+08:00")
    assert first.exit_code == 0, first.output
    assert "version 1" in first.output
    second = call(*issue, "--at", "2031-09-06T09:00:00+08:00")
    assert second.exit_code == 0, second.output
    assert sorted(set(records(landing)) - set(before)) == [
        (seller, "2031-08-01", 1, "2031-09-05 01:00:00+00"),
        (seller, "2031-08-01", 2, "2031-09-06 01:00:00+00"),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"--month": "2025-13"}, "--month 2025-13"),
        ({"--month": "August"}, "--month August"),
        ({"--seller": "nobody"}, "--seller nobody"),
        ({"--at": "2025-09-05"}, "--at"),
        ({"--landing": "elsewhere"}, "no landing folder"),
    ],
)
def test_what_cannot_be_recorded_is_refused_by_name(landing, given, said):
    options = {"--seller": a_seller(landing), "--month": "2025-08", "--landing": landing} | given
    before = records(landing)
    result = call("issue", *(part for pair in options.items() for part in pair))
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert records(landing) == before


def test_a_seller_is_found_by_name_and_the_build_is_suggested(tmp_path):
    data = write_dataset(3, tmp_path / "data", profile="kernel")
    accounts = (data / "accounts.csv").read_text(encoding="utf-8")
    (data / "accounts.csv").write_text(
        re.sub("^P1,[^,]*,", "P1,Northcloud Ltd,", accounts, flags=re.MULTILINE), encoding="utf-8"
    )
    landing = tmp_path / "my landing"
    assert call("load", data, "--landing", landing).exit_code == 0
    issue = ("issue", "--month", "2031-08", "--landing", landing, "--at", "2031-09-05T01:00:00Z")
    result = call(*issue, "--seller", "northcloud")
    assert result.exit_code == 0, result.output
    assert "P1 Northcloud Ltd issued 2031-08, version 1, on 2031-09-05 09:00 UTC+8" in result.stdout
    assert f"  tierbill build --landing '{landing}' --warehouse bills.duckdb" in result.stdout
    several = call(*issue, "--seller", "somebody")
    assert several.exit_code == 2
    assert "Give the id of one:" in several.stderr
