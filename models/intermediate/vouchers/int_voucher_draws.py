"""Draws vouchers down on the legs of their holders, leg after leg (rules 7.1)."""

from tierbill.rating.vouchers import draw_vouchers


def model(dbt, session):
    """One row per voucher and leg it reduced, with the money taken and the balance left."""
    dbt.config(materialized="incremental")
    return draw_vouchers(
        session,
        vouchers=dbt.ref("int_voucher_terms"),
        legs=dbt.ref("int_voucher_legs"),
    )
