"""Draws savings plans on the list cost of every clock hour."""

from tierbill.rating.entitlements import draw_plans


def model(dbt, session):
    """One row per savings plan and charge it covered, at list cost."""
    dbt.config(materialized="incremental")
    return draw_plans(
        session,
        entitlement_skus=dbt.ref("int_entitlement_skus"),
        charges=dbt.ref("int_usage_charges"),
    )
