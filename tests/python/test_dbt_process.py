"""The dbt process of a build: what it writes, when it begins to build, when it ends."""

from __future__ import annotations

import io
import json
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import psutil
import pytest
from dbt_common.events import functions
from dbt_common.events.base_types import EventLevel, EventMsg, msg_from_base_event
from dbt_common.events.logger import LoggerConfig, _JsonLogger
from dbt_common.events.types import Note
from publishing import start
from sample_project import make_project
from tierbill.warehouse import dbt
from tierbill.warehouse.dbt import DbtJob, DbtProject, dbt_started
from tierbill.warehouse.dbt_process import SHOWN, events_to


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    return make_project(tmp_path_factory.mktemp("project"))


def note(level: EventLevel) -> EventMsg:
    return msg_from_base_event(Note(msg='two\n"lines"'), level=level)


def test_an_event_is_the_line_that_dbt_would_write():
    written = io.StringIO()
    for level in (EventLevel.INFO, EventLevel.WARN, EventLevel.ERROR):
        event = note(level)
        events_to(written, SHOWN)(event)
        line = written.getvalue().splitlines(keepends=True)[-1]
        assert line == _JsonLogger(LoggerConfig("dbt")).create_line(event) + "\n"
        info = json.loads(line)["info"]
        assert (info["name"], info["level"]) == ("Note", level.value)


def test_no_line_is_made_of_a_debug_event(monkeypatch):
    monkeypatch.setattr(functions, "msg_to_json", lambda _: pytest.fail("a line was made"))
    written = io.StringIO()
    write = events_to(written, SHOWN)
    write(note(EventLevel.DEBUG))
    write(note(EventLevel.TEST))
    assert not written.getvalue()


def test_a_quiet_command_writes_nothing(project, tmp_path):
    process = start(PARSER, project, tmp_path)
    output = process.communicate(timeout=120)[0]
    loud, quiet, _ = output.split("-\n")
    assert json.loads(loud.splitlines()[0])["info"]["name"] == "MainReportVersion"
    assert not quiet


PARSER = """
import sys
from tierbill.warehouse.dbt_process import Dbt
project, target = sys.argv[1:]
common = ["--project-dir", project, "--profiles-dir", project, "--target-path", target]
dbt = Dbt([*common, "--log-level", "none", "--log-level-file", "none"])
for arguments in [], ["--quiet"]:
    assert dbt.run("parse", *arguments, variables={}) is not None
    print("-")
"""


def test_the_database_is_touched_only_when_the_build_is_ordered(project, tmp_path):
    database = tmp_path / "tierbill.duckdb"
    target = tmp_path / "target"
    to_read = DbtProject(project, target, database, spill=tmp_path / "spill")
    with dbt_started(to_read) as process:
        wait_until(lambda: has_read_the_project(target))
        time.sleep(0.5)
        assert sorted(tmp_path.iterdir()) == [target]
        outcome = process.build(DbtJob(tmp_path / "dbt.log"), lambda _: None)
        assert psutil.Process().children() == []
    assert outcome.succeeded
    with duckdb.connect(str(database), read_only=True) as connection:
        assert connection.execute("select number from marts.second").fetchall() == [(1,)]


def test_a_process_that_has_built_closes_the_database_and_ends_in_no_time(
    project, tmp_path, monkeypatch
):
    """What takes the time is Python's last search for garbage, in all that was parsed."""
    command = dbt._command
    monkeypatch.setattr(
        dbt, "_command", lambda project: [sys.executable, "-c", ENDER, command(project)[-1]]
    )
    log = tmp_path / "dbt.log"
    to_read = DbtProject(project, tmp_path, tmp_path / "tierbill.duckdb", tmp_path / "spill")
    with dbt_started(to_read) as process:
        assert process.build(DbtJob(log), lambda _: None).succeeded
    assert log.read_text(encoding="utf-8").splitlines()[-1] == "closed: True, frozen: True"


ENDER = """
import atexit
import gc
import os
from tierbill.warehouse import dbt_process
carry_out = dbt_process.carry_out
def carry_out_and_look(*arguments):
    succeeded = carry_out(*arguments)
    log = os.environ["TIERBILL_DATABASE"] + ".wal"
    assert os.path.exists(log)
    atexit.register(
        lambda: print(f"closed: {not os.path.exists(log)}, frozen: {gc.get_freeze_count() > 0}")
    )
    return succeeded
dbt_process.carry_out = carry_out_and_look
dbt_process.main()
"""


def test_a_context_left_without_an_order_ends_the_process(project, tmp_path):
    to_read = DbtProject(project, tmp_path, tmp_path / "tierbill.duckdb", tmp_path / "spill")
    with pytest.raises(KeyboardInterrupt), dbt_started(to_read):
        assert len(psutil.Process().children()) == 1
        raise KeyboardInterrupt
    assert psutil.Process().children() == []


@pytest.mark.parametrize("waiting", [False, True], ids=["while it reads", "while it waits"])
def test_the_process_ends_with_its_parent(project, tmp_path, waiting):
    parent = start(STARTER, project, tmp_path)
    assert parent.stdout.readline() == "started\n"
    [child] = psutil.Process(parent.pid).children()
    if waiting:
        wait_until(lambda: has_read_the_project(tmp_path))
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    wait_until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
    assert has_read_the_project(tmp_path) == waiting


STARTER = """
import sys
import time
from pathlib import Path
from tierbill.warehouse.dbt import DbtProject, dbt_started
project, target = map(Path, sys.argv[1:])
with dbt_started(DbtProject(project, target, target / "tierbill.duckdb", target / "spill")):
    print("started", flush=True)
    time.sleep(600)
"""


def has_read_the_project(target: Path) -> bool:
    """Whether dbt has written how long that took, its last act of a parse."""
    return (target / "perf_info.json").exists()


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait; AssertionError if it does not come to hold within a minute."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < 60
        time.sleep(0.02)
