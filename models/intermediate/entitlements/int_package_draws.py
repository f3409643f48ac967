"""Draws packages down on the usage of their owners, charge after charge (rules 4.1)."""

from tierbill.rating.entitlements import draw_entitlements


def model(dbt, session):
    """One row per package and charge it covered, in usage units."""
    dbt.config(materialized="table")
    return draw_entitlements(
        session,
        "package",
        entitlements=dbt.ref("int_entitlements_opened"),
        skus=dbt.ref("int_entitlement_skus"),
        charges=dbt.ref("int_package_charges_opened"),
    )
