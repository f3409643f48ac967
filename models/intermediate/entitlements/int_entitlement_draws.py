"""Draws packages and reserved instances on the usage of their owners."""

from tierbill.rating.entitlements import draw_entitlements


def model(dbt, session):
    """One row per package or reserved instance and charge it covered, in usage units."""
    dbt.config(materialized="table")
    return draw_entitlements(
        session,
        entitlement_skus=dbt.ref("int_entitlement_skus"),
        charges=dbt.ref("int_usage_validated"),
    )
