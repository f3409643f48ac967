"""What is built is described, and what the pages say is there is there."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

import pytest
import typer
import yaml
from building import ROOT
from conftest import Demo
from tierbill.cli import app

PARTS = ("**Grain:** one row per", "**Money:**", "**Time:**", "**From:**", "**Not here:**")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("tests/**/*.md")])
GENERATED = {
    ROOT / "docs" / f"{name}.md" for name in ("rules", "requirements", "reasons", "benchmarks")
}
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]*)(?:#([^)\s]*))?\)")
SETTING = re.compile(r"TIERBILL_[A-Z_]+")


@pytest.fixture(scope="module")
def manifest(demo: Demo) -> dict:
    return json.loads((demo.folder.target / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest: dict) -> list[dict]:
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def test_building_and_documenting_warn_of_nothing(demo: Demo, docs: Path):
    said = demo.output + docs.read_text(encoding="utf-8")
    assert said.strip() == ""
    page = docs.with_name("static_index.html").read_text(encoding="utf-8")
    assert "fct_rated_legs" in page


def test_every_model_is_described_in_all_its_parts(models):
    missing = [
        f"{model['name']}: {part}"
        for model in models
        for part in PARTS
        if part not in model["description"]
    ]
    assert missing == []


def test_every_mart_column_is_described(docs: Path, manifest):
    catalog = json.loads(docs.with_name("catalog.json").read_text(encoding="utf-8"))
    undescribed = [
        f"{node['metadata']['name']}.{column}"
        for name, node in catalog["nodes"].items()
        if node["metadata"]["schema"] == "marts"
        for column in node["columns"]
        if not manifest["nodes"][name]["columns"].get(column, {}).get("description", "").strip()
    ]
    assert undescribed == []
    assert len(catalog["nodes"]) > 100


def test_a_description_is_not_the_name_in_other_words(models):
    lazy = [
        f"{model['name']}.{name}: {column['description']}"
        for model in models
        for name, column in model["columns"].items()
        if column["description"].strip(" .").lower().removeprefix("the ")
        == name.replace("_", " ").lower()
    ]
    assert lazy == []


def test_every_relation_a_description_names_is_there(manifest, models):
    names = {node["name"] for node in manifest["nodes"].values()}
    wrong = [
        f"{model['name']}: {name}"
        for model in models
        for name in re.findall(r"`((?:stg|int|fct|dim)_\w+)`", model["description"])
        if name not in names
    ]
    assert wrong == []


def test_from_names_the_models_that_are_read(manifest, models):
    """**From:** is what the model refers to; staging names its raw table, checks of
    references their accounts and skus too."""
    wrong = []
    for model in models:
        parents = {manifest["nodes"].get(node, {}).get("name")
                   for node in model["depends_on"]["nodes"]}  # fmt: skip
        said = model["description"].split("**From:**")[-1].split("**Not here:**")[0]
        named = set(re.findall(r"`((?:stg|int|fct|dim)_\w+)`", said))
        wrong += [f"{model['name']}: {name} is not read" for name in sorted(named - parents)]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path):
    broken = []
    for target, anchor in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" in target or target.startswith("../../shared"):
            continue
        path = page.parent / target if target else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(f"{target}#{anchor}")
    assert broken == []


@cache
def anchors(page: Path) -> frozenset[str]:
    """What a link to a page may point at: its own anchors, and its headings in GitHub's way."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return frozenset(slugs | set(re.findall(r'<a id="([^"]+)">', text)))


def test_every_model_that_a_page_names_is_there(manifest):
    """`int_<...>` stands for several; the generated pages name files, checked as links."""
    names = {node["name"] for node in manifest["nodes"].values()}
    name = re.compile(r"\b(?:stg|int|fct|dim)_[a-z0-9_]*[a-z0-9]\b")
    wrong = [
        f"{page.relative_to(ROOT)}: {found}"
        for page in PAGES
        if page not in GENERATED
        for found in name.findall(page.read_text(encoding="utf-8"))
        if found.removesuffix("__unit_tests") not in names
    ]
    assert wrong == []


def test_every_mart_is_in_the_outputs(models):
    text = (ROOT / "docs" / "outputs.md").read_text(encoding="utf-8")
    bill = re.compile(r"^(bill_a|bill_b|channel_bill|direct_bill)_(?!reseller|to_)")
    marts = [model["name"] for model in models if model["fqn"][1] == "marts"]
    written = {mart: bill.sub("<bill>_", mart) for mart in marts}
    assert [
        mart for mart, name in written.items() if not re.search(rf"\b{name}\b|`{name}`", text)
    ] == []


def commands() -> list[str]:
    """Every `tierbill` command, those of groups with the group's name before it."""
    group = typer.main.get_command(app)
    names = []
    for name, command in group.commands.items():
        inner = getattr(command, "commands", {})
        names += [f"{name} {each}" for each in inner] or [name]
    return names


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented_and_has_help(command: str):
    pages = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert f"tierbill {command}" in pages, "no page shows it"
    found = typer.main.get_command(app)
    for part in command.split():
        found = found.commands[part]
    assert found.help, "it has no help"
    undescribed = [
        parameter.name for parameter in found.params if not getattr(parameter, "help", None)
    ]
    assert undescribed == []


def test_every_setting_of_the_environment_is_in_the_guide():
    places = [ROOT / "profiles.yml", *(ROOT / "models").rglob("*.yml")]
    places += [*(ROOT / "macros").rglob("*.sql"), *(ROOT / "scripts" / "tierbill").rglob("*.py")]
    used = {name for path in places for name in SETTING.findall(path.read_text(encoding="utf-8"))}
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert sorted(name for name in used if name not in guide) == []


def test_every_setting_of_the_project_is_in_the_guide():
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    guide = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [name for name in project["vars"] if f"`{name}`" not in guide] == []


def test_targets_that_the_pages_name_are_in_the_makefile():
    made = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    named = {
        target
        for page in PAGES
        for target in re.findall(
            r"`make ([a-z-]+)|^ +make ([a-z-]+)", page.read_text("utf-8"), re.M
        )
        for target in target
        if target
    }
    assert named - made == set()
