"""Write a whole synthetic dataset into a folder."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from tierbill.generate.catalogue import sku_rows
from tierbill.generate.commercial import commercial_tables, write_vouchers
from tierbill.generate.control import control_tables
from tierbill.generate.discounts import discount_rows
from tierbill.generate.orders import order_rows
from tierbill.generate.parties import BEGINNING, draw_parties
from tierbill.generate.plan import Features, Plan
from tierbill.generate.prices import policy_rows, price_rows, tax_rows
from tierbill.generate.resources import create_resources
from tierbill.generate.schema import write_table
from tierbill.generate.usage import write_usage
from tierbill.shared.disk_sync import sync, sync_tree
from tierbill.shared.errors import Refused

_WORKERS = 2
_SETTINGS = ("threads = 1", "TimeZone = 'UTC'", "memory_limit = '1200MB'")


class FolderNotEmptyError(Refused):
    """The output folder holds files; nothing was written."""


def generate_dataset(plan: Plan, folder: Path) -> Iterator[Path]:
    """Write the dataset into `folder`, yielding each table or usage file once it is written.

    The folder appears when everything is written: until then the files are in a folder
    `.<name>.partial` next to it.

    Raises:
        FolderNotEmptyError: the folder exists and holds files.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmptyError(f"{folder}: is not empty; name a new folder or empty it first")
    partial = folder.parent / f".{folder.name}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for path in _write_tables(plan, partial):
        yield folder / path.relative_to(partial)
    sync_tree(partial)
    if folder.exists():
        folder.rmdir()
    os.replace(partial, folder)
    sync(folder.parent)


def _write_tables(plan: Plan, folder: Path) -> Iterator[Path]:
    """Write every table below `folder`."""
    parties = draw_parties(plan)
    tables = parties.tables | {
        "skus": sku_rows(BEGINNING),
        "list_prices": price_rows(plan),
        "tax_rates": tax_rows(plan),
        "discounts": discount_rows(plan, parties),
        "orders": order_rows(plan, parties),
    }
    if plan.is_commercial:
        tables |= commercial_tables(plan, parties, tables)
        sellers = [partner.account_id for partner in parties.partners]
        tables["rounding_policies"] = policy_rows(sellers)
    if plan.features is Features.all:
        tables |= control_tables(plan, parties)
    for table, rows in tables.items():
        yield write_table(folder, table, rows)
    with duckdb.connect() as con:
        for setting in _SETTINGS:
            con.execute(f"set {setting}")
        con.execute(f"set temp_directory = '{folder}/.spill'")
        create_resources(con, plan, parties)
        yield from write_usage(con, plan, folder / "usage", _WORKERS)
        if plan.is_commercial:
            yield write_vouchers(con, plan, parties, folder)
    shutil.rmtree(folder / ".spill", ignore_errors=True)
