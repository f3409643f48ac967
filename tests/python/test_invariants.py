"""What always holds, on generated months: every data test of the project, the deep ones too.

The generator writes skewed, faulty, multi-tier data that nobody chose by hand; the invariants of
rules 11 are dbt tests (`tests/singular`, and `grain_is` and `expression_holds` next to the models).
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from building import DbtFolder, tierbill

ROWS = 200_000


@pytest.fixture(scope="module", params=[1, 20_250, 777_777], ids="seed-{}".format)
def warehouse(request, tmp_path_factory, dbt_folder: DbtFolder) -> Path:
    """A generated dataset, loaded and built with every test; a failing one fails here."""
    home = tmp_path_factory.mktemp("generated")
    dataset, landing = home / "dataset", home / "landing"
    options = ("--usage-rows", ROWS, "--seed", request.param, "--features", "all")
    tierbill("generate", "--out", dataset, *options)
    tierbill("load", dataset, "--landing", landing)
    database = home / "tierbill.duckdb"
    dbt_folder.build(database, landing=landing)
    return database


@pytest.mark.slow
def test_every_data_test_holds_and_there_is_something_to_hold(warehouse):
    """The build above ran the tests; here that its data reach what they are about."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        counted = dict(
            connection.execute(
                "select source_table, sum(delivered) from marts.load_accounting group by all"
            ).fetchall()
        )
        kinds = {
            row[0]
            for row in connection.execute("select leg_kind from marts.fct_rated_legs").fetchall()
        }
        rejected, duplicate, superseded = connection.execute(
            "select sum(rejected), sum(duplicate), sum(superseded) from marts.load_accounting"
        ).fetchone()
    assert counted["usage"] == ROWS
    assert kinds == {"bill_a", "channel", "bill_b", "direct"}
    assert min(rejected, duplicate, superseded) > 0
