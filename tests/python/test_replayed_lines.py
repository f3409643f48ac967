"""Issued lines compared with those derived again, and lost ones written again (rules 8.2)."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from tierbill.build import lost_closes
from tierbill.build.derived_closes import Derivation, DerivedCloses
from tierbill.build.lost_closes import replay_lost_closes
from tierbill.build.replay import Replay, compare, other_code_or_settings
from tierbill.build.replayed_landing import ReplayedLanding
from tierbill.commands.replay_result import say_replay
from tierbill.landing.close_ledger import Close
from tierbill.landing.folder import verified_landing
from tierbill.landing.issued import ISSUED, start_issued_folder, with_file
from tierbill.shared.errors import Refused
from written_closes import FILES, POLICY, closed_landing, names, write_parquet, written


class Sides:
    """Issued and derived closes, to be compared."""

    def __init__(self, home: Path) -> None:
        self.home, self.issued, self.derived = home, home / "ledger", home / "derived"
        for folder in (self.issued, self.derived):
            start_issued_folder(folder)

    def compare(self, closes: list[Close], derived: list[Close]) -> Replay:
        found = DerivedCloses(self.derived, {close.month: close for close in derived})
        return compare(closes, self.issued, found, self.home / "spill")


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    return Sides(tmp_path)


def test_lines_that_differ_are_told_by_kind(sides):
    closes = [written(sides.issued, 1, "a", ("1", "2", "3")), written(sides.issued, 2, "b")]
    derived = [written(sides.derived, 7, "a", ("1", "5")), written(sides.derived, 8, "b")]
    derived.append(written(sides.derived, 9, "c"))
    replay = sides.compare(closes, derived)
    assert [(line.line_id, line.kind, line.columns) for line in replay.lines] == [
        ("l-1", "differs", "billed_cost"),
        ("l-2", "in the ledger only", ""),
    ]
    assert replay.lines[0].issued_cost == 2
    assert replay.lines[0].derived_cost == 5
    assert replay.of_closes == []
    assert [close.month for close in replay.not_closed] == [("c", "2025-05-01")]
    assert (replay.line_count, replay.difference_count) == (4, 2)


def test_a_line_that_only_the_records_give_is_a_difference(sides):
    closes, derived = [written(sides.issued, 1, "a")], [written(sides.derived, 1, "a", ("1", "5"))]
    [line] = sides.compare(closes, derived).lines
    assert (line.line_id, line.kind, line.issued_cost) == ("l-1", "derived only", None)


def test_a_close_that_the_records_do_not_issue_and_other_policies_are_differences(sides):
    closes = [written(sides.issued, 1, "a"), written(sides.issued, 2, "b")]
    derived = replace(closes[1], policies=[POLICY | {"negative_bill": "carry_forward"}])
    replay = sides.compare(closes, [derived])
    assert [line.kind for line in replay.lines] == ["in the ledger only"]
    assert replay.of_closes == [
        "b, 2025-05: rounding USD: half_up 2 bill due_zero in the ledger, "
        "half_up 2 bill carry_forward derived"
    ]


def test_a_policy_of_a_currency_that_only_one_side_knows_counts_if_it_was_billed(sides):
    """A close that was written later has policies of more currencies."""
    close, other = written(sides.issued, 1, "a"), POLICY | {"currency_code": "EUR"}
    later = replace(close, policies=[POLICY, other])
    assert sides.compare([later], [replace(close, policies=[POLICY])]).of_closes == []
    assert sides.compare([later], [replace(close, policies=[other])]).of_closes == [
        "a, 2025-05: rounding USD: half_up 2 bill due_zero in the ledger, none derived"
    ]


def test_a_line_that_is_there_twice_is_a_difference(sides):
    closes, derived = [written(sides.issued, 1, "a")], [written(sides.derived, 1, "a")]
    file = closes[0].path(sides.issued)
    write_parquet(f"from read_parquet('{file}') union all from read_parquet('{file}')", file)
    replay = sides.compare([with_file(closes[0], file)], derived)
    assert [line.columns for line in replay.lines] == ["number of lines"]


def test_a_column_that_only_one_side_has_is_said_and_not_compared(sides):
    closes, derived = [written(sides.issued, 1, "a")], [written(sides.derived, 1, "a", ("2",))]
    file = derived[0].path(sides.derived)
    write_parquet(f"select *, 'x' as seller_name from read_parquet('{file}')", file)
    replay = sides.compare(closes, [with_file(derived[0], file)])
    assert [line.columns for line in replay.lines] == ["billed_cost"]
    assert replay.one_sided == {"seller_name": 1}


def test_closes_of_other_code_and_settings_are_told(sides):
    closes = [written(sides.issued, number) for number in (1, 2)]
    assert other_code_or_settings(closes, "0.1.0+abc", {"negative_bill": "due_zero"}) == []
    assert other_code_or_settings(closes, "0.1.0+def", {"negative_bill": "due_negative"}) == [
        "2 closes were written by the code 0.1.0+abc; it is 0.1.0+def now.",
        "2 closes were written with negative_bill=due_zero; it is due_negative now.",
    ]


def test_a_replay_is_told_in_sentences(sides):
    closes = [written(sides.issued, 1, "a", ("1", "2"))]
    derived = [written(sides.derived, 7, "a", ("1", "5")), written(sides.derived, 8, "b")]
    text = io.StringIO()
    replayed = ReplayedLanding(sides.compare(closes, derived), ["1 close was written otherwise."])
    say_replay(Console(file=text), replayed)
    *_, line, otherwise, not_closed, outcome = text.getvalue().splitlines()
    assert line.split() == ["a", "2025-05", "l-1", "differs", "billed_cost", "2.00000000",
                            "5.00000000", "USD"]  # fmt: skip
    assert otherwise == "1 close was written otherwise."
    assert not_closed == "Issued and not closed by a build yet: b, 2025-05."
    assert outcome == "1 difference in 1 close, 2 lines."


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    return closed_landing(tmp_path)


@pytest.fixture
def derivation(landing, tmp_path) -> Derivation:
    return Derivation(tmp_path, landing, tmp_path / "log", {})


def deriving(monkeypatch: pytest.MonkeyPatch, folder: Path, *derived: Close) -> None:
    """Let a replay derive these closes, whose lines lie in the folder."""
    found = DerivedCloses(folder, {close.month: close for close in derived})
    monkeypatch.setattr(lost_closes, "derive_closes", lambda *_: found)
    monkeypatch.setattr(Derivation, "code_version", "0.1.0+def")
    monkeypatch.setattr(Derivation, "recorded_settings", {"negative_bill": "due_zero"})


def test_lost_lines_keep_their_number(landing, derivation, tmp_path, monkeypatch):
    lost = landing / ISSUED / FILES[1]
    before = lost.read_bytes()
    lost.write_bytes(b"PAR1")
    (tmp_path / "derived").mkdir()
    again = written(tmp_path / "derived", 5, "s2")
    deriving(monkeypatch, tmp_path / "derived", again)
    [notice] = replay_lost_closes(derivation, tmp_path / "work", lambda _: None)
    assert "The 1 issued line of s2, 2025-05 was derived again" in notice
    assert (landing / "unnamed" / ISSUED / FILES[1]).read_bytes() == b"PAR1"
    with duckdb.connect() as database:
        rows = database.execute(f"select close_sequence from read_parquet('{lost}')").fetchall()
    assert rows == [(2,)]
    assert lost.read_bytes() == before
    assert verified_landing(landing).faults == []


def test_lost_lines_that_come_out_otherwise_are_refused(landing, derivation, tmp_path, monkeypatch):
    (landing / ISSUED / FILES[1]).write_bytes(b"PAR1")
    (landing / ISSUED / FILES[2]).unlink()
    (tmp_path / "derived").mkdir()
    deriving(monkeypatch, tmp_path / "derived", written(tmp_path / "derived", 2, "s2", ("1", "9")))
    before = names(landing)
    with pytest.raises(Refused, match="cannot be derived again, and nothing was") as refused:
        replay_lost_closes(derivation, tmp_path / "work", lambda _: None)
    for text in (
        "s2, 2025-05: 1 lines in the ledger, 2 derived",
        "s2, 2025-05: billed 1.00000000 USD in the ledger, 10.00000000 USD derived",
        "s3, 2025-05: the records do not issue it",
        "2 closes were written by the code 0.1.0+abc; it is 0.1.0+def now.",
        "Restore the files from a backup",
    ):
        assert text in str(refused.value)
    assert names(landing) == before
    assert (landing / ISSUED / FILES[1]).read_bytes() == b"PAR1"


def test_nothing_is_derived_if_nothing_is_lost(derivation, tmp_path, monkeypatch):
    monkeypatch.setattr(lost_closes, "derive_closes", lambda *_: pytest.fail("derived"))
    assert replay_lost_closes(derivation, tmp_path / "work", lambda _: None) == []
