"""Reads the usage columns that rating needs and puts them through one hash aggregate.

    python scripts/bench/bare_scan.py DATASET

The floor of every month close: nothing is cleaned, joined, rated or written.
"""

import sys
from pathlib import Path

import duckdb
from single_script import SETTINGS

SCAN = """
select
    count(*),
    sum(records),
    sum(usage_quantity),
    bit_xor(id_hash)
from (
    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        epoch_us(usage_started_at) // 3600000000 as hour,
        count(*) as records,
        bit_xor(hash(usage_id)) as id_hash,
        any_value(operator_account_id) as operator_account_id,
        any_value(resource_name) as resource_name,
        any_value(project) as project,
        any_value(zone_id) as zone_id,
        any_value(tags) as tags,
        min(usage_started_at) as first_used_at,
        max(usage_ended_at) as last_used_at,
        sum(usage_quantity) as usage_quantity,
        sum(linear_size) as linear_size,
        max(recorded_at) as recorded_at
    from read_parquet(?)
    group by owner_account_id, resource_id, sku_id, region_id, hour
)
"""


def main() -> None:
    """Scan the dataset named on the command line and print what was counted."""
    dataset = Path(sys.argv[1])
    with duckdb.connect() as con:
        for setting in SETTINGS:
            con.execute(f"set {setting}")
        print(con.execute(SCAN, [str(dataset / "usage" / "*.parquet")]).fetchall())


if __name__ == "__main__":
    main()
