"""Write docs/rules.md: which model keeps which rule, and which test proves it.

    .venv/bin/dbt parse && .venv/bin/python scripts/docs/rules_table.py

The links come from the tests themselves (`citations.py`), the words of sections and requirements
from docs/sources.yml, models and tests from dbt's manifest.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import yaml
from citations import Test, tests_of_manifest, tests_of_python

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "rules.md"
SOURCES = ROOT / "docs" / "sources.yml"
HEAD = """# Rules, models and tests

Written by `make docs-rules` from the project itself; do not edit. A test names in its
description or docstring what it proves: a section of the rules, a worked example (dossier 3) or a
requirement (R1 to R185, dossier 9). A model stands here because such a test is about it.
"""


def main() -> None:
    """Read the manifest and write the page; exits with 1 and a message if there is none."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--manifest", type=Path, default=ROOT / "target" / "manifest.json")
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    if not options.manifest.exists():
        parser.exit(1, f"{options.manifest}: there is no manifest; run `dbt parse` first.\n")
    manifest = json.loads(options.manifest.read_text(encoding="utf-8"))
    unfinished = options.out.with_suffix(".md.new")
    unfinished.write_text(page(manifest), encoding="utf-8")
    os.replace(unfinished, options.out)


def page(manifest: Mapping) -> str:
    """The page as text, the same for the same project."""
    tests = all_tests(manifest)
    sources = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    parts = [
        HEAD,
        "## Sections of the rules\n",
        *table("rule", sources["rules"], tests, lambda test: test.cited.rules),
        "## Worked examples\n",
        *table("example", sources["examples"], tests, lambda test: test.cited.dossier),
        "## Requirements\n",
        *table("requirement", sources["requirements"], tests, lambda test: test.cited.requirements),
    ]
    return "\n".join(parts).rstrip("\n") + "\n"


def all_tests(manifest: Mapping) -> list[Test]:
    """The tests of dbt and of Python that cite anything, by place and name."""
    models = frozenset(
        node["name"] for node in manifest["nodes"].values() if node["resource_type"] == "model"
    )
    paths = sorted((ROOT / "tests" / "python").glob("test_*.py"))
    found = [*tests_of_manifest(manifest), *tests_of_python(paths, ROOT, models)]
    return sorted(found, key=lambda test: (test.path, test.name))


def table(
    title: str,
    words: Mapping[str, str],
    tests: Iterable[Test],
    cited: Callable[[Test], frozenset[str]],
) -> list[str]:
    """A row for each number in `words`, with its models and tests, in their order there."""
    lines = [f"| {title} | in short | models | tests |", "|---|---|---|---|"]
    for number, text in words.items():
        proving = [test for test in tests if number in cited(test)]
        models = sorted({model for test in proving for model in test.models})
        cells = [_joined(models), _joined(test.name for test in proving)]
        lines.append(f"| {number} | {text.replace('|', '/')} | {' | '.join(cells)} |")
    return [*lines, ""]


def _joined(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


if __name__ == "__main__":
    main()
