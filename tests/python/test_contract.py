"""The input contract says what inputs.md says, and the staging models follow it."""

import re

import pytest
from reference.tables import TABLES
from tierbill.landing.folder import VALIDATION_COLUMNS
from tierbill.shared.input_contract import raw_tables
from tierbill.shared.project import project_root

KINDS = {"ts": "timestamp with time zone", "bool": "boolean", "int": "integer", "month": "date"}
DELIVERED = [*VALIDATION_COLUMNS, "record_file", "record_line"]


def test_every_table_of_the_inputs_is_there():
    assert {*TABLES, "provider_bill_lines"} == set(raw_tables())


def test_a_retraction_may_name_every_other_table():
    """Rules 1.4; one that names an issue is rejected as such."""
    (code,) = [
        column for column in raw_tables()["retractions"].columns if column.rules.get("values")
    ]
    assert set(code.rules["values"]) == {*raw_tables()} - {"retractions"}


def test_the_required_tables():
    required = {table.name for table in raw_tables().values() if table.required}
    assert required == {"accounts", "account_bindings", "skus", "list_prices", "usage"}


@pytest.mark.parametrize("name", TABLES)
def test_columns_types_keys_and_ranges_are_those_of_the_inputs(name):
    table = raw_tables()[name]
    told = TABLES[name]
    assert table.column_names == tuple(column.name for column in told.columns)
    assert table.key == tuple(column.name for column in told.key)
    for column, inputs in zip(table.columns, told.columns, strict=True):
        assert column.nullable == inputs.nullable, column.name
        if inputs.kind == "dec":
            assert column.data_type == "decimal({},{})".format(*inputs.digits), column.name
        else:
            assert column.data_type == KINDS.get(inputs.kind, "varchar"), column.name
        assert set(column.rules.get("values", ())) == set(inputs.values or ()), column.name
        bounds = {">=": "at_least", ">": "above"}
        if inputs.bound:
            assert column.rules[bounds[inputs.bound]] == 0, column.name
        elif (name, column.name) != ("orders", "list_cost"):
            assert not {"at_least", "above"} & set(column.rules), column.name


@pytest.mark.parametrize("name", raw_tables())
def test_the_staging_model_names_the_columns_of_its_contract_in_their_types(name):
    """A cast to another type than the contract's could round."""
    path = project_root() / "models" / "staging" / f"stg_{name}.sql"
    listed = re.search(r"select\n((?: {8}.+,?\n)+)", path.read_text("utf-8"))[1]
    instant = "timestamp with time zone"
    columns = [
        line.strip(" ,") for line in listed.replace("{{ type_instant() }}", instant).splitlines()
    ]
    told = [
        column.name
        if column.data_type == "varchar"
        else f"cast({column.name} as {column.data_type.replace(',', ', ')}) as {column.name}"
        for column in raw_tables()[name].columns
    ]
    tagged = any(column.rules.get("format") == "tags" for column in raw_tables()[name].columns)
    delivered = [column for column in DELIVERED if tagged or column != "unreadable_tags"]
    assert columns == [*told, *delivered]
