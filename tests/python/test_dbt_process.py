"""The dbt process of a build: what it writes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from dbt_common.events import functions
from dbt_common.events.base_types import EventLevel, EventMsg, msg_from_base_event
from dbt_common.events.logger import LoggerConfig, _JsonLogger
from dbt_common.events.types import Note
from publishing import start
from sample_project import make_project
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
