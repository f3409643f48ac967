"""Exports: each party gets its own rows and no other, with an account of them."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
from exporting import USAGE, account, export, query, read_csv
from sample_warehouse import make_sample
from tierbill.disclosure.usage_rows import prepare_usage

BILL_LEVELS = ("details", "details_monthly", "resources", "statements", "summary")


@pytest.fixture(scope="module")
def sample(tmp_path_factory) -> Path:
    return make_sample(tmp_path_factory.mktemp("sample") / "sample.duckdb")


@pytest.fixture(scope="module")
def exported(sample, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "out"
    export(sample, out)
    return out


# Who gets what
# Tags are the owner's and the provider's; partners have tag_costs.
HAVE_TAGS = ("bill_a_details", "bill_b_details", "direct_bill_details")
SEE_TAGS = ("c00001", "C-direct", "P1")


def levels(bill: str) -> set[str]:
    return {f"{bill}_{level}" for level in BILL_LEVELS}


@pytest.mark.parametrize(
    ("code", "marts"),
    [
        ("c00001", levels("bill_b")),
        ("C-direct", levels("direct_bill")),
        (
            "R1",
            levels("channel_bill")
            | levels("bill_b")
            | {"bill_b_reseller_view", "channel_product_usage"},
        ),
        (
            "D1",
            levels("bill_a")
            | levels("channel_bill")
            | levels("bill_b")
            | {"bill_b_reseller_view", "channel_product_usage", "billing_group_product_usage"},
        ),
        ("P1", levels("bill_a") | levels("direct_bill")),
    ],
)
def test_an_account_gets_the_bills_it_sends_or_receives(exported, code, marts):
    files = {path.name for path in (exported / account(code)).iterdir()}
    assert files == {"manifest.json"} | {
        f"{mart}.{ending}" for mart in marts for ending in ("csv", "parquet")
    }


@pytest.mark.parametrize("code", ["c00001", "C-direct", "R1", "D1", "P1"])
def test_files_hold_exactly_the_rows_of_the_party(sample, exported, code):
    for path in sorted((exported / account(code)).glob("*.parquet")):
        if path.stem.endswith("_usage"):
            continue
        parties = ["seller_account_id"]
        if path.stem != "bill_b_reseller_view":
            parties.append("buyer_account_id")
        condition = " or ".join(f"{party} = '{code}'" for party in parties)
        names = pq.read_schema(path).names
        columns = ", ".join(names)
        expected = query(sample, f"select {columns} from marts.{path.stem} where {condition}")
        assert rows_of(path) == sorted(expected, key=repr)
        hidden = {name for (name, *_) in query(sample, f"describe marts.{path.stem}")} - set(names)
        assert hidden <= {
            "recorded_at",
            "tags",
            "distributor_account_id",
            "channel_code",
            "billing_group_code",
            "reseller_cost",
        }
        assert ("tags" in names) == (path.stem in HAVE_TAGS and code in SEE_TAGS)


def rows_of(path: Path) -> list[tuple]:
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        return sorted(database.execute(f"from '{path}'").fetchall(), key=repr)


def test_a_second_level_reseller_sees_its_own_cost_as_utility_cost(sample, exported):
    own = """
        select sum(pretax_cost) from marts.fct_rated_legs
        where channel_code = 'south' and leg_kind = '{}'
    """
    ((reseller,),) = query(sample, own.format("channel"))
    ((distributor,),) = query(sample, own.format("bill_a"))
    ((customer,),) = query(sample, own.format("bill_b"))
    assert reseller != distributor
    for folder, utility in (
        ("channels/south", reseller),
        (account("R1"), reseller),
        (account("D1"), distributor),
    ):
        table = read_csv(exported / folder / "channel_product_usage.csv")
        rows = [row for row in table if row["channel_code"] == "south"]
        assert sum(Decimal(row["utility_cost"]) for row in rows) == utility
        assert sum(Decimal(row["customer_cost"]) for row in rows) == customer
    codes = {row["channel_code"] for row in read_csv(exported / "channels/south" / USAGE)}
    assert codes == {"south"}


def test_usage_is_summed_by_billing_day_and_product(sample, exported):
    expected = query(
        sample,
        """
        select
            timezone('Etc/GMT-8', charge_period_start)::date::varchar as usage_date,
            product_code, usage_unit, sum(consumed_quantity), sum(charges.list_cost)
        from marts.fct_charges as charges
        inner join marts.dim_skus using (sku_id)
        inner join marts.fct_rated_legs using (charge_id)
        where channel_code = 'north' and leg_number = 1
        group by all
        order by all
        """,
    )
    found = [
        (
            row["usage_date"],
            row["product_code"],
            row["unit"],
            Decimal(row["quantity"]),
            Decimal(row["list_cost"]),
        )
        for row in read_csv(exported / "channels/north" / USAGE)
    ]
    assert sorted(found) == expected


def test_a_group_sums_its_channels_for_its_owner(exported):
    name = "billing_group_product_usage.csv"
    group = read_csv(exported / "billing_groups/group-1" / name)
    assert group == read_csv(exported / account("D1") / name)
    channels = read_csv(exported / account("D1") / USAGE)
    for column in ("quantity", "list_cost", "utility_cost", "customer_cost"):
        assert sum(Decimal(row[column]) for row in group) == sum(
            Decimal(row[column]) for row in channels
        )


# Manifests


def test_a_manifest_accounts_for_its_folder(sample, exported):
    folder = exported / account("c00001")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["account_id"] == "c00001"
    assert manifest["folder"] == account("c00001")
    assert manifest["model_version"] == "0.1.0+0123456789ab"
    assert manifest["billing_month"] is None
    ((until,),) = query(
        sample,
        "select strftime(max(recorded_at), '%Y-%m-%dT%H:%M:%SZ') from marts.fct_charges "
        "where owner_account_id = 'c00001'",
    )
    assert manifest["data_until"] == until
    assert set(manifest["files"]) == {path.name for path in folder.iterdir()} - {"manifest.json"}
    for name, entry in manifest["files"].items():
        content = (folder / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        rows = read_csv((folder / name).with_suffix(".csv"))
        assert entry["rows"] == len(rows)
        for column, total in entry["sums"]["USD"].items():
            assert column.endswith(("_cost", "_amount")) or column == "precision_difference"
            assert Decimal(total) == sum(Decimal(row[column]) for row in rows)
    assert "billed_cost" in manifest["files"]["bill_b_details.csv"]["sums"]["USD"]


def test_the_root_lists_every_folder_and_whose_it_is(exported):
    manifest = json.loads((exported / "manifest.json").read_text(encoding="utf-8"))
    found = {
        path.parent.relative_to(exported).as_posix() for path in exported.glob("*/*/manifest.json")
    }
    assert {entry["folder"] for entry in manifest["folders"]} == found
    assert {"kind": "accounts", "code": "C-direct", "folder": account("C-direct")} in manifest[
        "folders"
    ]
    for entry in manifest["folders"]:
        own = json.loads((exported / entry["folder"] / "manifest.json").read_text("utf-8"))
        assert entry["code"] in own.values()


def test_no_tenant_is_named_in_the_manifest_of_another(exported):
    text = (exported / account("c00001") / "manifest.json").read_text(encoding="utf-8")
    for other in ("c00002", "R1", "D1", "P1"):
        assert f'"{other}"' not in text


def test_the_report_of_a_first_level_partner_is_the_mart(database):
    """Over the demo seeds: what stands below one first-level partner is the mart's own row."""
    prepare_usage(database, "Etc/GMT-8", None)
    columns = """
        channel_code, usage_date, product_code, product_name, unit, quantity, list_cost,
        utility_cost, customer_cost, currency_code
    """
    expected = database.execute(f"select {columns} from marts.channel_product_usage order by all")
    rows = expected.fetchall()
    found = database.execute(
        f"""
        select {columns} from visible_usage
        where reader_account_id in (
            select buyer_account_id from marts.fct_rated_legs where leg_kind = 'bill_a'
        )
        order by all
        """
    )
    assert rows
    assert found.fetchall() == rows
