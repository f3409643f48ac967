"""Requirements of sub-account discounts (S003), on Fiona and the others of the demo."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

D = Decimal
FIONA = "400000000027"


def rows(database: duckdb.DuckDBPyConnection, query: str, *values: object) -> list[tuple]:
    return database.execute(query, list(values)).fetchall()


def reason(database: duckdb.DuckDBPyConnection, table: str, key: str) -> str:
    return rows(
        database,
        "select reason from marts.rejected_records where source_table = ? and record_key = ?",
        *(table, key),
    )[0][0]


def bill_b(database: duckdb.DuckDBPyConnection, customer: str) -> list[tuple[str, Decimal]]:
    """Day and contracted cost of Fiona's daily charges to one customer."""
    return rows(
        database,
        "select (charge_period_start + interval 8 hour)::date::varchar, contracted_cost "
        "from marts.bill_b_details b join marts.dim_accounts a "
        "on b.buyer_account_id = a.account_id "
        "where seller_account_id = ? and starts_with(account_name, ?) order by 1",
        *(FIONA, f"{customer},"),
    )


def test_partners_set_discounts_for_direct_and_indirect_customers(database):
    """R135, R139-R142: Diana's for Dirk and for Xavier's Xenia are in force without anybody's
    approval; for a stranger it is refused."""
    found = rows(
        database,
        "select discount_id, state from marts.discount_register "
        "where discount_id in ('cd-dirk', 'cd-xenia') order by all",
    )
    assert found == [("cd-dirk", "effective"), ("cd-xenia", "effective")]
    assert reason(database, "discounts", "bad-not-your-customer") == "not_your_customer"
    states = rows(database, "select distinct state from marts.discount_register")
    assert not {state for (state,) in states} & {"pending", "approved", "draft"}


def test_bill_a_is_the_same_with_and_without_a_customer_discount(database):
    """R136, R138: each of Fiona's days costs her 7.00; her customers pay 8.50, 8.00 or
    10.00."""
    cost = rows(
        database,
        "select distinct contracted_cost from marts.bill_a_details where payer_account_id = ?",
        FIONA,
    )
    assert cost == [(7,)]
    paid = rows(
        database,
        "select distinct contracted_cost from marts.bill_b_details "
        "where seller_account_id = ? order by all",
        FIONA,
    )
    assert paid == [(8,), (D("8.5"),), (10,)]


@pytest.mark.parametrize(
    ("discount", "why"),
    [
        ("bad-second-level", "second_level_reseller_may_not"),
        ("bad-no-special-approval", "no_special_approval"),
        ("bad-not-allowlisted", "not_allowlisted"),
        ("bad-rate-or-price", "rate_or_price"),
        ("bad-expires-before-effective", "expires_before_effective"),
        ("bad-scope-differs", "scope_differs"),
        ("bad-retroactive", "retroactive"),
    ],
)
def test_what_the_page_would_not_let_pass_is_refused(database, discount, why):
    """R143-R145, R149, R151, R153, R156: each has its reason, is on no leg and stays in the
    register as rejected."""
    assert reason(database, "discounts", discount) == why
    used = rows(
        database, "select count(*) from marts.fct_rated_legs where discount_id = ?", discount
    )
    assert used == [(0,)]
    state = rows(
        database,
        "select state, rejection_reason from marts.discount_register where discount_id = ?",
        discount,
    )
    assert state == [("rejected", why)]


def test_the_register_lists_and_is_searched_by_scope_and_customer(database):
    """R146-R148, R158: all discounts with their state, special approvals among them; each of
    the five filters finds its rows."""
    counted = rows(
        database,
        "select count(*) filter (discount_type = 'special_approval') > 20, "
        "count(*) filter (discount_type = 'customer') > 20, count(distinct state) > 3 "
        "from marts.discount_register",
    )
    assert counted == [(True, True, True)]
    for column in (
        *("product_code", "subproduct_code", "component_type_code", "component_code"),
        "buyer_account_id",
    ):
        found = rows(
            database,
            f"select count(*) > 0 from marts.discount_register where {column} is not null",
        )
        assert found == [(True,)], column


def test_the_special_approval_is_the_reference_value(database):
    """R144, R150, R152: next to 0.85 of cd-fritz stands the 0.70 it rests on; renewing is yes
    or no."""
    found = rows(
        database,
        "select based_on_discount_id, discount_multiplier, approved_multiplier, is_auto_renewed "
        "from marts.discount_register where discount_id in ('cd-fritz', 'cd-franz') order by all",
    )
    assert found == [
        ("sa-fiona", D("0.85"), D("0.7"), False),
        ("sa-fiona", D("0.85"), D("0.7"), True),
    ]


def test_a_renewing_discount_goes_on_for_a_year(database):
    """R154: Franz's ended on 20 August 2025 and now ends on 20 August 2026 (UTC+8)."""
    end = rows(
        database,
        "select (expires_at + interval 8 hour)::varchar from marts.discount_register "
        "where discount_id = 'cd-franz'",
    )
    assert end[0][0].startswith("2026-08-20 00:00:00")
    assert bill_b(database, "Franz") == [("2025-08-21", D("8.5"))]


def test_notices_fall_on_four_days_in_three_media(database):
    """R155: cd-fritz ends on 13 August 2026."""
    found = rows(
        database,
        "select notice_date::varchar, count(distinct medium) from marts.discount_notices "
        "where discount_id = 'cd-fritz' group by all order by all",
    )
    days = ["2026-05-15", "2026-06-14", "2026-07-14", "2026-08-06"]
    assert found == [(day, 3) for day in days]


def test_a_discount_does_not_reach_back(database):
    """R157, R159: submitted on 12 August, valid at once, it prices from the 13th."""
    assert bill_b(database, "Fritz") == [("2025-08-12", 10), ("2025-08-13", D("8.5"))]


def test_one_batch_changes_many_and_only_two_fields_change(database):
    """R160-R162: one batch stops the renewal of two discounts; another field is refused and
    rate and end stay."""
    found = rows(
        database,
        "select discount_id, state, discount_multiplier from marts.discount_register "
        "where discount_id in ('cd-fanny', 'cd-finn') order by all",
    )
    assert found == [("cd-fanny", "expired", D("0.85")), ("cd-finn", "expired", D("0.85"))]
    assert reason(database, "discount_changes", "bad-immutable-field") == "immutable_field"
    assert bill_b(database, "Fanny") == [("2025-08-19", D("8.5")), ("2025-08-21", 10)]


def test_a_new_discount_replaces_the_old_one_with_an_overlap(database):
    """R163: between 16 and 18 August both hold, the newer prices, the overlap is listed."""
    found = rows(database, "select discount_id, other_discount_id from marts.discount_overlaps")
    assert found == [("cd-frieda-new", "cd-frieda-old")]
    assert [cost for _, cost in bill_b(database, "Frieda")] == [D("8.5"), 8, 8]


def test_credit_is_used_at_the_discounted_price(database):
    """R137: what Xenia's credit bears is the 0.0380664 of Bill B, not the list cost."""
    found = rows(
        database,
        "select contracted_cost - voucher_cost from marts.fct_rated_legs "
        "where leg_kind = 'bill_b' and buyer_account_id = '9007199254740992'",
    )
    assert found == [(D("0.0380664"),)]
