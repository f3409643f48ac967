"""The documented example: real AWS rows and real model requests, from file to bill.

Skipped where the data of `../shared/data` is absent.
"""

import csv
import os
import subprocess
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import duckdb
import pytest
from tierbill.cli import app
from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
CUR = DATA / "aws_cur" / "optscale_aws_marketing_608.csv"
PRICES = DATA / "prices" / "observed_sku_prices.csv"
REQUESTS = DATA / "usage" / "azure_llm_code_8819.csv"
CONTEXT_PRICE, GENERATED_PRICE = Decimal("2.50"), Decimal("10.00")
# The one row whose cost is not its own rate x amount to 8 decimals: 0.09 x 0.0963433897 is
# 0.008670905073, the file says 0.0086709048.
DIFFERING = {"0.0963433897"}

pytestmark = pytest.mark.skipif(not CUR.exists(), reason="the shared data is not there")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def at_8(cost: Decimal) -> Decimal:
    return cost.quantize(Decimal("0.00000001"), ROUND_HALF_UP)


def invoke(*arguments: object) -> None:
    result = CliRunner().invoke(app, ["convert", *map(str, arguments)])
    assert result.exit_code == 0, result.output


@pytest.fixture(scope="module")
def aws(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("real") / "aws"
    invoke("aws-cur", CUR, "--prices", PRICES, "--out", out)
    return out


@pytest.fixture(scope="module")
def llm(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("real") / "llm"
    prices = ("--context-price", CONTEXT_PRICE, "--generated-price", GENERATED_PRICE)
    invoke("llm-requests", REQUESTS, *prices, "--out", out)
    return out


def test_every_row_is_converted_or_named(aws):
    report = aws.with_name("aws-report")
    converted, left = table(report / "converted.csv"), table(report / "unconverted.csv")
    lines = sorted(int(row["source_line"]) for row in (*converted, *left))
    assert lines == list(range(2, 610))
    reasons = defaultdict(Decimal)
    for row in left:
        reasons[row["reason"]] += Decimal(row["unblended_cost"])
    assert reasons == {
        "covered_by_savings_plan": Decimal("49.2575636264"),
        "savings_plan_negation": Decimal("-49.2575636264"),
    }


def test_price_times_quantity_is_the_files_own_cost_by_account_and_sku(aws):
    price_of = {row["sku_id"]: Decimal(row["unit_price"]) for row in table(aws / "list_prices.csv")}
    ours: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in table(aws / "usage.csv"):
        cost = price_of[row["sku_id"]] * Decimal(row["usage_quantity"])
        ours[row["owner_account_id"], row["sku_id"]] += at_8(cost)
    file: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in table(CUR):
        if row["lineItem/LineItemType"] != "Usage":
            continue
        sku_id = f"{row['pricing/RateCode']}:{row['lineItem/Operation']}"
        cost = at_8(Decimal(row["lineItem/UnblendedCost"]))
        if row["lineItem/UsageAmount"] in DIFFERING:
            cost += Decimal("0.00000001")
        file[row["lineItem/UsageAccountId"], sku_id] += cost
    assert ours == file
    assert len(ours) == 12


def test_the_price_list_agrees_with_every_rate(aws):
    origins = {row["origin"] for row in table(aws.with_name("aws-report") / "prices.csv")}
    assert origins == {"rows and price list"}


def test_all_requests_become_usage(llm):
    usage = table(llm / "usage.csv")
    assert len(usage) == 2 * 8819
    tokens: dict[str, int] = defaultdict(int)
    for row in usage:
        tokens[row["sku_id"]] += int(row["usage_quantity"])
    source = table(REQUESTS)
    assert tokens == {
        "llm-context-tokens": sum(int(row["ContextTokens"]) for row in source),
        "llm-generated-tokens": sum(int(row["GeneratedTokens"]) for row in source),
    }
    assert table(llm.with_name("llm-report") / "unconverted.csv") == []


def plain_tiers(aws: Path) -> dict[tuple[str, str, str], Decimal]:
    """What each buyer pays each seller in each billing month, read plainly off the dataset.

    Every row of this file is a charge of its own, and its hour ends at the hour.
    """
    price_of = {row["sku_id"]: Decimal(row["unit_price"]) for row in table(aws / "list_prices.csv")}
    bindings = table(aws / "account_bindings.csv")
    (moves_at,) = {row["bound_at"] for row in bindings if row["unbound_at"]}
    tiers: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in table(aws / "usage.csv"):
        settled_at = instant(row["usage_started_at"]) + timedelta(hours=1)
        reseller = "aws-reseller-b" if settled_at >= instant(moves_at) else "aws-reseller-a"
        month = f"{settled_at - timedelta(hours=1) + timedelta(hours=8):%Y-%m-01}"
        cost = at_8(price_of[row["sku_id"]] * Decimal(row["usage_quantity"]))
        for seller, buyer, multiplier in (
            ("aws-provider", "aws-distributor", "0.80"),
            ("aws-distributor", reseller, "0.88"),
            (reseller, "876292135824", "0.95"),
        ):
            tiers[month, seller, buyer] += at_8(cost * Decimal(multiplier))
    return tiers


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def run(*arguments: object, check: bool = True) -> subprocess.CompletedProcess:
    """A tierbill command as a process of its own, since it starts others."""
    command = [str(Path(sys.executable).with_name("tierbill")), *map(str, arguments)]
    environment = os.environ | {"COLUMNS": "200"}
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )
    assert not check or done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.slow
def test_from_real_files_to_bills(aws, llm, tmp_path):
    landing, warehouse = tmp_path / "landing", tmp_path / "real.duckdb"
    run("load", aws, "--landing", landing)
    run("load", llm, "--landing", landing)
    run("build", "--landing", landing, "--warehouse", warehouse)
    reconcile = ("convert", "reconcile", "--warehouse", warehouse, "--source", CUR)
    report = tmp_path / "reconciliation"
    done = run(*reconcile, "--prices", PRICES, "--report", report)
    assert "538 lines compared, 0 differences without explanation" in done.stdout
    unequal = [
        row
        for row in table(report / "differences.csv")
        if at_8(Decimal(row["file_cost"])) != Decimal(row["list_cost"])
    ]
    assert [row["reason"] for row in unequal] == ["file_sums_rounded_hours"]
    assert len(table(report / "unconverted.csv")) == 70
    assert {
        (row["billing_month"], row["seller_account_id"], row["buyer_account_id"]): Decimal(
            row["contracted_cost"]
        )
        for row in table(report / "tiers.csv")
    } == plain_tiers(aws)
    with duckdb.connect(str(warehouse), read_only=True) as database:
        rejected = database.execute("select count(*) from marts.rejected_records").fetchone()
        tokens = database.execute(
            "select sku_id, sum(list_cost) from marts.fct_charges"
            " where owner_account_id = 'llm-customer' group by sku_id order by sku_id"
        ).fetchall()
        buyers = database.execute(
            "select distinct seller_account_id from marts.fct_rated_legs"
            " where leg_kind = 'bill_b' and owner_account_id = '876292135824' order by 1"
        ).fetchall()
    assert rejected == (0,)
    assert tokens == [
        ("llm-context-tokens", Decimal(18_059_974) * CONTEXT_PRICE / 1_000_000),
        ("llm-generated-tokens", Decimal(245_896) * GENERATED_PRICE / 1_000_000),
    ]
    assert buyers == [("aws-reseller-a",), ("aws-reseller-b",)]
    run("export", "--warehouse", warehouse, "--out", tmp_path / "exports")
