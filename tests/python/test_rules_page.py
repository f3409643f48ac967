"""Every rule has one home and a test, every citation leads into the rulebook, and the pages that
scripts/docs writes are current."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from building import ROOT
from conftest import Demo

sys.path.insert(0, str(ROOT / "scripts" / "docs"))

import rules_table
from citations import Citations, anchors_of, citations, homes_of_python
from rulebook import rulebook
from rules_table import SEVERAL_HOMES

# Where rules, requirements and facts of the domain are cited.
CITING = [
    *(ROOT / "models").rglob("*.sql"),
    *(ROOT / "models").rglob("*.yml"),
    *(ROOT / "macros").rglob("*.sql"),
    *(ROOT / "macros").rglob("*.yml"),
    *(ROOT / "seeds").rglob("*.yml"),
    *(ROOT / "scripts").rglob("*.py"),
    *(ROOT / "scripts").rglob("*.yml"),
    *(ROOT / "tests").rglob("*.sql"),
    *(ROOT / "tests").rglob("*.py"),
    *(ROOT / "tests").rglob("*.md"),
    *ROOT.glob("*.md"),
    *ROOT.glob("*.yml"),
    *(ROOT / "docs").rglob("*.md"),
]


@pytest.fixture(scope="module")
def project(demo: Demo) -> rules_table.Project:
    manifest = json.loads((demo.folder.target / "manifest.json").read_text(encoding="utf-8"))
    return rules_table.project(manifest)


def test_the_pages_are_current(project):
    for path, page in (
        (rules_table.RULES_PAGE, rules_table.rules_page(project)),
        (rules_table.REQUIREMENTS_PAGE, rules_table.requirements_page(project)),
    ):
        assert path.read_text(encoding="utf-8") == page, "run `make docs-rules`"


def test_every_rule_has_one_home(project):
    """Section 11 is what tests prove, its homes are tests; section 12 is a pointer."""
    homes = {
        rule: [home.name for home in project.homes_of(rule)]
        for rule in project.book.rules
        if not rule.startswith(("11.", "12"))
    }
    wrong = {rule: found for rule, found in homes.items()
             if rule not in SEVERAL_HOMES and len(found) != 1}  # fmt: skip
    assert wrong == {}
    assert [rule for rule in SEVERAL_HOMES if len(list(project.homes_of(rule))) < 2] == []


def test_what_a_home_says_it_decides_is_in_the_rulebook(project):
    known = project.book.rules.keys() | project.book.chapters.keys() | project.book.pages.keys()
    wrong = [f"{home.path}: {rule}" for home in project.homes for rule in home.rules
             if rule not in known]  # fmt: skip
    assert wrong == []


def test_every_rule_and_every_worked_example_has_a_test(project):
    assert [rule for rule in project.book.rules if not project.tests_of(rule)] == []
    cited = {number for test in project.tests for number in test.cited.facts}
    assert [number for number in project.book.examples if number not in cited] == []


def test_every_requirement_has_a_test(project):
    assert list(project.book.requirements) == [f"R{number}" for number in range(1, 186)]
    cited = {number for test in project.tests for number in test.cited.requirements}
    assert [number for number in project.book.requirements if number not in cited] == []


def test_every_citation_leads_into_the_rulebook():
    known = rulebook().pages
    lost = [
        f"{path.relative_to(ROOT)}: {anchor}"
        for path in CITING
        if path != Path(__file__)
        for anchor in sorted(set(anchors_of(path.read_text(encoding="utf-8"))))
        if anchor not in known
    ]
    assert lost == []


def test_citations_have_their_one_form():
    """`rules 3.3`, `R29`, `d3.11`, and no name of a page outside the project."""
    wrong = [
        f"{path.relative_to(ROOT)}: {found}"
        for path in CITING
        if path != Path(__file__)
        for found in re.findall(r"dossier[ \w.]{0,10}|rules\.md \d", path.read_text("utf-8"), re.I)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("Rules 6.3, 11.7, d3.4: x", Citations({"6.3", "11.7"}, {"3.4"}, set())),
        ("d3.8-d3.10, R28-R30, R36: 420", Citations(set(), {"3.8", "3.9", "3.10"},
         {"R28", "R29", "R30", "R36"})),
        ("d3.1 and 3.24, rules 6.3: x", Citations({"6.3"}, {"3.1"}, set())),
        ("Rules 1.1 (d), 2.1: at 1 September", Citations({"1.1", "2.1"}, set(), set())),
        ("Rules 3.5 to 3.7: x", Citations({"3.5", "3.6", "3.7"}, set(), set())),
        ("rules 6.3 without a colon", Citations(set(), set(), set())),
        ("Outputs (margins): rules 6.3", Citations(set(), set(), set())),
    ],
)  # fmt: skip
def test_citations_are_read_from_the_head(text, cited):
    found = citations(text)
    assert (found.rules, found.facts, found.requirements) == (
        cited.rules,
        cited.facts,
        cited.requirements,
    )


@pytest.mark.parametrize(
    ("text", "anchors"),
    [
        ("by rules 1.1, 1.2 and 7.3 (d3.11, R29)",
         {"rules-1.1", "rules-1.2", "rules-7.3", "d3.11", "R29"}),
        ("-- as rules\n-- 4.2 say", {"rules-4.2"}),
        ("Rules 5: prices of 3.2", {"rules-5"}),
        ("rules 3.99 and rule 4.1", {"rules-3.99", "rules-4.1"}),
        ("the account 'R1', id d97706, dA.2", {"dA.2"}),
    ],
)  # fmt: skip
def test_citations_are_found_anywhere_in_a_text(text, anchors):
    assert set(anchors_of(text)) == anchors


def test_a_module_says_which_rules_it_decides(tmp_path):
    module = tmp_path / "scripts" / "tierbill" / "rating" / "draws.py"
    module.parent.mkdir(parents=True)
    module.write_text('"""Draws.\n\nRules: 7.1, 7.2\n"""\n', encoding="utf-8")
    [home] = homes_of_python([module], tmp_path)
    assert (home.name, home.rules) == ("tierbill.rating.draws", ("7.1", "7.2"))
