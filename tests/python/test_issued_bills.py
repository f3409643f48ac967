"""Lines of issued bills (rules 8.2): written once, read ever after, derived again on demand.

Provider P > reseller R > customer C, and P > reseller D > customer E, all of May at 1.00 a GB; a
deduction makes the bill of P to reseller Q negative. P and R issue May on 5 June, in the second
load. Usage of E in May becomes known on 10 June, in the first load already. The third load brings
usage of C in May, the issue of May by D, and that of June by R, whose bill is the correction.
"""

from __future__ import annotations

import random
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from homes import Home, call
from killed_steps import Steps
from load_histories import differing_tables
from publishing import start
from random_datasets.dataset import Dataset
from tierbill.landing.close_ledger import CloseLedger, read_close_ledger, write_close_ledger
from tierbill.landing.issued import read_closes
from written_closes import altered

MAY_ISSUED, JUNE_ISSUED = "2025-06-05T01:00:00Z", "2025-07-05T01:00:00Z"
TAXED = ("--set", "taxed_leg_kinds=bill_a,bill_b")
ISSUED_LINES = """
select seller_account_id, line_id, billed_cost, tax_cost
from (from marts.bill_a_details union all by name from marts.bill_b_details)
where billing_month <= if(seller_account_id = 'R', date '2025-06-01', date '2025-05-01')
order by all
"""
DUE = """
select seller_account_id, buyer_account_id, billed_amount, due_amount from marts.bill_a_statements
where billing_month = '2025-05-01' order by all
"""


def usage(data: Dataset, name: str, owner: str, quantity: str, recorded_at: str) -> None:
    data.add("usage", usage_id=name, owner_account_id=owner, sku_id="gb", resource_id=name,
             usage_started_at="2025-05-20T02:00:00Z", usage_ended_at="2025-05-20T02:30:00Z",
             usage_quantity=quantity, recorded_at=recorded_at)  # fmt: skip


def issue(
    data: Dataset, seller: str, month: str, issued_at: str, recorded_at: str | None = None
) -> None:
    data.add("bill_issues", seller_account_id=seller, billing_month=month,
             issued_at=issued_at, recorded_at=recorded_at or issued_at)  # fmt: skip


def first_load(data: Dataset) -> None:
    data.account("P", "provider")
    for reseller in ("R", "D", "Q"):
        data.account(reseller, "reseller")
        data.bind(reseller, "P")
    for customer, reseller in (("C", "R"), ("E", "D")):
        data.account(customer, tax_region="SG")
        data.bind(customer, reseller)
    data.add("tax_rates", tax_region="SG", tax_component="GST", tax_rate="0.06")
    data.sku("gb", "1")
    usage(data, "c-1", "C", "100", "2025-05-21T00:00:00Z")
    usage(data, "e-1", "E", "40", "2025-05-21T00:00:00Z")
    usage(data, "e-2", "E", "7", "2025-06-10T00:00:00Z")
    data.add("bill_adjustments", reseller_account_id="Q", amount="30",
             occurred_at="2025-05-20T02:00:00Z", recorded_at="2025-05-21T00:00:00Z")  # fmt: skip


def second_load(data: Dataset) -> None:
    issue(data, "P", "2025-05-01", MAY_ISSUED)
    issue(data, "R", "2025-05-01", MAY_ISSUED)


def third_load(data: Dataset) -> None:
    """Usage that the meter knew before the issue, an issue that was delivered late, and June."""
    usage(data, "c-late", "C", "50", "2025-06-04T00:00:00Z")
    issue(data, "D", "2025-05-01", MAY_ISSUED)
    issue(data, "R", "2025-06-01", JUNE_ISSUED)


KILLED = """
import os, sys
from tierbill.build import warehouse_build
from tierbill.cli import app
warehouse_build.publish = lambda *_, **__: os._exit(9)
app(sys.argv[1:])
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A landing after a build that was killed between its ledger and its publishing."""
    home = Home(tmp_path_factory.mktemp("killed"))
    home.load("first", first_load)
    home.load("second", second_load)
    build = ("build", "--landing", home.landing, "--warehouse", home.warehouse)
    assert start(KILLED, *build).wait() == 9
    return home


@pytest.fixture(scope="module")
def issued(killed: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The build after that one."""
    return killed.copy(tmp_path_factory.mktemp("issued")).built()


@pytest.fixture(scope="module")
def later(issued: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The build after the third load."""
    home = issued.copy(tmp_path_factory.mktemp("later"))
    home.load("third", third_load)
    return home.built()


def test_a_build_after_a_kill_shows_what_the_killed_one_closed(killed, issued):
    assert not killed.warehouse.exists()
    assert [close.month for close in read_closes(killed.landing)] == [
        ("P", "2025-05-01"),
        ("R", "2025-05-01"),
    ]
    assert issued.issued() == killed.issued()
    assert issued.billed("bill_b", "R", "2025-05") == 100
    assert issued.billed("bill_a", "P", "2025-05") == 100 + 40 - 30
    assert issued.billed("bill_a", "P", "2025-06") == 7
    assert issued.ask(DUE)[-1] == ("P", "R", 100, 100)


def test_an_issue_that_was_recorded_later_bills_what_was_known_at_its_instant(tmp_path):
    """Rules 8.2: usage of 7 GB became known on 10 June, between the issue and its record."""
    home = Home(tmp_path)
    home.load("first", first_load)

    def late_issues(data: Dataset) -> None:
        for seller in ("P", "R"):
            issue(data, seller, "2025-05-01", MAY_ISSUED, recorded_at="2025-06-12T00:00:00Z")

    home.load("second", late_issues)
    home.built()
    assert home.billed("bill_a", "P", "2025-05") == 100 + 40 - 30
    assert home.billed("bill_a", "P", "2025-06") == 7


@pytest.mark.slow
def test_a_build_that_is_killed_goes_on_from_the_version_before(issued, later, tmp_path):
    """With all its processes, at a random moment; `later` was built from nothing."""
    home = later.copy(tmp_path)
    shutil.rmtree(home.landing / "issued")
    shutil.copytree(issued.landing / "issued", home.landing / "issued")
    home.take_warehouse(issued)
    steps = Steps(tmp_path, random.Random(5), {"build": 10.0})
    steps.build(is_killed=True)
    assert home.issued() == later.issued()
    assert differing_tables(home.warehouse, later.warehouse) == {}


def test_usage_that_was_loaded_after_the_issue_is_a_correction(issued, later):
    """Rules 8.2: 50 GB, recorded on 4 June and loaded after the issue of 5 June, leave the issued
    bill of 100.00 and are billed in June, 50.00."""
    assert later.billed("bill_b", "R", "2025-05") == 100
    assert later.billed("bill_b", "R", "2025-06") == 50
    assert later.billed("bill_a", "P", "2025-06") == 7 + 50
    assert issued.ask(DUE) == later.ask(DUE)
    assert later.issued().items() >= issued.issued().items()


def test_an_issue_that_comes_late_is_closed_with_what_was_known_then(issued, later):
    """Rules 8.2: of 47.00 known now 40.00 were known on 5 June; June has the other 7.00."""
    assert issued.billed("bill_b", "D", "2025-05") == 47
    assert later.billed("bill_b", "D", "2025-05") == 40
    assert later.billed("bill_b", "D", "2025-06") == 7


def test_other_settings_leave_issued_bills_and_bill_the_difference(later, tmp_path):
    """Rules 8.2: a tax of 6 % that is set later changes no issued bill; July has the 9.00."""
    home = later.copy(tmp_path).built(*TAXED, "--set", "negative_bill=due_negative")
    assert home.issued() == later.issued()
    assert home.ask(ISSUED_LINES) == later.ask(ISSUED_LINES)
    assert home.ask(DUE) == later.ask(DUE)
    assert ("P", "Q", -30, 0) in home.ask(DUE)
    assert home.billed("bill_b", "R", "2025-06") == 50
    assert home.billed("bill_b", "R", "2025-07") == Decimal("0.06") * 150
    kinds = "select distinct line_kind from marts.bill_b_details where billing_month > '2025-06-01'"
    assert set(home.ask(kinds)) == {("reversal",), ("correction",)}


@pytest.mark.parametrize(
    "option",
    [
        pytest.param(("--as-of", "2025-06-03T00:00:00Z"), marks=pytest.mark.slow),
        ("--as-of-load", "1"),
    ],
    ids=lambda it: it[0],
)
def test_a_build_of_what_was_known_before_the_issue_shows_no_closed_line(later, tmp_path, option):
    home = later.copy(tmp_path).built(*option)
    assert home.ask("select count(*) from intermediate.int_ledger_lines") == [(0,)]
    assert home.ask("select * from marts.dim_billing_months where state = 'issued'") == []
    assert home.billed("bill_b", "R", "2025-05") == 100
    assert home.issued() == later.issued()
    inputs = home.ask("select unnest(inputs).table_name from meta.build")
    assert inputs.count(("bill_issues",)) == (0 if option[0] == "--as-of-load" else 2)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (("--as-of-load", "0"), "loads are numbered from 1"),
        (("--as-of-load", "4"), "has no load 4. It has 3, numbered 1 to 3"),
    ],
)
def test_a_load_that_is_not_there_is_refused(later, tmp_path, option, words):
    result = later.copy(tmp_path).build(*option)
    assert (result.exit_code, words in result.stderr) == (2, True), result.output


def test_loads_are_those_of_a_landing():
    for option in (("--as-of-load", "1"), ("--replay-lost-closes",)):
        result = call("build", *option)
        assert result.exit_code == 2
        assert "Name it with --landing" in result.stderr


def test_lost_lines_stop_a_build_and_are_derived_again_on_demand(later, tmp_path):
    home = later.copy(tmp_path)
    damaged, missing = sorted((home.landing / "issued").glob("[0-9]*.parquet"))[:2]
    damaged.write_bytes(b"PAR1")
    missing.unlink()
    for result in (home.build(), home.verify()):
        said = result.stdout + result.stderr
        assert f"{damaged}: it has 4 bytes" in said
        assert f"{missing}: missing. It holds the issued lines of R, 2025-05" in said
        assert "--replay-lost-closes" in said
    assert (home.build().exit_code, home.verify().exit_code) == (2, 1)

    result = home.build("--replay-lost-closes")
    assert result.exit_code == 0, result.output
    assert f"{missing}: missing. The 1 issued line" in result.stderr
    assert home.issued() == later.issued()
    assert read_closes(home.landing) == read_closes(later.landing)
    assert (home.landing / "unnamed" / "issued" / damaged.name).read_bytes() == b"PAR1"
    assert home.ask(ISSUED_LINES) == later.ask(ISSUED_LINES)


@pytest.mark.slow
def test_a_replay_of_an_unchanged_landing_finds_no_difference(later):
    result = later.verify("--replay")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1] == "4 closes, 6 lines: as they were written."


def test_a_replay_names_a_line_that_was_changed_with_its_digest(later, tmp_path):
    home = later.copy(tmp_path)
    change_line(home.landing, "R")
    assert home.verify().exit_code == 0
    result = home.verify("--replay")
    assert result.exit_code == 1, result.output
    [row] = [line.split() for line in result.stdout.splitlines() if "differs" in line]
    assert row[:2] == ["R", "2025-05"]
    assert row[3:] == ["differs", "billed_cost", "99.00000000", "100.00000000", "USD"]
    assert result.stdout.splitlines()[-1] == "1 difference in 4 closes, 6 lines."


def change_line(landing: Path, seller: str) -> None:
    """Let a seller's issued line say 99.00, in a file whose digest is that of the ledger."""
    issued = landing / "issued"
    closes = read_closes(landing)
    [place] = [n for n, close in enumerate(closes) if close.month == (seller, "2025-05-01")]
    closes[place] = altered(issued, closes[place], "update lines set billed_cost = 99")
    write_close_ledger(issued, CloseLedger(closes, read_close_ledger(issued).history))
