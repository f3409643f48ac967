"""Style, structure and types: what must hold of the project, whatever it computes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml
from building import BIN, ROOT
from conftest import Demo

LAYERS = {"staging": {"raw"}, "intermediate": {"staging", "intermediate"}}
LAYERS["marts"] = {"intermediate", "marts"}
# What a suffix promises, by pattern of the column name.
SUFFIXES = {
    # How many usage units a pricing unit holds is a number.
    r"(?!usage_per_).*_(id|code|name|mode|kind|unit)": r"VARCHAR",
    r"(is|has|shows)_.*": r"BOOLEAN",
    r".*_count": r"BIGINT",
    r".*_(quantity|usage)": r"DECIMAL\(38,10\)",
    r".*_price": r"DECIMAL\(28,10\)",
    r".*_cost": r"DECIMAL\(38,(8|20)\)",
    r".*_amount": r"DECIMAL\(38,[24]\)",
    r".*_multiplier": r"DECIMAL\(18,10\)",
    r".*_rate": r"DECIMAL\(\d+,6\)",
    r".*_(at|from|to)": r"TIMESTAMP WITH TIME ZONE",
    r".*_(date|month)": r"DATE",
}
# A provider's layout shows what its file says, as it is printed; who sees a column is no date.
AS_PRINTED = {"tencent_detail_b.bill_month", "tencent_resource.bill_month"}
AS_PRINTED |= {"dim_file_layouts.shown_to"}
# Cost before rounding is shown with every digit it has; nothing else may have 20.
UNROUNDED = "unrounded_cost"


def run(*command: object, **settings: str) -> str:
    """Run a tool of the environment; what it says is the message if it is not content."""
    result = subprocess.run(
        [BIN / str(command[0]), *map(str, command[1:])],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"{' '.join(map(str, command))}\n{result.stdout}"
    return result.stdout


@pytest.fixture(scope="module")
def manifest(demo: Demo) -> dict:
    return json.loads((demo.folder.target / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest: dict) -> list[dict]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def layer_of(node: dict) -> str:
    """The folder below `models`; seeds and sources are raw, reference seeds are rules."""
    kind = node["resource_type"]
    if kind == "seed":
        return "raw" if node["path"].startswith("demo/") else "intermediate"
    return "raw" if kind == "source" else node["path"].split("/")[0]


# ---------------------------------------------------------------- style


def test_ruff_finds_nothing():
    run("ruff", "check")


def test_python_is_formatted():
    run("ruff", "format", "--check")


@pytest.mark.slow
def test_sqlfluff_finds_nothing():
    run("sqlfluff", "lint", "models", "tests/singular", "--processes", 2, "--disable-progress-bar")


def test_each_silenced_lint_rule_has_a_reason_and_they_are_few():
    silenced = [
        (path, line)
        for folder in ("models", "tests/singular")
        for path in (ROOT / folder).rglob("*.sql")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "noqa" in line
    ]
    for path, line in silenced:
        assert re.search(r"noqa: [A-Z]{2}\d{2}\b.*\S", line), f"{path}: name the rule: {line}"
    assert len(silenced) <= 10, "the eleventh means that a rule or the SQL is wrong"


def test_models_have_at_most_200_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "models").rglob("*.sql")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 200
    }
    assert not long, f"name the piece and give it a file: {long}"


def test_modules_are_short():
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in ("scripts", "tests/python")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert not long, f"one thing a file: {long}"


# ---------------------------------------------------------------- structure


@pytest.mark.skipif(not (BIN / "dbt-bouncer").exists(), reason="not part of this environment")
def test_dbt_bouncer_finds_nothing(docs: Path, tmp_path: Path):
    text = (ROOT / "dbt-bouncer.yml").read_text(encoding="utf-8")
    config = tmp_path / "dbt-bouncer.yml"
    config.write_text(
        text.replace("dbt_artifacts_dir: target", f"dbt_artifacts_dir: {docs.parent}"),
        encoding="utf-8",
    )
    run("dbt-bouncer", "run", "--config-file", config, "--show-all-failures")


def test_layers_read_only_what_they_may(manifest, models):
    """The codes of currencies belong to the contract, which staging checks; what the build before
    left, the source `rated`, is of the layer itself."""
    nodes = manifest["nodes"] | manifest["sources"]
    wrong = [
        f"{model['name']} ({layer_of(model)}) reads {parent.split('.')[-1]}"
        for model in models
        for parent in model["depends_on"]["nodes"]
        if layer_of(nodes[parent]) not in LAYERS[layer_of(model)]
        and (layer_of(model), parent) != ("staging", "seed.tierbill.currencies")
        and not parent.startswith("source.tierbill.rated.")
    ]
    assert wrong == []


def test_a_macro_file_holds_the_macro_of_its_name():
    """And its variants for the engines, nothing else."""
    wrong = []
    for path in (ROOT / "macros").rglob("*.sql"):
        macros = re.findall(
            r"{%-? *(?:macro|materialization) +(\w+)", path.read_text(encoding="utf-8")
        )
        kin = [re.sub(r"^(duckdb|spark|default)__", "", name) for name in macros]
        if path.stem not in macros or set(kin) != {path.stem}:
            wrong.append(f"{path.relative_to(ROOT)}: {macros}")
    assert wrong == []


def test_every_seed_column_has_a_type(manifest):
    wrong = []
    for node in manifest["nodes"].values():
        if node["resource_type"] != "seed":
            continue
        path = ROOT / node["original_file_path"]
        header = path.read_text(encoding="utf-8").split("\n", 1)[0].split(",")
        typed = node["config"]["column_types"]
        wrong += [f"{node['name']}.{name}" for name in header if name not in typed]
    assert wrong == [], "a seed column without column_types is guessed"


def test_yaml_stays_with_its_model():
    """One YAML file a model, of its name; unit tests in a file of their own next to it."""
    wrong = []
    for path in (ROOT / "models").rglob("*.yml"):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        names = {model["name"] for model in content.get("models", [])}
        names |= {f"{test['model']}__unit_tests" for test in content.get("unit_tests", [])}
        if names and names != {path.stem}:
            wrong.append(f"{path.relative_to(ROOT)}: {sorted(names)}")
    assert wrong == []


def test_no_severity_but_error(manifest):
    tests = [node for node in manifest["nodes"].values() if node["resource_type"] == "test"]
    soft = [
        node["name"]
        for node in tests
        if node["config"]["severity"].lower() != "error"
        or node["config"]["error_if"] != "!= 0"
        or not node["config"]["enabled"]
    ]
    assert soft == []


# ---------------------------------------------------------------- what is in the warehouse


def columns(connection: duckdb.DuckDBPyConnection, schema: str = "%") -> Iterator[tuple[str, ...]]:
    """Relation, column and type of everything in a schema."""
    found = connection.execute(
        "select table_schema || '.' || table_name, column_name, data_type "
        "from information_schema.columns where table_schema like ? order by all",
        [schema],
    )
    return iter(found.fetchall())


def test_the_schema_marts_holds_the_public_marts_and_nothing_else(database, models):
    found = database.execute(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    ).fetchall()
    public = [
        model["name"]
        for model in models
        if model["schema"] == "marts"
        and model["access"] == "public"
        and model["contract"]["enforced"]
    ]
    assert sorted(name for (name,) in found) == sorted(public)
    in_folder = [model["name"] for model in models if layer_of(model) == "marts"]
    assert sorted(in_folder) == sorted(public)


def test_no_relation_holds_a_binary_float(database):
    floats = [
        f"{relation}.{column}: {data_type}"
        for relation, column, data_type in columns(database)
        if re.search(r"FLOAT|DOUBLE|REAL", data_type)
    ]
    assert floats == []


def test_suffixes_of_mart_columns_keep_their_promise(database):
    broken = [
        f"{relation}.{column} is {data_type}, not {promised}"
        for relation, column, data_type in columns(database, "marts")
        for pattern, promised in SUFFIXES.items()
        if re.fullmatch(pattern, column)
        and not re.fullmatch(promised, data_type)
        and f"{relation}.{column}".removeprefix("marts.") not in AS_PRINTED
    ]
    assert broken == []
    unrounded = [
        column
        for _, column, data_type in columns(database, "marts")
        if data_type == "DECIMAL(38,20)"
    ]
    assert set(unrounded) <= {UNROUNDED}


def test_every_row_of_money_has_its_currency(database):
    money: dict[str, set[str]] = {}
    for relation, column, _ in columns(database, "marts"):
        money.setdefault(relation, set()).add(column)
    without = [
        relation
        for relation, names in money.items()
        if any(re.fullmatch(r".*_(cost|amount|price)", name) for name in names)
        and "currency_code" not in names
    ]
    # A contract price has no currency of its own: it is read in the charge's (rules 3.6).
    assert without == ["marts.discount_register"]


def test_models_neither_divide_nor_average(demo: Demo):
    """`/` and avg() give binary floats. Whole quotients (`//`) are exact."""
    folder = demo.folder.target / "compiled" / "tierbill" / "models"
    wrong = [
        f"{path.name}: {line.strip()}"
        for path in folder.rglob("*.sql")
        for line in code_of(path.read_text(encoding="utf-8")).splitlines()
        if re.search(r"(?<!/)/(?!/)|\bavg *\(", line)
    ]
    assert wrong == []


def code_of(sql: str) -> str:
    """SQL without its comments and texts."""
    return re.sub(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"[^\"]*\"", "", sql, flags=re.DOTALL)


def test_comments_and_texts_are_no_code():
    sql = "select a // 2, 'a/b', \"c/d\" -- e/f\n/* g / h */ from i"
    assert code_of(sql) == "select a // 2, ,  \n from i"
