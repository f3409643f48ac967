"""Requirements of the Tencent bills (S000) that no unit test of a model shows, on the demo."""

from __future__ import annotations

import json
from decimal import Decimal

import duckdb
import pytest
from conftest import Demo

D = Decimal
DIANA, XAVIER, YARA = "300000000001", "400000000002", "400000000003"
DISTRIBUTORS = ("300000000001", "300000000002", "300000000003")
PAULA, FIONA = "400000000009", "400000000027"
COST_COLUMNS = {"discount_multiplier", "contracted_cost", "voucher_cost", "pretax_cost"}
BILLS = ("bill_a", "bill_b", "direct_bill", "channel_bill")


def rows(database: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple]:
    return database.execute(query, list(values)).fetchall()


def columns(database: duckdb.DuckDBPyConnection, mart: str) -> set[str]:
    return {row[0] for row in rows(database, f"describe marts.{mart}")}


@pytest.mark.parametrize("distributor", DISTRIBUTORS)
def test_a_distributor_sees_the_customers_of_its_own_second_levels_only(database, distributor):
    """R1, R2, R4: its Bill A holds rows of customers below its resellers, by owner."""
    found = rows(
        database,
        "select distinct a.owner_account_id, p.distributor_account_id "
        "from marts.bill_a_details a join marts.dim_accounts p "
        "on a.owner_account_id = p.account_id "
        "where a.payer_account_id = ? and a.admin_account_id != a.payer_account_id",
        distributor,
    )
    assert found
    assert {above for _, above in found} == {distributor}
    assert all(owner is not None for owner, _ in found)


def test_looking_up_a_second_level_is_looking_up_its_customers(database):
    """R3, R4, R10: rows of Xavier are the rows of Xenia, Xerxes and his own, no more."""
    by_reseller = rows(
        database,
        "select line_id from marts.bill_a_details where admin_account_id = ? order by all",
        XAVIER,
    )
    by_owner = rows(
        database,
        "select a.line_id from marts.bill_a_details a join marts.dim_account_paths p "
        "on a.owner_account_id = p.account_id and p.valid_to is null "
        "where p.reseller_account_id = ? order by all",
        XAVIER,
    )
    assert by_reseller == by_owner
    assert len(by_reseller) == 3


def test_consolidated_files_show_the_cost_and_single_ones_do_not(database):
    """R6, R58, R59, R61: Bill A at L2 and the monthly aggregate carry the reseller's discount,
    voucher and cash; Bill B has none of them."""
    monthly = columns(database, "bill_a_details_monthly")
    assert monthly >= COST_COLUMNS
    wanted = {"contracted_amount", "voucher_amount", "pretax_amount"}
    assert wanted <= columns(database, "bill_a_resources")
    for level in ("details", "details_monthly", "resources", "summary", "statements"):
        seen = columns(database, f"bill_b_{level}")
        assert not {name for name in seen if name.startswith("reseller_") and "cost" in name}
        assert "margin_cost" not in seen
    assert "reseller_contracted_cost" in columns(database, "bill_b_reseller_view")


@pytest.mark.parametrize("bill", BILLS)
def test_every_level_of_a_month_has_the_same_total(database, bill):
    """R7, R8: details, monthly aggregate and summary add up to the statement; resources are
    rounded one by one."""
    sums = {
        level: rows(
            database,
            "select billing_month, currency_code, sum(billed_cost) "
            f"from marts.{bill}_{level} group by all order by all",
        )
        for level in ("details", "details_monthly", "summary", "statements")
    }
    assert sums["details"]
    assert all(found == sums["details"] for found in sums.values())
    apart = rows(
        database,
        f"with l2 as (select sum(billed_amount) a, count(*) n from marts.{bill}_resources), "
        f"l3 as (select sum(billed_cost) c from marts.{bill}_details) "
        "select abs(a - c), n from l2, l3",
    )[0]
    assert apart[0] <= D("0.005") * apart[1]


def test_every_column_of_a_mart_is_described(demo: Demo):
    """R9: the documentation has words for every column that analysts see."""
    manifest = json.loads((demo.folder.target / "manifest.json").read_text(encoding="utf-8"))
    undescribed = [
        f"{node['name']}.{name}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
        for name, column in node["columns"].items()
        if not column["description"].strip()
    ]
    assert undescribed == []
    described = {node["name"] for node in manifest["nodes"].values()}
    assert {"bill_a_details", "bill_b_details", "bill_a_details_monthly"} <= described


def test_direct_and_indirect_customers_are_told_apart_in_one_extract(database):
    """R11, R13: Diana's Bill A has her own customer and those of two resellers, each customer
    under exactly one."""
    found = rows(
        database,
        "select admin_account_id, count(distinct owner_account_id) from marts.bill_a_details "
        "where payer_account_id = ? and owner_account_id not in (?, ?, ?) "
        "group by all order by all",
        *(DIANA, DIANA, XAVIER, YARA),
    )
    assert found == [(DIANA, 1), (XAVIER, 2), (YARA, 2)]
    twice = rows(
        database,
        "select owner_account_id from marts.bill_a_details where payer_account_id = ? "
        "group by all having count(distinct admin_account_id) > 1",
        DIANA,
    )
    assert twice == []


def test_bulk_files_are_read_whatever_their_number(demo: Demo):
    """R12: bills are loaded from files, a folder of any number of them a table; no API is
    asked."""
    manifest = json.loads((demo.folder.target / "manifest.json").read_text(encoding="utf-8"))
    landed = {node["name"] for node in manifest["sources"].values()}
    raw = {
        node["config"]["meta"]["raw_table"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and "raw_table" in node["config"]["meta"]
    }
    assert len(raw) > 20
    assert raw <= landed
    files = manifest["nodes"]["model.tierbill.stg_landing_files"]
    assert "record_count" in files["columns"]


def test_cash_expenditure_is_that_of_bill_a(database):
    """R46, R47: Paula's cash is 700 and 400, the pre-tax totals of her Bill A."""
    found = rows(
        database,
        "select billing_month::varchar, pretax_cost from marts.bill_a_statements "
        "where buyer_account_id = ? order by all",
        PAULA,
    )
    assert found == [("2025-08-01", 700), ("2025-09-01", 400)]


def test_a_customer_voucher_leaves_the_reseller_its_cash_expenditure(database):
    """R48, R49, R50: Pia pays 650 in both months; only the partner voucher of September lowers
    Paula's cash."""
    found = rows(
        database,
        "select billing_month::varchar, voucher_cost, pretax_cost from marts.bill_b_statements "
        "where seller_account_id = ? order by all",
        PAULA,
    )
    assert found == [("2025-08-01", 200, 650), ("2025-09-01", 200, 650)]
    drawn = rows(
        database,
        "select distinct voucher_type, split_part(leg_id, ':', 3) from marts.voucher_ledger "
        "where entry_kind = 'draw' and holder_account_id in (?, '800000400019') order by all",
        PAULA,
    )
    assert drawn == [("customer", "2"), ("partner", "1")]


def test_a_customer_reads_its_own_bill_and_no_other(database):
    """R56, R57: Bill B is asked by its buyer, has one buyer a line and none of Bill A's
    columns."""
    parties = rows(
        database,
        "select count(*) from marts.bill_b_details where buyer_account_id != owner_account_id",
    )
    assert parties == [(0,)]
    only_a = {"payer_account_id", "admin_account_id", "plan_cost", "distributor_account_id"}
    assert only_a <= columns(database, "bill_a_details")
    assert not only_a & columns(database, "bill_b_details")


def test_bill_a_rows_have_discount_and_voucher(database):
    """R58: on every priced row of Bill A multiplier or contract price, and the voucher, are
    there."""
    missing = rows(
        database,
        "select count(*) from marts.bill_a_details where voucher_cost is null "
        "or (discount_multiplier is null and contract_unit_price is null)",
    )
    assert missing == [(0,)]


def test_allowlist_a_shows_the_customer_discount(database):
    """R59, R60: Fiona is on the list, so Fritz sees 0.85; a reseller off the list shows
    nothing, and amounts use the discount either way."""
    shown = rows(
        database,
        "select count(*) from marts.bill_b_details b join marts.dim_accounts s "
        "on b.seller_account_id = s.account_id "
        "where not s.shows_customer_discounts and (b.discount_multiplier is not null "
        "or b.discount_id is not null or b.discount_cost is not null)",
    )
    assert shown == [(0,)]
    fritz = rows(
        database,
        "select distinct discount_multiplier from marts.bill_b_details "
        "where seller_account_id = ? and discount_id = 'cd-fritz'",
        FIONA,
    )
    assert fritz == [(D("0.85"),)]


def test_allowlist_b_shows_the_reseller_its_margin(database):
    """R61, R62: revenue, customer voucher, cost and partner voucher side by side, only for
    sellers on the list."""
    off_the_list = rows(
        database,
        "select count(*) from marts.bill_b_reseller_view v join marts.dim_accounts s "
        "on v.seller_account_id = s.account_id where not s.shows_reseller_costs",
    )
    assert off_the_list == [(0,)]
    margin = rows(
        database,
        "select margin_cost, revenue_cost, sold_voucher_cost, purchase_cost, bought_voucher_cost "
        "from marts.margins where tier_account_id = ? order by billing_month",
        PAULA,
    )
    assert margin == [(-50, 850, 200, 700, 0), (250, 850, 200, 700, 300)]
