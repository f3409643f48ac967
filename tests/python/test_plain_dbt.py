"""The project is a dbt project like any other: a copy of it builds and documents by hand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
from building import BIN, ROOT

NOT_CLONED = re.compile(r"\.git|\.venv.*|\..*_cache|target|logs|landing|exports")


def not_cloned(folder: str, names: list[str]) -> set[str]:
    """What is made in the folder of the project, and only there."""
    return {name for name in names if Path(folder) == ROOT and NOT_CLONED.fullmatch(name)}


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """The project as after `git clone` and `make setup`: nothing is built."""
    copy = tmp_path_factory.mktemp("clone") / "tierbill"
    shutil.copytree(ROOT, copy, ignore=not_cloned)
    (copy / ".venv").symlink_to(BIN.parent)
    return copy


def test_make_docs_builds_and_documents_an_empty_copy(copy):
    """`dbt build` with every data test, then `dbt docs generate`, from the demo seeds."""
    settings = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DBT_", "TIERBILL_"))
    }
    result = subprocess.run(
        # What `make setup` makes is there.
        ["make", "--silent", "--assume-old", ".venv/bin/tierbill", "docs"],
        cwd=copy,
        env=settings | {"PYTHONPATH": str(copy / "scripts")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout
    target = copy / "target"
    assert {"manifest.json", "run_results.json", "catalog.json", "static_index.html"} <= {
        path.name for path in target.iterdir()
    }
    with duckdb.connect(str(target / "tierbill.duckdb"), read_only=True) as database:
        assert database.execute("select count(*) > 0 from marts.bill_b_statements").fetchone()[0]
        undescribed = database.execute(
            "select table_name, column_name from duckdb_columns() "
            "where schema_name = 'marts' and comment is null"
        ).fetchall()
    assert undescribed == []
