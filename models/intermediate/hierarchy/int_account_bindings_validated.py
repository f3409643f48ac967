"""Validates bindings, each against those that were known before it (rules 1.2, 1.12)."""

from tierbill.rating.binding_conflicts import validated_bindings


def model(dbt, session):
    """One row per binding, with the first reason to reject it."""
    dbt.config(materialized="table")
    return validated_bindings(session, dbt.ref("int_account_bindings_joined"))
