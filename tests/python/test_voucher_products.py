"""Which products and legs a voucher pays (rules 7.1)."""

import duckdb
import pytest
from tierbill.rating.rows import rows_of
from tierbill.rating.vouchers import covers_product, draw_vouchers


@pytest.mark.parametrize(
    ("product_codes", "are_excluded", "product", "expected"),
    [
        ("p_cvm|p_cos", False, "p_cvm", True),
        ("p_cvm|p_cos", False, "p_cos", True),
        ("p_cvm|p_cos", False, "p_cvm2", False),
        ("p_cvm|p_cos", True, "p_cvm", False),
        ("p_cvm|p_cos", True, "p_cvm2", True),
        ("p_cvm2", False, "p_cvm", False),
        (None, False, "p_cvm", True),
    ],
)
def test_a_voucher_pays_the_products_it_names_or_all_but_those(
    product_codes, are_excluded, product, expected
):
    """A code is compared whole: p_cvm is not p_cvm2. A voucher without a list pays all."""
    assert covers_product(product_codes, are_excluded, product) is expected


VOUCHERS = """
select
    voucher_id, 'bill_b' as leg_kind, 'c' as holder_account_id, 'USD' as currency_code,
    false as is_designated, null::varchar as designated_account_id, 'all' as payment_mode,
    null::varchar as product_codes, false as product_codes_are_excluded, 20.00 as face_value,
    minimum_spend::decimal(28, 8) as minimum_spend, true as is_reusable,
    timestamptz '2025-01-01 00:00:00+00' as valid_from,
    timestamptz '2026-01-01 00:00:00+00' as valid_to
from (values ('no-minimum', null), ('minimum-of-0', 0)) as vouchers (voucher_id, minimum_spend)
"""

LEGS = """
select
    'order:a' as charge_id, 'purchase' as charge_category, 2 as leg_number,
    timestamptz '2025-08-01 00:00:00+00' as transaction_at, date '2025-08-01' as billing_month,
    'bill_b' as leg_kind, 'c' as holder_account_id, 'USD' as currency_code,
    'c' as owner_account_id, 'prepaid' as payment_mode, 'p_cvm' as product_code,
    100.00 as contracted_cost, {spent}::decimal(38, 8) as spent_cost
"""


@pytest.mark.parametrize(
    ("spent", "drawn"),
    [
        ("-200", ["no-minimum"]),
        ("-999999999999999999", ["no-minimum"]),
        ("-0.5", ["no-minimum"]),
        ("0", ["minimum-of-0", "no-minimum"]),
    ],
)
def test_a_voucher_without_a_minimum_is_drawn_whatever_the_order_spends(spent, drawn):
    """A null limit is no limit: 100.00 and an adjustment of -300.00 spend -200.00, and the
    voucher of 20.00 without a minimum still pays 20.00 of the line of 100.00."""
    with duckdb.connect() as database:
        vouchers, legs = database.sql(VOUCHERS), database.sql(LEGS.format(spent=spent))
        draws = draw_vouchers(database, vouchers=vouchers, legs=legs).read_all()
    rows = sorted(rows_of(draws.select(["voucher_id", "voucher_cost"])))
    assert rows == [(voucher, 20) for voucher in drawn]
