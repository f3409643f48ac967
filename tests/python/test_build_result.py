"""What a build says of changes and corrections: names, and money in its currency's digits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console
from sample_project import make_project
from tierbill.build import warehouse_build
from tierbill.build.correction_notice import announce_corrections
from tierbill.build.version_changes import ChangedBill, CorrectedMonth, VersionChanges
from tierbill.build.warehouse_build import BuildRequest
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.cli import CommandGroup, app
from tierbill.commands import build as build_command
from tierbill.commands import build_result
from tierbill.commands.build_result import say_changes
from tierbill.shared.currency_digits import CurrencyDigits
from tierbill.show import accounting
from typer import Typer
from typer.testing import CliRunner

AUGUST = date(2025, 8, 1)
DIGITS = CurrencyDigits({"JPY": 0, "KWD": 3})
NAMES = {"D1": "Diana", "C1": "Carla"}


def changes(currency: str, before: str, now: str, cost: str) -> VersionChanges:
    bill = ChangedBill("bill_b", "D1", "C1", AUGUST, currency, Decimal(before), Decimal(now))
    month = CorrectedMonth("D1", AUGUST, currency, 1, 1, Decimal(cost), [("discount", 1)])
    return VersionChanges(True, [bill], [month], NAMES, DIGITS)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        (("JPY", "12000.0000", "1500.0000", "-10500.00000000"), ("12,000", "1,500", "-10,500")),
        (("KWD", "1.2345", "2.5000", "1.26550000"), ("1.235", "2.500", "+1.266")),
        (("USD", "1.2300", "2.0000", "0.77000000"), ("1.23", "2.00", "+0.77")),
    ],
)
def test_changes_have_names_and_the_digits_of_their_currency(capsys, figures, expected):
    currency, found = figures[0], changes(*figures)
    earlier, later, difference = expected
    announce_corrections(found, Console(highlight=False), allowed=True)
    say_changes(Console(highlight=False), found)
    shown = capsys.readouterr().out
    told = f"D1 Diana, 2025-08: 1 reversed, 1 corrected, {difference} {currency}; because of"
    assert told in shown
    assert f"bill_b of D1 Diana to C1 Carla, 2025-08: {earlier} is now {later} {currency}" in shown
    rows = [line.split() for line in shown.splitlines()]
    plain = difference.removeprefix("+")
    assert ["bill_b", "1", "0", "0", earlier, later, plain, currency] in [
        [*row[:6], plain, row[-1]] for row in rows if len(row) == 8
    ]
    assert ["D1", "Diana", "2025-08", "1", "1", plain, currency] in rows


@pytest.mark.parametrize("columns", [60, 100])
def test_what_a_build_says_fits_the_terminal(capsys, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    found = changes("USD", "12345678901.00", "2.00", "-12345678899.00")
    announce_corrections(found, Console(highlight=False), allowed=True)
    say_changes(Console(highlight=False), found)
    assert max(map(len, capsys.readouterr().out.splitlines())) <= columns


def test_a_build_checks_the_policies_and_counts_the_records_once(tmp_path, monkeypatch):
    project = make_project(tmp_path / "project")
    calls = []

    def counted(module: object, name: str) -> None:
        real = getattr(module, name)

        def call(*arguments: object) -> object:
            calls.append(name)
            return real(*arguments)

        monkeypatch.setattr(module, name, call)

    counted(warehouse_build, "check_policies")
    for module in (accounting, build_result, build_command):
        counted(module, "accounting")
    monkeypatch.setattr(build_command, "project_root", lambda: project)
    group = Typer(cls=CommandGroup)
    group.command()(build_command.build)
    group.command()(lambda: None)
    file = tmp_path / "bills.duckdb"
    for output in ("text", "json"):
        calls.clear()
        words = ["build", "--warehouse", str(file), "--format", output, "--fail-on-rejected"]
        assert CliRunner().invoke(group, words).exit_code == 3
        assert sorted(calls) == ["accounting", "check_policies"]


def test_a_request_is_checked_before_anything_starts(tmp_path, monkeypatch):
    def refuse(_project: Path) -> None:
        raise warehouse_build.BuildFailed("checked")

    monkeypatch.setattr(warehouse_build, "check_policies", refuse)
    paths = WarehousePaths.of(tmp_path / "bills.duckdb")
    with pytest.raises(warehouse_build.BuildFailed, match="checked"):
        warehouse_build.build_warehouse(BuildRequest(tmp_path, paths), Console())
    assert not list(tmp_path.iterdir())


def test_the_version_is_the_one_that_builds_record():
    result = CliRunner().invoke(app, ["--version"])
    assert result.exit_code == 0
    name, version = result.stdout.split()
    assert name == "tierbill"
    assert version.count("+") == 1
