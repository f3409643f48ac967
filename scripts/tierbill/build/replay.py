"""Run compiled models again and again for other instants, without asking dbt each time.

dbt spends far more time on a model than a small model takes. Where the same models are built
for one moment after the other they are compiled once, with a stand-in for the moment.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


class Replay:
    """Compiled models in the order of their dependencies, and the database they are built in."""

    def __init__(self, project: Path, nodes: Sequence[Any], database: Any) -> None:
        """Take the nodes of a `dbt compile`; `database` is a DuckDB connection."""
        self._project, self._nodes, self._database = project, nodes, database
        self._relations = {node.name: f'"{node.schema}"."{node.alias}"' for node in nodes}

    def build(self, replaced: Mapping[str, str]) -> None:
        """Create every model again, with the stand-ins in its SQL replaced."""
        for node in self._nodes:
            relation = self._relations[node.name]
            if node.language == "python":
                self._draw(node, relation)
                continue
            kind = "view" if node.config.materialized == "view" else "table"
            self._create(kind, relation, _replace(node.compiled_code, replaced))

    def _draw(self, node: Any, relation: str) -> None:
        path = self._project / node.original_file_path
        spec = importlib.util.spec_from_file_location(node.name, path)
        if spec is None or spec.loader is None:
            raise ImportError(f"{path}: not a Python model")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        drawn = module.model(_Context(self._database, self._relations), self._database)
        self._database.register("drawn", drawn)
        self._create("table", relation, "select * from drawn")
        self._database.unregister("drawn")

    def _create(self, kind: str, relation: str, sql: str) -> None:
        schema, name = (part.strip('"') for part in relation.split("."))
        found = self._database.execute(
            "select table_type from information_schema.tables "
            "where table_schema = ? and table_name = ?",
            [schema, name],
        ).fetchone()
        if found is not None:
            there = "view" if found[0] == "VIEW" else "table"
            self._database.execute(f"drop {there} {relation}")
        self._database.execute(f"create {kind} {relation} as {sql}")


class _Context:
    """What a Python model of dbt is given, as far as ours use it."""

    def __init__(self, database: Any, relations: Mapping[str, str]) -> None:
        self._database, self._relations = database, relations

    def config(self, **_settings: object) -> None:
        """Say how the model is stored: always a table."""

    def ref(self, name: str) -> Any:
        """Return the relation of another model."""
        return self._database.sql(f"select * from {self._relations[name]}")


def _replace(sql: str, replaced: Mapping[str, str]) -> str:
    for old, new in replaced.items():
        sql = sql.replace(old, new)
    return sql
