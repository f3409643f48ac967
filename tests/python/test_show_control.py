"""What the terminal shows of credit and budgets: the worked examples of the demo."""

from __future__ import annotations

import pytest
from conftest import Demo
from tierbill.commands.show import show
from typer.testing import CliRunner, Result

KAI, KEVIN = "400000000028", "800000400051"
KIM, KONNY = "400000000029", "800000400053"
STEFAN, BEN, BOB, BILL = "800000400055", "800000400056", "800000400057", "800000400058"


def call(demo: Demo, *arguments: object) -> Result:
    texts = [*map(str, arguments), "--warehouse", str(demo.folder.database)]
    return CliRunner().invoke(show, texts)


def shown(demo: Demo, *arguments: object) -> list[list[str]]:
    result = call(demo, *arguments)
    assert result.exit_code == 0, result.stderr
    return [line.split() for line in result.stdout.splitlines()]


def field(rows: list[list[str]], name: str) -> str:
    (value,) = (row[1] for row in rows if len(row) == 2 and row[0] == name)
    return value


@pytest.mark.parametrize(
    ("account", "available"),
    [(KEVIN, "3000"), (KONNY, "2600"), (KAI, "3350"), (KIM, "3750")],
)
def test_5_3_confirming_returns_credit_and_lowers_the_pool(demo, account, available):
    """Pool 10,000, customers 6,000, used 650; Kai confirms 650 and Kim 250."""
    assert field(shown(demo, "credit", account), "available_cost") == f"{available}.00000000"


def test_5_3_the_entries_lead_from_one_balance_to_the_next(demo):
    rows = shown(demo, "credit", KEVIN)
    entries = [row for row in rows if row and row[0] in ("1", "2", "3")]
    opened_moved_closed = [[cell.split(".")[0] for cell in row[5:8]] for row in entries]
    assert opened_moved_closed == [
        ["0", "3000", "3000"],
        ["3000", "-650", "2350"],
        ["2350", "650", "3000"],
    ]
    (bill,) = (row for row in rows if "2025-08-01" in row)
    assert bill[:5] == [KAI, KEVIN, "2025-08-01", "confirmed", "650.00"]


def test_5_2_alerts_and_suspension(demo):
    rows = shown(demo, "credit", STEFAN)
    assert field(rows, "available_cost") == "-1.00000000"
    assert field(rows, "is_suspended") == "true"
    alerts = [row[1] for row in rows if row and row[0].startswith("2025-08-0")]
    assert alerts == ["0", "10", "25"]


def test_few_entries_are_the_latest_and_say_that_there_are_more(demo):
    rows = shown(demo, "credit", STEFAN, "--limit", 1)
    assert [row[0] for row in rows if row and row[0].isdigit()] == ["4"]
    assert ["At", "most", "1", "rows"] in [row[:4] for row in rows]


def test_3_26_a_budget_is_used_at_list_price(demo):
    rows = shown(demo, "budget", BEN)
    (august,) = (row for row in rows if row[:2] == ["2025-08-01", "monthly"])
    assert august[2:5] == ["1000.00", "1043.00000000", "104.30"]
    alerts = [row[1:3] for row in rows if len(row) > 2 and row[0] == "2025-08-01"]
    distributor, reseller = "300000000003", "400000000031"
    assert [row for row in alerts if row[0].isdigit()] == [
        [threshold, told] for threshold in ("75", "90", "100") for told in (distributor, reseller)
    ]


def test_5_4_states_and_what_they_forbid(demo):
    rows = shown(demo, "budget", BILL)
    assert ["account_frozen", "2025-08-10T01:00:00Z", "2025-08-20T01:00:00Z"] in rows
    forbidden = [row[1] for row in rows if "account_frozen" in row[1:]]
    assert forbidden == ["order:forbidden-frozen"]
    assert [row[1] for row in shown(demo, "budget", BOB) if "budget_used_up" in row[1:]] == [
        "order:forbidden-budget"
    ]


@pytest.mark.parametrize(
    ("command", "given", "words"),
    [
        ("credit", KEVIN[:-1], f"has no limit. Nearest: {KEVIN}"),
        ("budget", BEN[:-1] + "x", "has no budget. Nearest: "),
    ],
)
def test_an_account_without_is_explained(demo, command, given, words):
    result = call(demo, command, given)
    assert result.exit_code == 2
    assert words in result.stderr
