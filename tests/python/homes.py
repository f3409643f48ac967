"""A landing folder and the warehouse that was built from it last, for tests of several loads."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
from random_datasets.dataset import Dataset
from tierbill.cli import app
from typer.testing import CliRunner, Result


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@dataclass(frozen=True)
class Home:
    """A landing folder and the warehouse that was built from it last."""

    folder: Path

    @property
    def landing(self) -> Path:
        return self.folder / "landing"

    @property
    def warehouse(self) -> Path:
        return self.folder / "bills.duckdb"

    def load(self, name: str, fill: Callable[[Dataset], None]) -> None:
        data = Dataset()
        fill(data)
        result = call("load", data.write(self.folder / name), "--landing", self.landing)
        assert result.exit_code == 0, result.output

    def build(self, *options: object) -> Result:
        build = ("build", "--landing", self.landing, "--warehouse", self.warehouse)
        return call(*build, *options)

    def built(self, *options: object) -> Home:
        result = self.build(*options)
        assert result.exit_code == 0, result.output
        return self

    def verify(self, *options: str) -> Result:
        return call("verify", "--landing", self.landing, *options)

    def ask(self, sql: str) -> list[tuple]:
        with duckdb.connect(str(self.warehouse.resolve()), read_only=True) as database:
            return database.execute(sql).fetchall()

    def billed(self, bill: str, seller: str, month: str) -> Decimal:
        """What the lines of a seller's bills of a month add up to."""
        [(billed,)] = self.ask(
            f"select sum(billed_cost) from marts.{bill}_details "
            f"where seller_account_id = '{seller}' and billing_month = '{month}-01'"
        )
        return billed

    def issued(self) -> dict[str, bytes]:
        """The files of issued lines, by name."""
        files = (self.landing / "issued").glob("[0-9]*.parquet")
        return {file.name: file.read_bytes() for file in sorted(files)}

    def take_warehouse(self, other: Home) -> None:
        """Publish a copy of the version that another home published."""
        name = self.warehouse.name
        shutil.copytree(other.folder / f"{name}.versions", self.folder / f"{name}.versions")
        self.warehouse.symlink_to(other.warehouse.readlink())

    def copy(self, folder: Path) -> Home:
        shutil.copytree(self.landing, folder / "landing", dirs_exist_ok=True)
        return Home(folder)
