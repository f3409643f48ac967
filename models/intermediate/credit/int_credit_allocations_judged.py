"""Judges allocations of credit in order: a limit follows from those before (rules 9.2)."""

from tierbill.control.models import judge_allocations


def model(dbt, session):
    """One row per allocation that is not refused by itself, with the reason if it is refused."""
    dbt.config(materialized="table")
    return judge_allocations(session, events=dbt.ref("int_credit_events"))
