"""The layout of the models keeps its targets; scripts/checks/house.py counts and prints them."""

from __future__ import annotations

import json
import sys

import pytest
from building import ROOT
from conftest import Demo

sys.path.insert(0, str(ROOT / "scripts" / "checks"))

from house import SHOWN_ONLY, TARGETS, Count, House, house


@pytest.fixture(scope="module")
def counts(demo: Demo) -> dict[str, Count]:
    manifest = json.loads((demo.folder.target / "manifest.json").read_text(encoding="utf-8"))
    return dict(house(manifest).counts())


@pytest.mark.parametrize("name", [name for name in TARGETS if name not in SHOWN_ONLY])
def test_the_layout_keeps_its_targets(counts, name):
    _, target = TARGETS[name]
    assert counts[name].now <= target, "\n".join(counts[name].found)


def model(
    name: str, folder: str, *parents: str, kind: str = "table", sql: str = "select 1"
) -> dict:
    return {
        "name": name,
        "resource_type": "model",
        "package_name": "tierbill",
        "original_file_path": f"models/{folder}/{name}.sql",
        "config": {"materialized": kind},
        "depends_on": {"nodes": list(parents)},
        "raw_code": sql,
    }


def small(*models: dict, macros: tuple[str, ...] = ()) -> House:
    manifest = {
        "nodes": {each["name"]: each for each in models},
        "macros": {name: {"name": name, "package_name": "tierbill"} for name in macros}
        | {"dbt.table": {"name": "create_table_as", "package_name": "dbt"}},
    }
    return House(manifest, rules=None)


def test_a_reference_to_a_later_folder_is_named():
    found = small(
        model("int_a", "intermediate/usage", "int_b", "int_c"),
        model("int_b", "intermediate/orders"),
        model("int_c", "intermediate/validated"),
    )
    assert found.back_references == ["int_a (usage) reads int_b (orders)"]


def test_the_longest_chain_is_that_of_all_models_or_of_views():
    found = small(
        model("stg_a", "staging", kind="view"),
        model("int_b", "intermediate/usage", "stg_a"),
        model("int_c", "intermediate/usage", "int_b", kind="view"),
        model("int_d", "intermediate/usage", "int_c", "stg_a", kind="view"),
    )
    assert found.longest_chain() == ["stg_a", "int_b", "int_c", "int_d"]
    assert found.longest_chain(found.is_view) == ["int_c", "int_d"]


def test_macros_that_take_the_place_of_those_of_dbt_are_found():
    macros = ("create_table_as", "ref", "materialization_view_duckdb", "tax_of")
    assert small(macros=macros).overridden == [
        "create_table_as",
        "materialization_view_duckdb",
        "ref",
    ]


def test_parents_lines_folders_and_names_are_counted():
    many = [model(f"stg_{letter}", "staging") for letter in "abcdef"]
    names = [each["name"] for each in many]
    found = small(
        *many,
        model("int_joined", "intermediate/tax", *names),
        model("int_unioned", "intermediate/legs", *names, sql="select 1 union all select 2"),
        model("int_purchases_listed", "intermediate/legs", sql="with\nfinal as (\n" + "1\n" * 199),
    )
    assert found.many_parents == ["int_joined: 6"]
    assert found.odd_folders == ["intermediate/tax: 1"]
    assert found.long_models == ["int_purchases_listed: 201"]
    assert found.badly_named == ["int_purchases_listed", "int_purchases_listed: final"]
