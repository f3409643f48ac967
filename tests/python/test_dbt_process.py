"""The dbt process of a build: what it says, and that it ends with its parent."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import psutil
import pytest
from publishing import start
from sample_project import make_project
from tierbill.build import dbt_process
from tierbill.build.closing import Closing
from tierbill.build.dbt_run import DATABASE_NAME, DbtBuild, run_dbt


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return make_project(tmp_path_factory.mktemp("project"))


def test_a_run_gives_events_a_log_and_one_closed_file(project, tmp_path):
    names = []
    folder, artifacts = tmp_path / "build", tmp_path / "artifacts"
    folder.mkdir()
    build = DbtBuild(project, folder, artifacts)
    outcome = run_dbt(build, lambda event: names.append(event["info"]["name"]))
    assert outcome.succeeded
    assert outcome.counts["error"] == 0
    assert {"ConcurrencyLine", "LogModelResult", "LogTestResult", "StatsLine"} <= set(names)
    assert "OK created" in (artifacts / "dbt.log").read_text(encoding="utf-8")
    assert [path.name for path in folder.iterdir()] == [DATABASE_NAME]
    with duckdb.connect(str(folder / DATABASE_NAME), read_only=True) as connection:
        assert connection.execute("select number from marts.second").fetchall() == [(1,)]


def test_a_failed_run_leaves_the_sql_that_ran(project, tmp_path, monkeypatch):
    monkeypatch.setenv("BREAK_MODEL", "yes")
    outcome = run_dbt(DbtBuild(project, tmp_path, tmp_path / "artifacts"), lambda _: None)
    assert not outcome.succeeded
    [failure] = outcome.failures
    assert "no_such_column" in Path(failure.code).read_text(encoding="utf-8")


def test_what_is_no_event_is_in_the_log(tmp_path):
    outcome = run_dbt(DbtBuild(tmp_path, tmp_path, tmp_path / "artifacts"), lambda _: None)
    assert outcome.exit_code == 1
    assert "dbt_project.yml" in (tmp_path / "artifacts" / "dbt.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("plan", "closings"),
    [
        ({}, []),
        ({"has_issues": True}, ["earlier", "now"]),
        ({"has_issues": True, "knowledge": {"as_of_load": 1}}, ["all"]),
        ({"only_closes": True}, ["all"]),
    ],
    ids=("no issues", "issues", "what was known then", "only closes"),
)
def test_what_is_known_of_an_earlier_state_closes_nothing_by_itself(plan, closings, monkeypatch):
    """What full knowledge does not issue (its seller is gone) is not closed by looking back."""
    done = []

    class Closed(Closing):
        def close_earlier(self, _variables, *, closes_all):
            done.append("all" if closes_all else "earlier")
            return True

        def write(self):
            done.append("now")

    monkeypatch.setattr(dbt_process, "Closing", Closed)
    monkeypatch.setattr(dbt_process.Dbt, "_run", lambda *_, **__: "done")
    assert dbt_process.carry_out(dbt_process.Plan(issued="issued", common=(), **plan))
    assert done == closings


def test_an_error_while_dbt_runs_ends_the_process(project, tmp_path):
    def interrupt(_event):
        assert len(psutil.Process().children()) == 1
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_dbt(DbtBuild(project, tmp_path, tmp_path / "artifacts"), interrupt)
    assert psutil.Process().children() == []


def test_the_process_ends_with_its_parent(project, tmp_path):
    parent = start(STARTER, project, tmp_path)
    assert parent.stdout.readline() == "started\n"
    [child] = psutil.Process(parent.pid).children()
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    assert not (tmp_path / DATABASE_NAME).exists()


STARTER = """
import sys
import time
from pathlib import Path
from tierbill.build.dbt_run import DbtBuild, run_dbt
def wait(event):
    print("started", flush=True)
    time.sleep(600)
project, folder = map(Path, sys.argv[1:])
run_dbt(DbtBuild(project, folder, folder / "artifacts"), wait)
"""


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait; AssertionError if it does not come to hold within a minute."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < 60
        time.sleep(0.02)
