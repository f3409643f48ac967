"""Which products a voucher pays (rules 7.1)."""

import pytest
from tierbill.rating.vouchers import covers_product


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
