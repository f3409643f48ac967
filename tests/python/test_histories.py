"""What becomes known later rejects nothing that was accepted, and corrects only what it changes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from building import tierbill
from histories import BUILT, Change, Histories, write_histories

LEGS = """
select
    legs.charge_id,
    string_agg(
        concat_ws(' ', leg_number, leg_kind, seller_account_id, buyer_account_id, billed_cost),
        ', ' order by leg_number
    ) as chain,
    list(distinct seller_account_id) || list(distinct buyer_account_id) as parties,
    max(charges.settled_at) as moment
from marts.fct_rated_legs as legs
inner join marts.fct_charges as charges using (charge_id)
where charges.charge_category = 'usage'
group by legs.charge_id
"""
CORRECTED = """
select distinct charge_id, line_id
from (
    from marts.bill_a_details select charge_id, line_id, line_kind
    union all from marts.channel_bill_details select charge_id, line_id, line_kind
    union all from marts.bill_b_details select charge_id, line_id, line_kind
    union all from marts.direct_bill_details select charge_id, line_id, line_kind
)
where line_kind != 'original' and charge_id not like 'adjustment:%'
"""
REJECTED = "select source_table || ' ' || record_key from marts.rejected_records"


class Built:
    """What one build of the histories says."""

    def __init__(self, warehouse: Path) -> None:
        with duckdb.connect(str(warehouse), read_only=True) as database:
            database.execute("set TimeZone = 'UTC'")
            self.legs = {row[0]: row[1:] for row in database.execute(LEGS).fetchall()}
            self.corrected = dict(database.execute(CORRECTED).fetchall())
            self.rejected = {key for (key,) in database.execute(REJECTED).fetchall()}


def explained(
    moment: datetime, parties: set[str], changes: list[Change], since: datetime, until: datetime
) -> bool:
    """Whether something that became known says another thing of a party at the moment."""
    return any(
        since < change.known_at <= until and change.account_id in parties and change.covers(moment)
        for change in changes
    )


def check(histories: Histories, home: Path) -> None:
    landing = home / "landing"
    tierbill("load", histories.folder, "--landing", landing, "--allow-rejected")
    before, since, corrections = None, None, 0
    for built_at in BUILT:
        warehouse = home / f"{built_at:%d}.duckdb"
        tierbill(
            *("build", "--landing", landing, "--warehouse", warehouse),
            *("--as-of", built_at.isoformat()),
        )
        now = Built(warehouse)
        if before is not None:
            newly_rejected = now.rejected - before.rejected
            assert {key for key in newly_rejected if histories.known[key] <= since} == set()
            corrections += check_changes(histories, before, now, since, built_at)
        before, since = now, built_at
    assert corrections > 0, "no history corrects anything"


def check_changes(
    histories: Histories, before: Built, now: Built, since: datetime, until: datetime
) -> int:
    assert before.legs.keys() == now.legs.keys()
    changed = {charge for charge in now.legs if now.legs[charge][0] != before.legs[charge][0]}
    lost = [
        charge
        for charge in changed
        if not explained(
            now.legs[charge][2],
            {*now.legs[charge][1], *before.legs[charge][1]},
            histories.changes,
            since,
            until,
        )
    ]
    assert lost == [], {charge: (before.legs[charge], now.legs[charge]) for charge in lost[:3]}
    new = {charge for charge in now.corrected if charge not in before.corrected}
    assert new <= changed
    return len(new)


def test_twelve_histories(tmp_path):
    check(write_histories(range(12), tmp_path / "dataset"), tmp_path)


@pytest.mark.slow
def test_two_hundred_histories(tmp_path):
    check(write_histories(range(100, 300), tmp_path / "dataset"), tmp_path)
