"""The commands as a user types them: help, exit codes, what they say and where."""

from __future__ import annotations

import json
import random
import subprocess
import time
from pathlib import Path

import duckdb
import psutil
import pytest
from command_calls import call, contract_header, dataset, number_in
from publishing import start
from sample_project import make_project, set_number
from sample_warehouse import make_sample
from tierbill.commands import build as build_command
from tierbill.commands import demo as demo_command
from tierbill.commands import run as run_command
from tierbill.shared.errors import Refused

COMMANDS = ("build", "run", "demo", "export", "show bill", "show charge", "show rejected")
COMMANDS += ("show accounts",)
SAMPLE = ("--warehouse", "{sample}")


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return make_project(tmp_path_factory.mktemp("project"), number=4)


@pytest.fixture(autouse=True)
def small_project(project, monkeypatch):
    """Let the commands build the small project instead of the real one."""
    for module in (build_command, run_command, demo_command):
        monkeypatch.setattr(module, "project_root", lambda: project)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_teaches_with_an_example(command):
    result = call(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"Example: tierbill {command}" in result.stdout


def test_the_first_lines_of_help_name_every_option():
    result = call("run", "--help")
    for option in ("--warehouse", "--landing", "--as-of", "--threads", "--timezone", "--set"):
        assert option in result.stdout


def test_demo_builds_and_shows_where_to_look(tmp_path, monkeypatch):
    told = []
    monkeypatch.setattr(demo_command, "tell_story", lambda *_: told.append("story"))
    monkeypatch.setattr(demo_command, "demonstration_clock", lambda _: "its own time")
    file = tmp_path / "demo.duckdb"
    result = call("demo", "--warehouse", file)
    assert result.exit_code == 0, result.stderr
    assert told == ["story"]
    assert "Published" in result.stderr
    assert "reverses" not in result.stderr
    (rejected,) = (line for line in result.stdout.splitlines() if "reject" in line)
    assert f"open. Why: tierbill show rejected --warehouse {file}" in rejected
    assert "The clock of the demonstration shows its own time." in result.stdout
    assert "tierbill demo --landing try" in result.stdout


def test_run_loads_builds_and_publishes_exactly_the_dataset(tmp_path):
    file = tmp_path / "bills.duckdb"
    other = tmp_path / "other.duckdb"
    assert call("run", dataset(tmp_path / "of-7", 7), "--warehouse", other).exit_code == 0
    for records in (3, 2):
        result = call("run", dataset(tmp_path / f"of-{records}", records), "--warehouse", file)
        assert result.exit_code == 0, result.stderr
        assert number_in(file) == records
    assert (tmp_path / "bills.duckdb.landing" / "ledger.json").is_file()
    with duckdb.connect(str(file), read_only=True) as database:
        (inputs,) = database.execute("select inputs from meta.build").fetchone()
    assert ("usage", "usage.csv", 2) in [
        (each["table_name"], each["source_file"], each["records"]) for each in inputs
    ]
    assert "raw_numbers" not in [each["table_name"] for each in inputs]
    # Views over the landing read their own, whatever was built since.
    assert number_in(file, "staging.stg_numbers") == 2
    assert number_in(other, "staging.stg_numbers") == 7


def test_run_with_a_landing_adds_to_it_and_build_reads_it(tmp_path):
    file, landing = tmp_path / "bills.duckdb", tmp_path / "landing"
    for records in (3, 2):
        folder = dataset(tmp_path / f"of-{records}", records)
        result = call("run", folder, "--warehouse", file, "--landing", landing)
        assert result.exit_code == 0, result.stderr
    assert number_in(file) == 5
    result = call("build", "--landing", landing, "--warehouse", tmp_path / "again.duckdb")
    assert result.exit_code == 0, result.stderr
    assert number_in(tmp_path / "again.duckdb") == 5


def test_a_build_ends_with_records_findings_and_changes(project, tmp_path):
    file = tmp_path / "bills.duckdb"
    first = call("build", "--warehouse", file)
    assert first.exit_code == 0, first.stderr
    assert "This is the first version" in first.stdout
    assert ["usage", "5", "4", "0", "0", "0", "1"] in [
        line.split() for line in first.stdout.splitlines()
    ]
    assert "1 rejected record is open" in first.stdout
    assert "same_usage_twice: Usage u-1 is there twice." in first.stdout
    published = file.resolve()
    set_number(project, 7)
    try:
        stopped = call("build", "--warehouse", file, "--no-corrections")
        assert stopped.exit_code == 1
        assert "This build reverses 4 and corrects 0 lines of issued months:" in stopped.stderr
        assert "D1, 2025-08: 4 reversed, 0 corrected, +28.00 USD" in stopped.stderr
        assert "Nothing was published (--no-corrections)" in stopped.stderr
        assert file.resolve() == published
        second = call("build", "--warehouse", file, "--format", "json", "--fail-on-rejected")
    finally:
        set_number(project, 4)
    assert second.exit_code == 3, second.stderr
    told = json.loads(second.stdout)
    assert told["tables"][0]["delivered"] == 8
    assert told["rejected_open"] == 1
    bills = {bill["bill"]: bill for bill in told["changes"]["bills"]}
    assert (bills["bill_b"]["earlier_amount"], bills["bill_b"]["amount"]) == ("4.00", "7.00")
    [month] = told["changes"]["issued_months_corrected"]
    assert (month["billing_month"], month["cost"]) == ("2025-08-01", "28.00000000")


@pytest.mark.parametrize("table", ["accounts", "skus", "list_prices"])
def test_a_landing_without_accounts_skus_or_prices_builds_nothing(tmp_path, table):
    folder = dataset(tmp_path / "dataset", 2)
    header = contract_header(table)
    (folder / f"{table}.csv").write_text(header, encoding="utf-8")
    file = tmp_path / "bills.duckdb"
    result = call("run", folder, "--warehouse", file)
    assert result.exit_code == 2
    assert f"no record of {table} is known" in result.stderr
    assert not file.exists()


@pytest.mark.parametrize(
    ("error", "code"),
    [(Refused("not loaded"), 2), (KeyboardInterrupt(), 130), (MemoryError(), 1)],
    ids=["refused", "interrupted", "broken"],
)
def test_a_run_whose_load_fails_leaves_nothing_of_its_build(tmp_path, monkeypatch, error, code):
    """Nothing is built and no process runs; what was published stays."""
    file = tmp_path / "bills.duckdb"
    assert call("build", "--warehouse", file).exit_code == 0
    before = sorted((tmp_path / "bills.duckdb.versions").rglob("*"))

    def fail(*_arguments, **_named):
        raise error

    monkeypatch.setattr(run_command, "load_dataset", fail)
    for _ in range(2):
        result = call("run", tmp_path, "--warehouse", file)
        assert result.exit_code == code, result.output
        assert str(error) in result.stderr
        assert psutil.Process().children() == []
    assert sorted((tmp_path / "bills.duckdb.versions").rglob("*")) == before


@pytest.mark.parametrize("kills", [3, pytest.param(40, marks=pytest.mark.slow)])
def test_a_kill_at_any_moment_of_a_run_leaves_one_whole_version(project, tmp_path, kills):
    file = tmp_path / "bills.duckdb"
    datasets = {records: dataset(tmp_path / f"of-{records}", records) for records in (1, 2)}
    began = time.monotonic()
    assert start(RUNNER, project, datasets[1], file).wait() == 0
    usual = time.monotonic() - began
    draw = random.Random(kills)
    expected = 1
    for _ in range(kills):
        other = 3 - expected
        process = start(RUNNER, project, datasets[other], file)
        try:
            process.wait(timeout=draw.random() * usual * 1.1)
        except subprocess.TimeoutExpired:
            process.kill()
        killed = process.wait() != 0
        found = number_in(file)
        assert found in ((expected, other) if killed else (other,))
        expected = found
    assert start(RUNNER, project, datasets[3 - expected], file).wait() == 0
    assert number_in(file) == 3 - expected
    assert not list((tmp_path / "bills.duckdb.versions").glob(".*"))


RUNNER = """
import sys
from pathlib import Path
from tierbill.commands import run as run_command
project, dataset, warehouse = map(Path, sys.argv[1:])
run_command.project_root = lambda: project
run_command.run(dataset=dataset, warehouse=warehouse)
"""


def test_a_failed_build_exits_1_and_names_the_model_and_the_log(tmp_path, monkeypatch):
    monkeypatch.setenv("BREAK_MODEL", "yes")
    result = call("build", "--warehouse", tmp_path / "bills.duckdb")
    assert result.exit_code == 1
    assert "model first (models/marts/first.sql)" in result.stderr
    assert "The whole log: " in result.stderr
    assert not (tmp_path / "bills.duckdb").exists()


def test_a_number_in_the_environment_is_checked(tmp_path, monkeypatch):
    monkeypatch.setenv("TIERBILL_KEEP_VERSIONS", "few")
    result = call("build", "--warehouse", tmp_path / "bills.duckdb")
    assert result.exit_code == 2
    assert "TIERBILL_KEEP_VERSIONS=few" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["build", "--as-of", "2025-09-01"], "with its offset"),
        (["build", "--as-of", "yesterday"], "with its offset"),
        (["build", "--set", "colour=red"], "the settings are billing_timezone, negative_bill"),
        (["build", "--set", "plan_benefit_downstream=yes"], "write true or false"),
        (["build", "--set", "settlement_delay_minutes=1.5"], "write a whole number"),
        (["build", "--landing", "{tmp}/nowhere"], "nowhere"),
        (["build", "--warehouse", "{tmp}"], "names a file"),
        (["build", "--threads", "0"], "--threads"),
        (["run", "{tmp}/nowhere", "--warehouse", "{tmp}/new.duckdb"], "nowhere"),
        (["run", "{tmp}", "--warehouse", "{tmp}/plain.duckdb"], "is not overwritten"),
        (["run", "{tmp}/incomplete", "--warehouse", "{tmp}/new.duckdb"], "usage"),
        (["export", "--out", "{tmp}/o", "--warehouse", "{tmp}/none.duckdb"], "no such warehouse"),
        (["export", "--out", "{tmp}/o", "--warehouse", "{tmp}/plain.duckdb"], "cannot be opened"),
        (["export", "--out", "{tmp}/o", "--warehouse", "{tmp}/other.duckdb"], "meta.build"),
        (["export", "--out", "{tmp}/plain.duckdb", "--warehouse", "{sample}"], "not a folder"),
        (["export", "--out", "{tmp}/o", *SAMPLE, "--month", "2025-8"], "YYYY-MM"),
        (
            ["export", "--out", "{tmp}/o", "--warehouse", "{sample}", "--month", "2025-13"],
            "YYYY-MM",
        ),
        (["export", "--out", "{tmp}/o", *SAMPLE, "--channel", "nroth"], "north"),
        (["show", "rejected", "--warehouse", "{tmp}/none.duckdb"], "tierbill demo"),
    ],
)
def test_wrong_use_exits_2_and_says_what_to_do(tmp_path, arguments, words):
    (tmp_path / "plain.duckdb").write_text("not a database, and long enough to be read as one")
    duckdb.connect(str(tmp_path / "other.duckdb")).close()
    sample = make_sample(tmp_path / "sample.duckdb", charges=1)
    incomplete = tmp_path / "incomplete"
    incomplete.mkdir()
    (incomplete / "accounts.csv").write_text(contract_header("accounts"), encoding="utf-8")
    result = call(*(text.format(tmp=tmp_path, sample=sample) for text in arguments))
    assert result.exit_code == 2, result.output
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "new.duckdb").exists()


def test_a_setting_equal_to_its_default_changes_nothing(project, tmp_path):
    set_number(project, 4)
    files = [tmp_path / "plain.duckdb", tmp_path / "set.duckdb"]
    assert call("build", "--warehouse", files[0]).exit_code == 0
    options = ["--set", "taxed_leg_kinds=bill_a", "--set", "settlement_delay_minutes=0"]
    assert call("build", "--warehouse", files[1], *options).exit_code == 0
    for file in files:
        with duckdb.connect(str(file), read_only=True) as database:
            (settings,) = database.execute("select settings from meta.build").fetchone()
        assert settings["taxed_leg_kinds"] == "bill_a"
    [log] = (tmp_path / "set.duckdb.versions" / "logs").glob("*/dbt.log")
    assert "Unable to do partial parsing" not in log.read_text(encoding="utf-8")
