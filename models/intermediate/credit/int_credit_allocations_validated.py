"""Validates allocations of credit, each against what was accepted before it (rules 9.2)."""

from tierbill.control.credit_allocations import validated_allocations


def model(dbt, session):
    """One row per allocation, with the first reason to reject it."""
    dbt.config(materialized="table")
    return validated_allocations(
        session,
        allocations=dbt.ref("int_credit_allocations_joined"),
        events=dbt.ref("int_credit_events"),
    )
