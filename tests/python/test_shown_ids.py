"""Whatever a command prints as an id can be pasted back, and no table is wider than 100 columns."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import duckdb
import pytest
from published_demo import published
from rich.cells import cell_len
from tierbill.cli import app
from typer.testing import CliRunner, Result

ADA, ANTON, KEVIN, BEN = "400000000015", "800000400027", "800000400051", "800000400056"
ADAS_BILL = f"202508-{ADA}-{ANTON}-USD"


@pytest.fixture(scope="module")
def warehouse(demo, tmp_path_factory) -> Path:
    return published(demo, tmp_path_factory)


@pytest.fixture(autouse=True)
def terminal(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")


def show(warehouse: Path, *arguments: object) -> Result:
    texts = ["show", *map(str, arguments), "--warehouse", str(warehouse)]
    return CliRunner().invoke(app, texts)


def values(warehouse: Path, query: str) -> list[str]:
    with duckdb.connect(str(warehouse), read_only=True) as database:
        return [value for (value,) in database.execute(query).fetchall()]


COMMANDS = {
    "bill": ("bill", "--seller", "Ada", "--buyer", ANTON, "--month", "2025-08"),
    "Bill A": ("bill", "--seller", "Northcloud", "--buyer", "Paula", "--month", "2025-08"),
    "bills": ("bill", "--month", "2025-08"),
    "charge": ("charge", "order:tax-ishan"),
    "credit": ("credit", "Kevin"),
    "pool": ("credit", "Kai"),
    "budget": ("budget", "Ben"),
    "accounts": ("accounts",),
    "below": ("accounts", "--under", "Diana"),
    "rejected": ("rejected", "--records"),
    "findings": ("findings",),
}  # fmt: skip


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_shown_fits_100_columns_and_has_no_naked_instant(warehouse, name):
    result = show(warehouse, *COMMANDS[name])
    assert result.exit_code == 0, result.stderr
    lines = [line for line in result.stdout.splitlines() if not line.startswith("  tierbill ")]
    assert max(map(cell_len, lines)) <= 100
    if name != "rejected":  # which says in what forms an instant may be delivered
        naked = re.findall(r"\d{4}-\d\d-\d\dT\S*", result.stdout)
        assert set(naked) <= {"2017-06-30T18:30:00Z"}, "only in the id of a policy"
    for line in result.stdout.splitlines():
        if line.startswith("  tierbill "):
            again = CliRunner().invoke(app, shlex.split(line)[1:])
            assert again.exit_code == 0, (line, again.output)


def test_names_stand_behind_the_ids(warehouse):
    shown = show(warehouse, *COMMANDS["bill"]).stdout
    assert f"seller                {ADA} Ada, reseller with adjustments" in shown
    assert f"buyer                 {ANTON} Anton, Ada's customer with a hundred rows" in shown
    assert "due amount            10,000.00 USD" in shown
    assert "2025-08-18 00:00 UTC+8  job-anton  Batch Compute  Hourly     100 Core-Hour" in shown
    rejected = show(warehouse, "rejected", "bad-self-parent").stdout
    assert "'400000000035' (Solveig, reseller under herself)" in " ".join(rejected.split())


def test_every_number_of_a_bill_is_accepted(warehouse):
    expected = show(warehouse, *COMMANDS["bill"]).stdout
    (focus,) = values(warehouse, "select min(invoice_id) from marts.focus_1_2")
    daily = values(
        warehouse,
        "select invoice_id from marts.posted_invoices "
        f"where buyer_account_id = '{KEVIN}' and strftime(billing_month, '%Y-%m') = '2025-08'",
    )
    assert daily
    assert show(warehouse, "bill", ADAS_BILL).stdout == expected
    same = focus.replace("-", "", 1)
    assert f"number {same}" in show(warehouse, "bill", focus).stdout
    assert f"buyer                 {KEVIN}" in show(warehouse, "bill", daily[0]).stdout


@pytest.mark.parametrize(
    ("query", "command"),
    [
        ("select charge_id from marts.fct_charges", "charge"),
        ("select leg_id from marts.fct_rated_legs", "charge"),
        ("select line_id from marts.bill_a_details where line_kind = 'original'", "charge"),
        ("select line_id from marts.bill_a_details where line_kind <> 'original'", "charge"),
        ("select line_id from marts.bill_b_details where line_kind <> 'original'", "charge"),
        ("select order_id from marts.fct_charges where order_id is not null", "charge"),
        ("select resource_id from marts.fct_charges where resource_id is not null", "charge"),
        ("select charge_id from marts.budget_alerts", "charge"),
        ("select charge_id from marts.forbidden_purchases", "charge"),
        ("select record_key from marts.rejected_records where record_key is not null", "rejected"),
        ("select finding_id from marts.findings", "findings"),
        ("select finding_kind from marts.findings", "findings"),
        ("select record_key from marts.findings", "findings"),
        ("select account_id from marts.customer_credit", "credit"),
        ("select event_id from marts.credit_ledger", "credit"),
        ("select customer_account_id from marts.budget_utilisation", "budget"),
    ],
)
def test_an_id_that_a_table_prints_is_accepted(warehouse, query, command):
    column = query.split()[1]
    found = values(warehouse, f"select distinct {column} from ({query}) order by 1 limit 4")
    assert found
    for given in found:
        result = show(warehouse, command, given)
        assert result.exit_code == 0, (given, result.stderr)
        assert result.stdout


def test_a_charge_that_is_gone_has_its_bill_lines(warehouse, tmp_path):
    gone = "select min(charge_id) from marts.bill_a_details where line_kind = 'reversal'"
    (charge,) = values(warehouse, gone)
    copy = tmp_path / "copy.duckdb"
    copy.write_bytes(warehouse.read_bytes())
    copy.chmod(0o600)
    with duckdb.connect(str(copy)) as database:
        for model in ("int_charges", "int_charge_legs"):
            database.execute(f"delete from intermediate.{model} where charge_id = ?", [charge])
    result = show(copy, "charge", charge)
    assert result.exit_code == 0, result.stderr
    assert "this charge is gone" in result.stdout
    assert "Reversal" in result.stdout


def test_statements_and_reports_take_names_and_say_whose_they_are(warehouse, tmp_path):
    words = ["statement", "--account", "anton", "--month", "2025-08", "--out", str(tmp_path)]
    result = CliRunner().invoke(app, [*words, "--warehouse", str(warehouse)])
    assert result.exit_code == 0, result.stderr
    said = " ".join(result.stderr.split())
    assert f"Bill {ADAS_BILL}, {ADA} Ada, reseller with adjustments to {ANTON} Anton" in said
    assert "due 10,000.00 USD" in said
    assert (tmp_path / ANTON / f"2025-08-USD-from-{ADA}.pdf").is_file()
    days = ["--from", "2025-08-01", "--to", "2025-08-31", "--out", str(tmp_path)]
    several = CliRunner().invoke(
        app, ["usage-report", "--channel", "xavier", *days, "--warehouse", str(warehouse)]
    )
    assert several.exit_code == 2
    assert "xavier-online Xavier's web shop" in several.stderr
    one = CliRunner().invoke(
        app, ["usage-report", "--channel", "WEB SHOP", *days, "--warehouse", str(warehouse)]
    )
    assert one.exit_code == 0, one.stderr
    assert "Channel xavier-online Xavier's web shop:" in one.stderr
