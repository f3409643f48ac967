"""Runs `single_script.sql` over a dataset of Parquet files into one DuckDB file.

    python scripts/bench/single_script.py DATASET DATABASE [--times]

The script reads three things a table, made here by the contract in the models: the view
delivered_<table> (all records), the view raw_<table> (those that pass rules 1.1 (a)) and the
macro readable_<table>(name), which keeps the readable ones of another table of that shape.
"""

import json
import sys
import time
from pathlib import Path

import duckdb
from tierbill.shared.input_contract import Column, RawTable, raw_tables

SETTINGS = (
    "memory_limit = '3GB'",
    "threads = 2",
    "TimeZone = 'UTC'",
    "preserve_insertion_order = false",
    "checkpoint_threshold = '16GB'",
)
# Tags other than an object of texts, as they come.
OTHER_TAGS = """
select distinct tags
from delivered_{table}
where not case
    when tags is null then true
    when not json_valid(tags) then false
    when json_type(tags) <> 'OBJECT' then false
    else not list_contains(
        list_transform(
            json_keys(tags), lambda k: json_type(tags, '$."' || k || '"') = 'VARCHAR'
        ),
        false
    )
end
"""


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def accepted(column: Column) -> list[str]:
    """Conditions of rules 1.1 (a) on one column of the contract."""
    name, rules = column.name, column.rules
    null = f"{name} is null or " if column.nullable else ""
    found = [] if column.nullable else [f"{name} is not null"]
    if "values" in rules:
        found.append(f"({null}{name} in ({', '.join(map(literal, rules['values']))}))")
    for rule, sign in (("at_least", ">="), ("above", ">")):
        if rule in rules:
            lifted = f"{rules['unless']} or " if "unless" in rules else ""
            found.append(f"({lifted}{null}{name} {sign} {rules[rule]})")
    if rules.get("format") == "first_of_month":
        found.append(f"({null}day({name}) = 1)")
    return found


def readable_tags(text: str) -> str | None:
    """Tags as an object of texts (rules 1.1): numbers, booleans and null as they are written."""
    try:
        tags = json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        return None
    if not isinstance(tags, dict) or any(isinstance(tag, dict | list) for tag in tags.values()):
        return None
    written = {key: tag if isinstance(tag, str) else json.dumps(tag) for key, tag in tags.items()}
    return json.dumps(written, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def replaced_tags(con: duckdb.DuckDBPyConnection, table: RawTable) -> str:
    """A clause that replaces what tags came otherwise than as an object of texts; often none."""
    if "tags" not in table.column_names:
        return ""
    others = [row[0] for row in con.sql(OTHER_TAGS.format(table=table.name)).fetchall()]
    if not others:
        return ""
    cases = " ".join(
        f"when {literal(text)} then {'null' if tags is None else literal(tags)}"
        for text, tags in ((text, readable_tags(text)) for text in others)
    )
    return f"replace (case tags {cases} else tags end as tags)"


def source_of(dataset: Path, table: RawTable) -> str:
    """The table's Parquet file or folder of files, or no rows if the dataset has neither."""
    for path in (dataset / f"{table.name}.parquet", dataset / table.name / "*.parquet"):
        if list(path.parent.glob(path.name)):
            return f"read_parquet({literal(str(path))})"
    empty = ", ".join(f"null::{column.data_type} as {column.name}" for column in table.columns)
    return f"(select {empty} where false)"


def create_views(con: duckdb.DuckDBPyConnection, dataset: Path) -> None:
    """Create the views and the macro of each raw table."""
    for table in raw_tables().values():
        con.execute(f"create temp view delivered_{table.name} as from {source_of(dataset, table)}")
        conditions = " and ".join(c for column in table.columns for c in accepted(column))
        columns = f"select * {replaced_tags(con, table)}"
        con.execute(
            f"create temp view raw_{table.name} as {columns} from delivered_{table.name} "
            f"where {conditions}"
        )
        con.execute(
            f"create temp macro readable_{table.name}(name) as table "
            f"{columns} from query_table(name) where {conditions}"
        )


def run_script(con: duckdb.DuckDBPyConnection, sql: str, *, show_times: bool) -> None:
    """Run the statements one by one, printing what each took if wanted."""
    for statement in con.extract_statements(sql):
        wall, cpu = time.perf_counter(), time.process_time()
        con.execute(statement)
        if show_times:
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            lines = statement.query.splitlines()
            head = next(line for line in lines if line.startswith(("create", "select")))
            print(f"{wall:7.2f} s wall {cpu:7.2f} s CPU  {head}")


def main() -> None:
    """Run the script over the dataset named on the command line."""
    dataset, database = Path(sys.argv[1]), Path(sys.argv[2])
    sql = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    with duckdb.connect(str(database)) as con:
        for setting in SETTINGS:
            con.execute(f"set {setting}")
        create_views(con, dataset)
        run_script(con, sql, show_times="--times" in sys.argv)


if __name__ == "__main__":
    main()
