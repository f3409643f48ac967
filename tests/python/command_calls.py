"""Commands called as a user types them, on small datasets."""

from __future__ import annotations

from pathlib import Path

import duckdb
import typer
from loading import sample_records, table_csv
from tierbill.build.accepted_tables import NEEDED
from tierbill.cli import CommandGroup
from tierbill.commands.build import build
from tierbill.commands.demo import demo
from tierbill.commands.export import export
from tierbill.commands.run import run
from tierbill.commands.show import show
from tierbill.shared.input_contract import raw_tables
from typer.testing import CliRunner, Result


def cli() -> typer.Typer:
    """Return the commands under test as an application of their own."""
    app = typer.Typer(cls=CommandGroup, rich_markup_mode="markdown")
    for command in (build, run, demo, export):
        app.command()(command)
    app.add_typer(show, name="show")
    return app


def call(*arguments: object) -> Result:
    return CliRunner().invoke(cli(), [str(argument) for argument in arguments])


def number_in(file: Path, table: str = "marts.second") -> int:
    with duckdb.connect(str(file.resolve()), read_only=True) as database:
        return database.execute(f"select number from {table}").fetchone()[0]


def contract_header(table: str) -> str:
    return ",".join(column.name for column in raw_tables()[table].columns) + "\n"


def dataset(folder: Path, records: int) -> Path:
    """Write a dataset of the required tables with so many usage records and nothing else."""
    folder.mkdir()
    for name, table in raw_tables().items():
        if table.required:
            text = contract_header(name)
            if name in NEEDED:
                text = table_csv(name, sample_records(name, 1))
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    names = [column.name for column in raw_tables()["usage"].columns]
    with (folder / "usage.csv").open("a", encoding="utf-8") as usage:
        for number in range(records):
            values = {
                "usage_id": f"{folder.name}-{number}",
                "owner_account_id": "C1",
                "resource_id": "r-1",
                "sku_id": "sku-1",
                "usage_started_at": "2025-08-01T00:00:00Z",
                "usage_ended_at": "2025-08-01T01:00:00Z",
                "usage_quantity": "1",
                "recorded_at": "2025-08-02T00:00:00Z",
            }
            usage.write(",".join(values.get(name, "") for name in names) + "\n")
    return folder
