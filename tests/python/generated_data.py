"""Generated datasets for tests, and a way to ask them in SQL."""

from pathlib import Path

import duckdb
from tierbill.generate.generated_dataset import generate_dataset
from tierbill.generate.plan import Plan

ROWS = 200_000


def generated(folder: Path, **wanted) -> Path:
    """A dataset with these sizes in a new folder."""
    wanted = {"usage_rows": ROWS, "seed": 1} | wanted
    list(generate_dataset(Plan(**wanted), folder))
    return folder


def tables_of(folder: Path) -> set[str]:
    """Names of the tables that the dataset has."""
    return {path.name.removesuffix(".parquet") for path in folder.iterdir()}


class Dataset:
    """A generated dataset that can be asked in SQL, its tables by their names."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.con = duckdb.connect()
        self.con.execute("set TimeZone = 'UTC'")
        for table in sorted(tables_of(folder)):
            path = folder / "usage" / "*.parquet" if table == "usage" else folder / table
            name = str(path).removesuffix(".parquet") + ".parquet"
            self.con.execute(
                f"create view \"{table}\" as from read_parquet('{name}', filename = true)"
            )
        self.con.execute("create view clean as from usage where filename like '%part%'")
        self.con.execute("create view resent as from usage where filename like '%resent%'")
        self.con.execute("create view dirty as from usage where filename like '%dirty%'")

    def one(self, sql: str):
        """The single value of a query."""
        return self.con.execute(sql).fetchone()[0]

    def column(self, sql: str) -> set:
        """The values of the first column of a query."""
        return {row[0] for row in self.con.execute(sql).fetchall()}
