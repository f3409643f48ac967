"""docs/rules.md is what the project gives, and no rule or requirement of ours is without proof."""

from __future__ import annotations

import json
import sys

import pytest
import yaml
from building import ROOT
from conftest import Demo

sys.path.insert(0, str(ROOT / "scripts" / "docs"))

import rules_table
from citations import Citations, citations

# What the kernel and the commercial terms were asked for (dossier 9).
REQUIRED = (
    *(range(1, 14), range(27, 37), range(46, 51), range(53, 67)),
    *(range(85, 93), range(95, 164)),
)
# Of the dossier's chapter 3 what is about rating.
EXAMPLES = [f"3.{number}" for number in range(1, 25)]


@pytest.fixture(scope="module")
def manifest(demo: Demo) -> dict:
    return json.loads((demo.folder.target / "manifest.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def tests(manifest: dict) -> list[rules_table.Test]:
    return rules_table.all_tests(manifest)


def test_the_page_is_current(manifest):
    written = rules_table.PAGE.read_text(encoding="utf-8")
    assert written == rules_table.page(manifest), "run `make docs-rules`"


def test_every_requirement_has_a_model_and_a_test(tests):
    open_ones = [
        f"R{number}"
        for numbers in REQUIRED
        for number in numbers
        if not any(f"R{number}" in test.cited.requirements and test.models for test in tests)
    ]
    assert open_ones == []


def test_every_worked_example_has_a_test(tests):
    cited = {number for test in tests for number in test.cited.dossier}
    assert [number for number in EXAMPLES if number not in cited] == []


def test_what_tests_cite_is_in_the_sources(tests):
    sources = yaml.safe_load(rules_table.SOURCES.read_text(encoding="utf-8"))
    unknown = [
        f"{test.path} {test.name}: {number}"
        for test in tests
        for number in [
            *(test.cited.rules - sources["rules"].keys()),
            *(test.cited.requirements - sources["requirements"].keys()),
        ]
        if number.startswith("R") or "." in number
    ]
    assert unknown == []


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Rules 6.3, 11.7, dossier 3.4: x", Citations({"6.3", "11.7"}, {"3.4"}, set())),
        ("Dossier 3.8-3.10, R28-R30, R36: 420", Citations(set(), {"3.8", "3.9", "3.10"},
         {"R28", "R29", "R30", "R36"})),
        ("Rules 1.1 (d), 2.1: at 1 September", Citations({"1.1", "2.1"}, set(), set())),
        ("rules 6.3 without a colon", Citations(set(), set(), set())),
        ("Outputs (margins): rules 6.3", Citations(set(), set(), set())),
    ],
)  # fmt: skip
def test_citations_are_read_from_the_head(text, cited):
    found = citations(text)
    assert (found.rules, found.dossier, found.requirements) == (
        cited.rules,
        cited.dossier,
        cited.requirements,
    )
