"""The demonstration: its story, its clock, and the five steps exactly as docs/demo.md has them."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from building import ROOT
from rich.console import Console
from tierbill.cli import app
from tierbill.commands.demo import tell_story
from tierbill.demonstration.demo_landing import CLOCK, deliveries_of, make_demo_landing
from tierbill.demonstration.steps import steps
from tierbill.demonstration.story import demonstration_clock, read_story
from tierbill.landing.folder import open_landing, set_clock
from tierbill.landing.ledger import read_contents
from tierbill.load.issue_record import record_issue
from tierbill.shared.command_lines import command_line
from tierbill.shared.errors import Refused
from typer.testing import CliRunner

SECTION = (ROOT / "docs" / "demo.md").read_text(encoding="utf-8").partition("## Try it")[2]
SECTION = SECTION.partition("\n## ")[0]
LINES = [line.strip() for line in SECTION.splitlines() if line.startswith("        ")]
NORTHCLOUD = "100000000001"
MARK = "=== next"


def test_the_story_is_one_bill_with_everything(database, capsys):
    story = read_story(database)
    assert [(label, cost) for label, _, cost in story.parts] == [
        ("List price", Decimal(1000)),
        ("List price", Decimal(60)),
        ("Discount", Decimal(-318)),
        ("Voucher", Decimal(-200)),
        ("Tax", Decimal("48.78")),
        ("Correction", Decimal("-45.78")),
    ]
    assert sum(cost for *_, cost in story.parts) == story.due == Decimal(545)
    tell_story(Console(width=100), database)
    said = capsys.readouterr().out
    assert max(map(len, said.splitlines())) <= 100
    assert "August was issued with 2,500 GB, 2,000 is right" in said
    assert "pays 954.00 USD for the same: list price 1,060.00, 10 % off." in said
    assert demonstration_clock(database) == "2025-10-02 09:00 (UTC+8)"


def test_the_page_has_the_steps_that_are_printed():
    printed = steps(Path("try"), Path("try.duckdb"))
    commands = "\n".join(command for _, commands in printed for command in commands)
    assert [line.strip() for line in commands.splitlines()] == LINES
    text = " ".join(SECTION.split())
    for number, (purpose, _) in enumerate(printed, 1):
        assert f"{number}. {purpose}" in text
    assert max(map(len, commands.splitlines())) <= 95


def test_printed_commands_run_as_they_stand(tmp_path, monkeypatch):
    command = tmp_path / "my venv" / "tierbill"
    command.parent.mkdir()
    command.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", [str(command), "demo"])
    monkeypatch.setenv("PATH", "/nowhere")
    assert command_line("demo") == "'my venv/tierbill' demo"
    monkeypatch.setenv("PATH", str(command.parent))
    assert command_line("demo") == "tierbill demo"
    monkeypatch.setattr("sys.argv", ["-c"])
    assert command_line("demo") == "tierbill demo"


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "try"
    make_demo_landing(ROOT, folder, Console(quiet=True))
    return folder


def test_the_clock_of_the_landing_is_that_of_the_demonstration(landing):
    contents = read_contents(landing)
    assert datetime.now(UTC) - contents.behind - CLOCK < timedelta(minutes=10)
    assert {entry.loaded_at[:10] for entry in contents.entries} == {"2025-10-02"}
    assert "tax_rates" not in {entry.table for entry in contents.entries}
    record = record_issue(landing, NORTHCLOUD, "2025-09").record
    assert record.issued_at == record.recorded_at
    assert timedelta(0) <= record.issued_at - CLOCK < timedelta(minutes=10)
    assert read_contents(landing).behind == contents.behind
    loaded = CliRunner().invoke(
        app, ["load", str(deliveries_of(landing) / "fixed"), "--landing", str(landing)]
    )
    assert loaded.exit_code == 0, loaded.output
    with duckdb.connect() as database:
        ((known,),) = database.execute(
            "select recorded_at from read_parquet(?) where usage_id = 'bad-thousands' "
            "and rejection_reason is null",
            [str(landing / "usage" / "[!_]*.parquet")],
        ).fetchall()
    assert record.recorded_at < known < CLOCK + timedelta(minutes=10)


def test_any_other_landing_has_the_clock_of_the_machine(tmp_path):
    with open_landing(tmp_path / "landing") as folder:
        assert abs(folder.now - datetime.now(UTC)) < timedelta(seconds=10)
    assert b"clock" not in (tmp_path / "landing" / "ledger.json").read_bytes()
    set_clock(tmp_path / "landing", CLOCK)
    with open_landing(tmp_path / "landing") as folder:
        assert timedelta(0) <= folder.now - CLOCK < timedelta(seconds=10)


def test_what_is_there_is_not_made_again(landing):
    with pytest.raises(Refused, match="it is there already"):
        make_demo_landing(ROOT, landing, Console(quiet=True))


@pytest.mark.slow
def test_the_steps_run_as_they_stand(tmp_path):
    command = tmp_path / "bin" / "tierbill"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m tierbill.cli "$@"\n')
    command.chmod(0o755)
    place = tmp_path / "place"
    place.mkdir()
    # a mark before each command, so that the output of each can be told from the others'
    commands = "\n".join(LINES).replace("\\\n", "").splitlines()
    marked = "\n".join(f"echo {MARK}\n{command}" for command in commands)
    result = subprocess.run(
        ["bash", "-ec", marked],
        cwd=place,
        env=os.environ | {"PATH": f"{command.parent}:{os.environ['PATH']}", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    _, made, _, september, issued, corrected, _, october, rejected, _, left = result.stdout.split(
        f"{MARK}\n"
    )
    assert "tierbill issue --landing try" in made
    assert "545.00" in september
    assert "2025-10-02 09:" in issued
    assert "story-usage-september" in corrected
    assert "-22.89" in october
    assert "bad-thousands" in rejected
    assert "bad-thousands" not in left
    with duckdb.connect(str(place / "try.duckdb"), read_only=True) as database:
        assert demonstration_clock(database).startswith("2025-10-02 09:")
        assert read_story(database).due == Decimal(545)
