"""Draws reserved instances on the usage of every clock hour (rules 4.2)."""

from tierbill.rating.entitlements import draw_entitlements


def model(dbt, session):
    """One row per reserved instance and charge it covered, in usage-seconds."""
    dbt.config(materialized="table")
    return draw_entitlements(
        session,
        "reserved_instance",
        entitlements=dbt.ref("int_entitlements_opened"),
        skus=dbt.ref("int_entitlement_skus"),
        charges=dbt.ref("int_reserved_charges_opened"),
    )
