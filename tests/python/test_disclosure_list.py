"""The allow-list of columns: each is decided upon, and no tier sees the costs above it."""

from __future__ import annotations

import pyarrow.parquet as pq
import yaml
from exporting import query
from published_demo import publish
from tierbill.disclosure import bill_columns
from tierbill.disclosure.exported_marts import bill_marts
from tierbill.export.warehouse_export import ExportRequest, export_warehouse


def test_every_column_of_a_bill_is_decided_upon(database):
    """A new column is neither shown nor forgotten: it must be listed for some reader."""
    undecided = {
        f"{mart.name}.{column}"
        for mart in bill_marts()
        for (column, *_) in database.execute(f"describe marts.{mart.name}").fetchall()
        if column not in bill_columns.known_columns()
    }
    assert undecided == set()


def test_no_cost_of_a_tier_above_is_in_the_list_of_a_tier_below():
    content = yaml.safe_load(bill_columns.LIST.read_text(encoding="utf-8"))
    for bill, sides in content["bills"].items():
        for side, groups in sides.items():
            if bill != "bill_b_reseller_view":
                assert "reseller_cost" not in groups
            if bill not in ("bill_a", "direct_bill"):
                assert "plan" not in groups
            if (bill, side) in [("bill_a", "buyer"), ("channel_bill", "buyer"),
                                ("channel_bill", "seller"), ("bill_b", "seller")]:  # fmt: skip
                assert "tags" not in groups
            if side == "buyer" and bill in ("bill_b", "direct_bill"):
                assert "chain" not in groups


def test_a_customer_sees_discount_columns_only_under_its_resellers_allowlist(demo, tmp_path):
    file = publish(demo, tmp_path / "w.duckdb")
    export_warehouse(ExportRequest(file, tmp_path / "out"))
    allowed = {
        account
        for (account,) in query(
            file,
            "select account_id from marts.dim_accounts where shows_customer_discounts",
        )
    }
    seen = set()
    for path in (tmp_path / "out").glob("accounts/*/bill_b_details.parquet"):
        table = pq.read_table(path)
        sellers = set(table.column("seller_account_id").to_pylist())
        shows = "discount_multiplier" in table.column_names
        assert shows == bool(sellers & allowed)
        seen.add(shows)
    assert seen == {True, False}
