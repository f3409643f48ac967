"""Write docs/rules.md and docs/requirements.md: rule or requirement, its home, its tests.

    .venv/bin/dbt parse && .venv/bin/python scripts/docs/rules_table.py

A model, macro or Python module says itself which rules it decides, a test says what it proves
(`citations.py`); the words are those of docs/rulebook (`rulebook.py`).
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from citations import (
    Home,
    Test,
    formulas_of_manifest,
    homes_of_manifest,
    homes_of_python,
    tests_of_manifest,
    tests_of_python,
)
from rulebook import ROOT, Rulebook, rulebook

RULES_PAGE = ROOT / "docs" / "rules.md"
REQUIREMENTS_PAGE = ROOT / "docs" / "requirements.md"
RULES_HEAD = """# Rules, homes and tests

Written by `make docs-rules`; do not edit. For each rule of the [rulebook](rulebook/README.md) the
place that decides it, or the places that decide a part of it each, the macros that they compute
with, and the tests that prove it: the unit tests of its home, and every other test that cites it.
What the parts are is in brackets. A number in brackets counts the tests of that file.
"""
REQUIREMENTS_HEAD = """# Requirements and tests

Written by `make docs-rules`; do not edit. For each [requirement](rulebook/requirements.md) what
keeps it, a rule with its home, a mart or a page, and the tests that cite it.
"""


# Rules of which several places decide a part each; every other rule has one home.
SEVERAL_HOMES = {
    "1": "the records that are rejected; the counts of files and of loads",
    "1.1": "the fields of one record; the records of one key",
    "1.2": "the reasons of each table are in its `int_<table>_validated`; single usage records; "
    "cycles",
    "1.3": "codes; prices of usage and of purchases; single usage records",
    "1.4": "the records that are retracted; retractions of nothing",
    "1.5": "ids that change what they are of; the same usage under two ids; names of sources",
    "1.6": "the kinds; their order",
    "1.7": "what was put right; what is rejected still; both as a mart",
    "1.9": "local times; ends that are moved; what the ledger keeps; the finding",
    "1.10": "the highest price of a leg; the largest cost; the figures of a charge; its records",
    "1.11": "the role at an instant and now; terms; bindings to customers, and parents",
    "1.12": "when a key was first recorded; bindings; refunds; confirmations; the parties of "
    "discounts and adjustments",
    "2.1": "the zone; the day; the month; its first and last instant",
    "2.2": "usage; orders; adjustments; both months of all charges",
    "3.1": "records by bucket; the buckets; the id of a charge; the charge",
    "3.2": "consumption of records; of parts and buckets; pricing quantity of charges",
    "3.3": "the price sets; the one in force for usage, for orders; the price moment",
    "3.4": "the slices; the list cost; the slices as a mart",
    "3.5": "refunds and purchases; the charge; the tiers that a quantity meets",
    "3.6": "usage; orders; adjustments; contract prices",
    "3.7": "the amount that is billed; the amortised view; no voucher on spot; `no_discount` skus",
    "3.8": "which records are split; the parts; reasons of charges and of records; the finding of "
    "amounts",
    "3.9": "the quantity; the pool of rounded quantities; the finding of what is ignored",
    "4.1": "what a package gives for which skus; the draws; the quantity that is left",
    "4.2": "what an instance gives for which skus; the draws; the reserved quantity; its cost; "
    "whose instance covers which cost; the base of the legs",
    "4.3": "for which skus; the draws; which plan takes off which cost; the cost of all plans",
    "4.4": "on which legs a plan takes off; the base",
    "5.2": "which changes are accepted; when they apply; when the discount is in force",
    "5.3": "renewals; what they leave in force; notices",
    "5.4": "when a discount is in force; the choice; legs without a discount; the reports of "
    "overlaps and of discounts never taken",
    "6.1": "the moment of usage; of orders; the chains; its use",
    "6.2": "the binding that holds; the parent; the partners above; the chain; its legs; the "
    "provider on top; overlaps",
    "6.3": "the contracted cost; what the leg shows; the price waterfall",
    "6.4": "the charge; its legs",
    "6.5": "the refund and the purchase; the legs of the refund",
    "6.6": "the charge; its leg",
    "7.1": "which terms; what is eligible; the draws",
    "7.2": "whose legs; the legs; the draws; refunds",
    "7.3": "the rates of a region; the tax of a leg; its components",
    "7.4": "the digits of a currency; the policies; the one in force; the total; resources; names "
    "of files",
    "7.5": "the amounts; the causes",
    "8.2": "which issues count; the steps of issues; what a line keeps; the lines of issued "
    "bills and where they are kept; which legs changed; their lines; what is billed",
    "8.3": "when months are rated; the terms; the moments at which a leg takes them",
    "8.4": "what was delivered and what usage, legs and bills are made by; what differs; its "
    "keeping",
    "9.1": "which confirmations are accepted; the credit that returns and the pool; the state of a "
    "bill",
    "9.2": "which allocations are accepted; what is used; what is available; alerts",
    "9.3": "which events are accepted; which budget is in force; what of it is used; alerts",
    "9.4": "who holds a permission; who may do what; requests; states; what a state forbids",
    "10.1": "records by slot; points and valid days",
    "10.3": "the percentile; months without a valid day",
}
# More homes of a rule than these are on the page of the rules only.
MOST_HOMES = 2


@dataclass(frozen=True)
class Project:
    """What the pages are made of."""

    book: Rulebook
    homes: tuple[Home, ...]
    formulas: tuple[Home, ...]
    tests: tuple[Test, ...]
    models: Mapping[str, str]

    def homes_of(self, rule: str) -> list[Home]:
        """The places that decide a rule."""
        return [home for home in self.homes if rule in home.rules]

    def formulas_of(self, rule: str) -> list[Home]:
        """The macros that homes of a rule compute with."""
        return [formula for formula in self.formulas if rule in formula.rules]

    def tests_of(self, rule: str) -> list[Test]:
        """Tests that cite a rule, and all unit tests of a home of which none does."""
        citing = [
            test
            for test in self.tests
            if rule in test.cited.rules or rule in {f"d{fact}" for fact in test.cited.facts}
        ]
        found = list(citing)
        for home in self.homes_of(rule):
            own = [test for test in self.tests if is_unit_test(test, home.name)]
            if home.kind == "model" and not any(test in citing for test in own):
                found += own
        return found


def is_unit_test(test: Test, model: str) -> bool:
    """Whether a test is a unit test of the model."""
    return test.path.endswith("__unit_tests.yml") and test.models == {model}


def main() -> None:
    """Read the manifest and write the pages; exits with 1 and a message if there is none."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--manifest", type=Path, default=ROOT / "target" / "manifest.json")
    options = parser.parse_args()
    if not options.manifest.exists():
        parser.exit(1, f"{options.manifest}: there is no manifest; run `dbt parse` first.\n")
    found = project(json.loads(options.manifest.read_text(encoding="utf-8")))
    for path, text in (
        (RULES_PAGE, rules_page(found)),
        (REQUIREMENTS_PAGE, requirements_page(found)),
    ):
        unfinished = path.with_suffix(".md.new")
        unfinished.write_text(text, encoding="utf-8")
        os.replace(unfinished, path)


def project(manifest: Mapping) -> Project:
    """Rulebook, homes and tests of the project, by place and name."""
    models = {
        node["name"]: node["original_file_path"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
    }
    modules = sorted((ROOT / "scripts" / "tierbill").rglob("*.py"))
    homes = [*homes_of_manifest(manifest), *homes_of_python(modules, ROOT)]
    files = sorted((ROOT / "tests" / "python").glob("test_*.py"))
    tests = [*tests_of_manifest(manifest), *tests_of_python(files, ROOT, frozenset(models))]
    return Project(
        rulebook(),
        tuple(sorted(homes, key=lambda home: (home.path, home.name))),
        tuple(sorted(formulas_of_manifest(manifest), key=lambda home: home.name)),
        tuple(sorted(tests, key=lambda test: (test.path, test.name))),
        models,
    )


def rules_page(found: Project) -> str:
    """docs/rules.md as text, the same for the same project."""
    lines = [RULES_HEAD]
    for chapter, title in found.book.chapters.items():
        numbers = [chapter] if found.homes_of(chapter) else []
        numbers += [rule for rule in found.book.rules if rule.split(".")[0] == chapter]
        if numbers:
            lines += [f"## {chapter} {title}\n", "| rule | home | tests |", "|---|---|---|"]
            lines += [rule_row(found, rule) for rule in numbers]
            lines += [""]
    facts = sorted({rule for home in found.homes for rule in home.rules if rule.startswith("d")})
    if facts:
        lines += [
            "## Facts of the domain with a home\n",
            "| fact | home | tests |",
            "|---|---|---|",
        ]
        for fact in facts:
            homes = ", ".join(home_link(home) for home in found.homes_of(fact))
            lines.append(f"| {fact_link(found, fact)} | {homes} | {files(found.tests_of(fact))} |")
        lines.append("")
    lines += ["## Worked examples\n", "| example | tests |", "|---|---|"]
    for number, title in found.book.examples.items():
        proving = [test for test in found.tests if number in test.cited.facts]
        lines.append(f"| {fact_link(found, 'd' + number)} {title} | {files(proving)} |")
    return "\n".join(lines) + "\n"


def rule_row(found: Project, rule: str) -> str:
    """Number and title, home, tests."""
    title = found.book.rules.get(rule) or found.book.chapters[rule]
    homes = ", ".join(home_link(home) for home in found.homes_of(rule))
    if rule in SEVERAL_HOMES:
        homes += f" ({SEVERAL_HOMES[rule]})"
    if not homes and rule.startswith("11."):
        homes = "its tests"
    if formulas := found.formulas_of(rule):
        homes += "; formulas: " + ", ".join(home_link(formula) for formula in formulas)
    return f"| {rule_link(found, rule)} {title} | {homes} | {files(found.tests_of(rule))} |"


def rule_link(found: Project, rule: str) -> str:
    """A rule's number as a link into the rulebook."""
    return f"[{rule}](rulebook/{found.book.pages['rules-' + rule]}#rules-{rule})"


def fact_link(found: Project, fact: str) -> str:
    """A fact's number, as in d3.11, as a link into the rulebook."""
    return f"[{fact}](rulebook/{found.book.pages[fact]}#{fact})"


def home_link(home: Home) -> str:
    """A home's name as a link to its file."""
    return f"[{home.name}](../{home.path})"


def files(tests: Iterable[Test]) -> str:
    """The files of tests as links, each with its number of tests."""
    counted: dict[str, int] = {}
    for test in tests:
        counted[test.path] = counted.get(test.path, 0) + 1
    cells = []
    for path, number in sorted(
        counted.items(), key=lambda one: (not one[0].startswith("models"), one)
    ):
        name = (
            Path(path)
            .name.removesuffix("__unit_tests.yml")
            .removesuffix(".py")
            .removesuffix(".sql")
        )
        cells.append(f"[{name}](../{path})" + (f" ({number})" if number > 1 else ""))
    return ", ".join(cells)


def requirements_page(found: Project) -> str:
    """docs/requirements.md as text, the same for the same project."""
    lines = [REQUIREMENTS_HEAD, "| | requirement | kept by | tests |", "|---|---|---|---|"]
    for number, requirement in found.book.requirements.items():
        proving = [test for test in found.tests if number in test.cited.requirements]
        kept_by = linked(found, requirement.kept_by)
        link = f"[{number}](rulebook/requirements.md#{number})"
        lines.append(f"| {link} | {requirement.text} | {kept_by} | {files(proving)} |")
    return "\n".join(lines) + "\n"


def linked(found: Project, kept_by: str) -> str:
    """What keeps a requirement, its links moved one folder up and its marts made links."""
    cells = []
    for cell in kept_by.split(", "):
        if cell.startswith("`"):
            path = found.models[cell.strip("`")].removesuffix(".sql")
            cells.append(f"[{cell.strip('`')}](../{path}.yml)")
        else:
            moved = cell.replace("](", "](rulebook/").replace("rulebook/../", "")
            homes = found.homes_of(cell.partition("]")[0].removeprefix("["))
            if len(homes) > MOST_HOMES:
                homes = []
            cells.append(" ".join([moved, *(home_link(home) for home in homes)]))
    return ", ".join(cells)


if __name__ == "__main__":
    main()
