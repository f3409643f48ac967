"""What docs/rulebook has: its numbered rules, facts and requirements, and where each is written.

Every number has an anchor of its own on the pages: `rules-3.4`, `d3.11`, `R29`, `X3`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "rulebook"
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
HEADING = re.compile(r'<a id="(?:rules-|d)(\d+\.\d+)"></a>\n## d?\1 (.+)')
CHAPTER = re.compile(r'<a id="rules-(\d+)"></a>\n# \1 (.+)')
REQUIREMENT = re.compile(r'^\| <a id="(R\d+)"></a>\1 \| (.+?) \| (.+?) \|$', re.MULTILINE)


@dataclass(frozen=True)
class Requirement:
    """A requirement in one line, the rules and the marts or pages that keep it."""

    text: str
    rules: tuple[str, ...]
    kept_by: str


@dataclass(frozen=True)
class Rulebook:
    """Titles by number, and the page of every anchor; a page is a file name in the folder."""

    chapters: dict[str, str]
    rules: dict[str, str]
    examples: dict[str, str]
    requirements: dict[str, Requirement]
    pages: dict[str, str]


def rulebook(folder: Path = FOLDER) -> Rulebook:
    """The rulebook as it is written."""
    chapters: dict[str, str] = {}
    rules: dict[str, str] = {}
    examples: dict[str, str] = {}
    requirements: dict[str, Requirement] = {}
    pages: dict[str, str] = {}
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        for anchor in ANCHOR.findall(text):
            if anchor in pages:
                raise ValueError(f"{path}: the anchor {anchor} is also on {pages[anchor]}")
            pages[anchor] = path.name
        chapters |= dict(CHAPTER.findall(text))
        numbered = examples if path.name.startswith("domain-") else rules
        numbered |= dict(HEADING.findall(text))
        for number, words, kept_by in REQUIREMENT.findall(text):
            cited = re.findall(r"#rules-([\d.]+)\)", kept_by)
            requirements[number] = Requirement(words, tuple(cited), kept_by)
    worked = {number: title for number, title in examples.items() if number.startswith("3.")}
    return Rulebook(chapters, rules, worked, requirements, pages)
