"""`tierbill generate`: same bytes for a seed, the contract's types, and the market it promises."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from generated_data import Dataset, generated, tables_of
from tierbill.cli import app
from tierbill.generate.generated_dataset import FolderNotEmptyError
from tierbill.generate.plan import Features, Plan, PlanError, month_rows
from tierbill.generate.schema import contract_schema
from tierbill.shared.input_contract import raw_tables
from typer.testing import CliRunner

KERNEL = {
    "accounts", "account_bindings", "account_terms", "channels", "billing_groups", "skus",
    "list_prices",
    "tax_rates", "discounts", "orders", "usage",
}  # fmt: skip
COMMERCIAL = {
    "discount_changes", "entitlements", "vouchers", "bill_adjustments", "rounding_policies",
}  # fmt: skip
CONTROL = {
    "credit_allocations", "bill_confirmations", "budget_events", "account_control_events",
    "billing_tag_keys", "payments", "bill_issues",
}  # fmt: skip


def fingerprints(folder: Path) -> dict[str, str]:
    """SHA-256 of every file by its path in the dataset."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def kernel(tmp_path_factory) -> Dataset:
    return Dataset(generated(tmp_path_factory.mktemp("kernel") / "data"))


@pytest.fixture(scope="module")
def full(tmp_path_factory) -> Dataset:
    folder = tmp_path_factory.mktemp("all") / "data"
    wanted = {"features": Features.all, "month_count": 2, "voucher_count": 500, "seed": 5}
    return Dataset(generated(folder, **wanted))


def test_another_process_writes_the_same_bytes(tmp_path):
    wanted = {"usage_rows": 30_000, "seed": 3, "month_count": 2, "features": Features.all}
    here = fingerprints(generated(tmp_path / "here", **wanted))
    there = tmp_path / "there"
    sizes = ["--usage-rows", "30000", "--seed", "3", "--months", "2", "--features", "all"]
    command = [sys.executable, "-c", "from tierbill.cli import app; app()", "generate", *sizes]
    environment = os.environ | {"PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo"}
    subprocess.run([*command, "--out", str(there)], check=True, env=environment)
    assert fingerprints(there) == here


def test_three_seeds_give_three_datasets(tmp_path, kernel):
    folders = [kernel.folder, *(generated(tmp_path / str(n), seed=n) for n in (2, 3))]
    prints = [fingerprints(folder) for folder in folders]
    for name in prints[0]:
        if name not in ("skus.parquet",):
            assert len({one[name] for one in prints}) == 3, name
    ids = [Dataset(folder).column("select distinct resource_id from clean") for folder in folders]
    assert not ids[0] & ids[1] and not ids[1] & ids[2]


def test_every_file_has_exactly_the_contracts_columns_and_types(full):
    files = list(full.folder.rglob("*.parquet"))
    assert tables_of(full.folder) == KERNEL | COMMERCIAL | CONTROL
    for path in files:
        table = "usage" if path.parent.name == "usage" else path.stem
        found = pq.read_schema(path)
        expected = contract_schema(table)
        assert found.names == expected.names, path
        assert [str(one) for one in found.types] == [str(one) for one in expected.types], path


def test_only_the_dirty_file_holds_unreadable_records(full):
    for table in sorted(tables_of(full.folder)):
        source = "usage where filename not like '%dirty%'" if table == "usage" else table
        for column in raw_tables()[table].columns:
            name, rules = column.name, column.rules
            wrong = [] if column.nullable else [f"{name} is null"]
            if "values" in rules:
                wrong.append(f"{name} not in {tuple(rules['values'])!r}")
            if "above" in rules:
                wrong.append(f"{name} <= {rules['above']}")
            if "at_least" in rules:
                lifted = f"not ({rules['unless']}) and " if "unless" in rules else ""
                wrong.append(f"{lifted}{name} < {rules['at_least']}")
            for condition in wrong:
                found = full.one(f"select count(*) filter ({condition}) from (from {source})")
                assert found == 0, (table, condition)


@pytest.mark.parametrize("months", [1, 3])
def test_the_usage_records_are_as_many_as_asked_in_each_month(tmp_path, months):
    data = Dataset(generated(tmp_path / "data", usage_rows=50_003, month_count=months))
    assert data.one("select count(*) from usage") == 50_003
    rows = data.con.execute(
        "select date_trunc('month', make_timestamp(epoch_us(usage_started_at) + 28800000000)), "
        "count(*) from clean group by 1 order by 1"
    ).fetchall()
    assert [row[0].date() for row in rows] == [date(2025, 9 + n, 1) for n in range(months)]
    for row in rows:
        assert row[1] == pytest.approx(50_003 / months, rel=0.01)


def test_clean_files_share_the_month_and_are_sorted(tmp_path):
    folder = generated(tmp_path / "data", usage_rows=3_200_000)
    paths = sorted((folder / "usage").glob("*part*"))
    assert len(paths) == 2
    ends = []
    for path in paths:
        found = duckdb.execute(
            """
            select
                count(*),
                count(*) filter (this < before),
                min(usage_started_at),
                max(usage_started_at)
            from (
                select
                    usage_started_at,
                    (owner_account_id, resource_id, sku_id, usage_started_at) as this,
                    lag(this) over (order by file_row_number) as before
                from read_parquet(?, file_row_number = true)
            )
            """,
            [str(path)],
        ).fetchone()
        assert found[0] > 1_000_000
        assert found[1] == 0
        ends += found[2:]
    assert ends == sorted(ends)


def test_features_bring_their_tables_and_records(kernel, full):
    assert tables_of(kernel.folder) == KERNEL
    assert not kernel.one("select count(*) from orders where original_order_line_id is not null")
    share = full.one(
        "select avg((metering = 'p95')::int) from clean inner join skus using (sku_id)"
    )
    assert share == pytest.approx(0.12, abs=0.001)
    points = "clean inner join skus using (sku_id) where metering = 'p95'"
    assert full.one(f"select max(epoch_us(usage_started_at) % 150000000) from {points}") == 0
    assert full.one("select count(*) from vouchers") == 500
    assert full.column("select entitlement_kind from entitlements") == {
        "package",
        "reserved_instance",
        "savings_plan",
    }
    types = full.column("select order_type from orders where original_order_line_id is not null")
    assert types == {"unsubscription", "change"}
    assert full.column("select adjustment_kind from bill_adjustments") == {
        "compensation",
        "deduction",
    }


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / "kept.txt").write_text("mine")
    with pytest.raises(FolderNotEmptyError, match="is not empty"):
        generated(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_sizes_that_cannot_be_are_refused_by_name(tmp_path):
    with pytest.raises(PlanError, match="--usage-rows 999"):
        Plan(usage_rows=999, seed=1)
    with pytest.raises(PlanError, match="--vouchers"):
        Plan(usage_rows=10_000, seed=1, voucher_count=5)
    wanted = ["generate", "--usage-rows", "10", "--out", str(tmp_path / "new")]
    result = CliRunner().invoke(app, wanted)
    assert result.exit_code == 2
    assert not (tmp_path / "new").exists()


def test_the_parts_of_a_month_add_up():
    for total in (1_000, 77_777, 10_000_000, 99_999_999):
        parts = month_rows(total)
        assert parts.clean + parts.resent + parts.dirty == total
    assert 50 <= month_rows(100_000_000).files <= 100
