"""What the terminal shows of credit and budgets: the worked examples of the demo."""

from __future__ import annotations

import pytest
from conftest import Demo
from tierbill.cli import app
from typer.testing import CliRunner, Result

KAI, KEVIN = "400000000028", "800000400051"
KIM, KONNY = "400000000029", "800000400053"
STEFAN, BEN, BOB, BILL = "800000400055", "800000400056", "800000400057", "800000400058"


def call(demo: Demo, *arguments: object) -> Result:
    texts = [*map(str, arguments), "--warehouse", str(demo.folder.database)]
    return CliRunner().invoke(app, ["show", *texts])


def shown(demo: Demo, *arguments: object) -> list[list[str]]:
    result = call(demo, *arguments)
    assert result.exit_code == 0, result.stderr
    return [line.split() for line in result.stdout.splitlines()]


def field(rows: list[list[str]], name: str) -> str:
    words = name.split()
    (value,) = (" ".join(row[len(words) :]) for row in rows if row[: len(words)] == words)
    return value


@pytest.mark.parametrize(
    ("account", "available"),
    [(KEVIN, "3,000"), (KONNY, "2,600"), (KAI, "3,350"), (KIM, "3,750")],
)
def test_5_3_confirming_returns_credit_and_lowers_the_pool(demo, account, available):
    """Pool 10,000, customers 6,000, used 650; Kai confirms 650 and Kim 250."""
    assert field(shown(demo, "credit", account), "available cost") == f"{available}.00 USD"
    exact = shown(demo, "credit", account, "--exact")
    assert field(exact, "available cost") == f"{available.replace(',', '')}.00000000 USD"


def test_5_3_the_entries_lead_from_one_balance_to_the_next(demo):
    rows = shown(demo, "credit", KEVIN)
    entries = [row for row in rows if row and row[0] in ("1", "2", "3")]
    assert [row[-4:] for row in entries] == [
        ["0.00", "3,000.00", "3,000.00", "credit-kevin"],
        ["3,000.00", "-650.00", "2,350.00", entries[1][-1]],
        ["2,350.00", "650.00", "3,000.00", "confirm-kevin"],
    ]
    (bill,) = (row for row in rows if row[:1] == [KAI])
    assert bill[1:4] == ["Kai,", "Cora's", "second-level"]
    assert bill[-6:-1] == ["2025-08", "confirmed", "650.00", "650.00", "0.00"]
    assert bill[-1] == f"202508-{KAI}-{KEVIN}-USD"


def test_5_2_alerts_and_suspension(demo):
    rows = shown(demo, "credit", STEFAN)
    assert field(rows, "available cost") == "-1.00 USD"
    assert field(rows, "suspended") == "yes"
    alerts = [row[3] for row in rows if row and row[0].startswith("2025-08-0")]
    assert alerts == ["0", "10", "25"]


def test_few_entries_are_the_latest_and_say_that_there_are_more(demo):
    rows = shown(demo, "credit", STEFAN, "--limit", 1)
    assert [row[0] for row in rows if row and row[0].isdigit()] == ["4"]
    assert ["At", "most", "1", "rows"] in [row[:4] for row in rows]


def test_3_26_a_budget_is_used_at_list_price(demo):
    rows = shown(demo, "budget", BEN)
    (august,) = (row for row in rows if row[:2] == ["2025-08", "monthly"])
    assert august[2:6] == ["1,000.00", "1,043.00", "104.3", "%"]
    alerts = [row[1:3] for row in rows if len(row) > 2 and row[0] == "2025-08"]
    distributor, reseller = "300000000003", "400000000031"
    assert [row for row in alerts if row[0].isdigit()] == [
        [threshold, told] for threshold in ("75", "90", "100") for told in (distributor, reseller)
    ]


def test_5_4_states_and_what_they_forbid(demo):
    rows = shown(demo, "budget", BILL)
    frozen = "account frozen 2025-08-10 01:00 UTC 2025-08-20 01:00 UTC"
    assert frozen.split() in rows
    forbidden = [row for row in rows if row[-3:-1] == ["account", "frozen"]]
    assert ["order:forbidden-frozen" in row for row in forbidden] == [True]
    (budget,) = (
        row for row in shown(demo, "budget", BOB) if row[-4:-1] == ["budget", "used", "up"]
    )
    assert "order:forbidden-budget" in budget


@pytest.mark.parametrize(
    ("command", "given", "words"),
    [
        ("credit", KEVIN[:-1], f"has no limit. Nearest: {KEVIN} Kevin"),
        ("credit", "Ben", f"{BEN} Ben, Becky's customer within and over his budget: was never"),
        ("budget", BEN[:-1] + "x", "has no budget. Nearest: "),
        ("budget", "customer", "names. Give the id of one:"),
    ],
)
def test_an_account_without_is_explained(demo, command, given, words):
    result = call(demo, command, given)
    assert result.exit_code == 2
    assert words in result.stderr
