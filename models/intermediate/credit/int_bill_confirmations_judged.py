"""Judges confirmations bill by bill, one after the other (rules 9.1)."""

from tierbill.control.models import judge_confirmations


def model(dbt, session):
    """One row per confirmation that is not refused by itself: what it confirms, or why not."""
    dbt.config(materialized="table")
    return judge_confirmations(session, confirmations=dbt.ref("int_bill_confirmations_examined"))
