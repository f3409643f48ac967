"""What a generated dataset holds: the market, its skew, and what goes wrong with its records."""

import pytest
from generated_data import ROWS, Dataset, generated
from tierbill.generate.plan import month_rows

INSIDE = "between '2025-08-31 16:00:00+00' and '2025-09-30 15:59:59+00'"


@pytest.fixture(scope="module")
def kernel(tmp_path_factory) -> Dataset:
    return Dataset(generated(tmp_path_factory.mktemp("kernel") / "data"))


def test_the_dirty_file_has_every_kind_of_unreadable_record(kernel):
    missing = ("usage_id", "owner_account_id", "resource_id", "sku_id", "usage_started_at",
               "usage_ended_at", "usage_quantity", "recorded_at")  # fmt: skip
    for column in missing:
        assert kernel.one(f"select count(*) from dirty where {column} is null"), column
    for condition in ("usage_quantity < 0", "linear_size <= 0", "not json_valid(tags)"):
        assert kernel.one(f"select count(*) from dirty where {condition}"), condition
    good = kernel.one(
        "select count(*) from dirty where usage_id is not null and owner_account_id is not null "
        "and resource_id is not null and sku_id is not null and usage_started_at is not null "
        "and usage_ended_at is not null and recorded_at is not null and usage_quantity >= 0 "
        "and (linear_size is null or linear_size > 0) "
        "and (tags is null or (json_valid(tags) and tags not like '%:1}'))"
    )
    assert good >= kernel.one("select count(*) from dirty") // 3


def test_faults_come_at_their_rates(kernel):
    expected = month_rows(ROWS)
    copies = kernel.one(
        "select count(*) - (select count(*) from "
        "(select distinct * exclude (filename) from usage)) from usage"
    )
    assert expected.duplicates == copies == ROWS // 1000
    conflicting = kernel.one(
        "select count(*) from (select usage_id from (select distinct * exclude (filename) "
        "from usage) where usage_id is not null group by usage_id, recorded_at "
        "having count(*) > 1)"
    )
    assert conflicting == expected.conflicting
    restated = kernel.one(
        "select count(*) from resent semi join clean using (usage_id) "
        "where resent.recorded_at not in (select recorded_at from clean as other "
        "where other.usage_id = resent.usage_id)"
    )
    assert restated == expected.restated
    late = kernel.one("select avg((recorded_at > usage_ended_at + interval 1 day)::int) from clean")
    assert late == pytest.approx(0.01, rel=0.15)
    bad = kernel.one("select count(*) from dirty") / ROWS * 2 / 3
    assert bad == pytest.approx(0.0005, rel=0.05)


def test_each_reason_that_looks_at_other_records_occurs(kernel):
    records = {
        "unknown_account": "owner_account_id not in (select account_id from accounts)",
        "unknown_sku": "sku_id not in (select sku_id from skus)",
        "owner_is_provider": "owner_account_id in "
        "(select account_id from accounts where account_role = 'provider')",
        "ends_before_it_starts": "usage_ended_at <= usage_started_at",
        "not_a_metered_sku": "sku_id in "
        "(select sku_id from skus where settlement_cycle = 'upfront')",
    }
    for reason, condition in records.items():
        assert kernel.one(f"select count(*) from resent where {condition}"), reason
        assert not kernel.one(f"select count(*) from clean where {condition}"), reason
    overlapping = kernel.one(
        "select count(*) from account_bindings as one inner join account_bindings as other "
        "on one.account_id = other.account_id and one.binding_id < other.binding_id "
        "and one.unbound_at is null and other.unbound_at is null"
    )
    assert overlapping >= 2


def test_several_records_fold_into_one_charge(kernel):
    records_per_charge = kernel.one(
        """
        select count(*) / count(distinct (owner_account_id, resource_id, sku_id, region_id, bucket))
        from (
            select
                clean.*,
                case settlement_cycle
                    when 'hourly' then (epoch_us(usage_started_at) + 28800000000) // 3600000000
                    when 'daily' then (epoch_us(usage_started_at) + 28800000000) // 86400000000
                    else 0
                end as bucket
            from clean inner join skus using (sku_id)
        )
        """
    )
    assert 8 <= records_per_charge <= 10


def test_usage_is_skewed_over_customers_and_skus(kernel):
    for column, least in (("owner_account_id", 4), ("sku_id", 3)):
        biggest, typical = kernel.con.execute(
            f"select max(n), avg(n) from (select count(*) as n from clean group by {column})"
        ).fetchone()
        assert biggest > least * typical, column
    shares = kernel.con.execute(
        "select avg((linear_size is null)::int), avg((tags is not null)::int), "
        "avg((epoch_us(usage_ended_at) % 1000000 = 0)::int) from clean"
    ).fetchone()
    assert shares[0] > 0.7
    assert 0.2 < shares[1] < 0.5
    assert 0.95 < shares[2] < 1


def test_the_market_has_every_level_and_moves_inside_the_month(kernel):
    roles = kernel.column("select distinct account_role from accounts")
    assert roles == {"provider", "distributor", "reseller", "customer"}
    depth = kernel.one(
        """
        with recursive walk as (
            select account_id, parent_account_id, 1 as depth from account_bindings
            union all
            select walk.account_id, above.parent_account_id, depth + 1
            from walk inner join account_bindings as above
                on walk.parent_account_id = above.account_id
            where depth < 6
        )
        select max(depth) from walk inner join accounts
            on walk.parent_account_id = accounts.account_id and account_role = 'provider'
        """
    )
    assert depth >= 4  # customer, third-level, second-level, distributor, provider
    direct = (
        "account_role = 'customer' and account_id not in (select account_id from account_bindings)"
    )
    assert kernel.one(f"select count(*) from accounts where {direct}")
    assert kernel.one(f"select count(*) from account_bindings where unbound_at {INSIDE}") >= 5
    assert kernel.one(f"select count(*) from list_prices where valid_from {INSIDE}") >= 10
    assert kernel.one(f"select count(*) from discounts where effective_at {INSIDE}") >= 10


def test_the_catalogue_covers_the_kinds_of_prices_and_metering(kernel):
    used = "skus where sku_id in (select sku_id from clean)"
    assert kernel.column(f"select settlement_cycle from {used}") == {"hourly", "daily", "monthly"}
    assert kernel.column(f"select metering from {used}") == {"amount", "duration"}
    assert kernel.column(f"select provider_account_id from {used}") == {
        "100000000001",
        "100000000002",
    }
    models = "select tier_model from list_prices where sku_id in (select sku_id from clean)"
    assert kernel.column(models) == {"flat", "graduated", "volume"}
    assert kernel.one("select count(distinct region_id) from list_prices") >= 5
    kinds = kernel.column("select discount_kind from discounts")
    assert kinds == {"multiplier", "contract_price"}
    assert kernel.column("select order_type from orders") >= {"new_purchase", "renewal"}
