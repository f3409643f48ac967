"""Count what the layout of the models promises, from dbt's manifest, and print it as a table.

    .venv/bin/dbt parse && .venv/bin/python scripts/checks/house.py

Every count has a target; `tests/python/test_house.py` holds them. docs/architecture.md has the
folders in words.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts" / "docs"))

from rules_table import SEVERAL_HOMES, Project, project  # noqa: E402 - the path is set above

# A model reads its own folder and the folders before it.
FOLDERS = (
    "validated",
    "hierarchy",
    "prices",
    "usage",
    "orders",
    "entitlements",
    "charges",
    "discounts",
    "legs",
    "vouchers",
    "tax",
    "issues",
    "corrections",
    "invoicing",
    "reconciliation",
    "credit",
    "permissions",
    "budgets",
    "account_states",
    "tags",
    "exports",
    "audit",
    "months",
)
MOST_LINES = 200
MOST_PARENTS = 5
MOST_FILES = 16
# One file a raw table, one a bill: as many as there are.
LARGE_FOLDERS = frozenset({"staging", "intermediate/validated", "marts/bills"})
# One model holds the whole result of these steps.
SMALL_FOLDERS = frozenset({"intermediate/prices", "intermediate/tags", "intermediate/exports"})
# A customer's lines, what its reseller sees of them, labels and the state of the bill: a layout
# shows them in one row.
WIDE_MODELS = frozenset(
    {
        "tencent_detail_b",
        # It says that all tables of bills are made: it waits for each.
        "int_billed_inputs",
    }
)
# Names say what a row is; these say what was done to it, or nothing.
BANNED_IN_NAMES = re.compile(
    r"(^|_)(told_apart|described_again|listed|opened|judged|examined|screened|walked|clocked"
    r"|bounded|outlived|untaken|seen|settled_twice|vouchered|waterfalled|gate|purse|steering|soil"
    r"|bargains?|books?|reckon(ed)?|dear|anew|mend(ed)?|beside|whoever"
    r"|utils?|misc|common|final|tmp|temp|v\d+)(_|$)"
)
OVERRIDABLE = ("ref", "source", "config", "return", "var", "env_var", "log", "run_query")


# How it was in the first edition, and what it may be. New rules add models, never depth: the
# counts of models are shown and not held.
SHOWN_ONLY = frozenset({"models", "intermediate models"})
TARGETS: Mapping[str, tuple[str, int]] = {
    "models": ("248", 205),
    "intermediate models": ("155", 115),
    "longest chain of references": ("49", 32),
    "references to a later folder": ("55", 0),
    "longest chain of views": ("6", 2),
    "overridden macros of dbt": ("5", 2),
    "rules without one home": ("-", 0),
    "lines of a model, median": ("-", 80),
    "models above 200 lines": ("0", 0),
    "models of more than 5 parents, unions apart": ("-", 0),
    "folders of one file or above 16": ("-", 0),
    "names with a banned word": ("-", 0),
}


@dataclass(frozen=True)
class Count:
    """How many there are, and which they are where that is to be said."""

    now: int
    found: Sequence[str] = ()


class House:
    """The models of a manifest, their parents and their folders."""

    def __init__(self, manifest: Mapping, rules: Project) -> None:
        """Take a manifest as dbt writes it, and the rules with their homes."""
        self._manifest, self._rules = manifest, rules
        self.models = {
            key: node
            for key, node in manifest["nodes"].items()
            if node["resource_type"] == "model" and node["package_name"] == "tierbill"
        }
        self.parents = {
            key: sorted(set(node["depends_on"]["nodes"]) & self.models.keys())
            for key, node in self.models.items()
        }

    def counts(self) -> Mapping[str, Count]:
        """The count of every target."""
        lines = [len(node["raw_code"].splitlines()) for node in self.models.values()]
        listed = {
            "longest chain of references": self.longest_chain(),
            "references to a later folder": self.back_references,
            "longest chain of views": self.longest_chain(self.is_view),
            "overridden macros of dbt": self.overridden,
            "rules without one home": self.rules_without_one_home,
            "models above 200 lines": self.long_models,
            "models of more than 5 parents, unions apart": self.many_parents,
            "folders of one file or above 16": self.odd_folders,
            "names with a banned word": self.badly_named,
        }
        return {name: Count(len(found), found) for name, found in listed.items()} | {
            "models": Count(len(self.models)),
            "intermediate models": Count(self._in_layer("intermediate")),
            "lines of a model, median": Count(int(statistics.median(lines))),
        }

    def _in_layer(self, layer: str) -> int:
        return sum(self._path(key).startswith(f"{layer}/") for key in self.models)

    def _path(self, key: str) -> str:
        return self.models[key]["original_file_path"].removeprefix("models/")

    def _name(self, key: str) -> str:
        return self.models[key]["name"]

    def is_view(self, key: str) -> bool:
        """Whether the model is a view."""
        return self.models[key]["config"]["materialized"] == "view"

    def longest_chain(self, counts: Callable[[str], bool] = lambda _: True) -> list[str]:
        """The names of the longest chain of models, each of which reads the one before."""

        @cache
        def chain(key: str) -> tuple[str, ...]:
            if not counts(key):
                return ()
            before = max((chain(parent) for parent in self.parents[key]), key=len, default=())
            return (*before, self._name(key))

        return list(max((chain(key) for key in sorted(self.models)), key=len, default=()))

    @cached_property
    def back_references(self) -> list[str]:
        """References from an intermediate model to one of a later folder."""
        found = []
        for key in self.models:
            step = self._step(key)
            for parent in self.parents[key]:
                of_parent = self._step(parent)
                if step is not None and of_parent is not None and of_parent > step:
                    found.append(
                        f"{self._name(key)} ({FOLDERS[step]}) reads "
                        f"{self._name(parent)} ({FOLDERS[of_parent]})"
                    )
        return sorted(found)

    def _step(self, key: str) -> int | None:
        layer, folder = self._path(key).split("/")[:2]
        return FOLDERS.index(folder) if layer == "intermediate" else None

    @cached_property
    def overridden(self) -> list[str]:
        """Macros of the project that take the place of one of dbt or of its adapter."""
        macros = self._manifest["macros"].values()
        ours = {macro["name"] for macro in macros if macro["package_name"] == "tierbill"}
        theirs = {macro["name"] for macro in macros if macro["package_name"] != "tierbill"}
        return sorted(
            name
            for name in ours
            if name in theirs or name in OVERRIDABLE or name.startswith("materialization_")
        )

    @cached_property
    def rules_without_one_home(self) -> list[str]:
        """Rules that no place decides, or several; section 11 is what tests prove."""
        found = []
        for rule in self._rules.book.rules:
            homes = [home.name for home in self._rules.homes_of(rule)]
            one = len(homes) == 1 or (len(homes) > 1 and rule in SEVERAL_HOMES)
            if not one and not rule.startswith(("11.", "12")):
                found.append(f"{rule}: {', '.join(homes) or 'none'}")
        return found

    @cached_property
    def long_models(self) -> list[str]:
        """Models of more lines than a reader takes in."""
        return sorted(
            f"{node['name']}: {lines}"
            for node in self.models.values()
            if (lines := len(node["raw_code"].splitlines())) > MOST_LINES
        )

    @cached_property
    def many_parents(self) -> list[str]:
        """Models that read many others; a union reads as many as it joins."""
        return sorted(
            f"{self._name(key)}: {len(parents)}"
            for key, parents in self.parents.items()
            if len(parents) > MOST_PARENTS
            and self._name(key) not in WIDE_MODELS
            and not re.search(r"\bunion\b", self.models[key]["raw_code"])
        )

    @cached_property
    def odd_folders(self) -> list[str]:
        """Folders of models that hold too few or too many."""
        sizes = Counter(self._path(key).rpartition("/")[0] for key in self.models)
        return [
            f"{folder}: {size}"
            for folder, size in sorted(sizes.items())
            if (size == 1 and folder not in SMALL_FOLDERS)
            or (size > MOST_FILES and folder not in LARGE_FOLDERS)
        ]

    @cached_property
    def badly_named(self) -> list[str]:
        """Models, their steps, macros and folders with a word that says nothing."""
        return sorted(set(filter(_is_banned, self._names())))

    def _names(self) -> Iterator[str]:
        for key, node in self.models.items():
            yield node["name"]
            yield from self._path(key).split("/")[:-1]
            if "intermediate/" in self._path(key):
                steps = re.findall(r"^(?:with )?(\w+) as (?:not )?(?:materialized )?\($",
                                   node["raw_code"], re.MULTILINE)  # fmt: skip
                yield from (f"{node['name']}: {step}" for step in steps)
        for macro in self._manifest["macros"].values():
            if macro["package_name"] == "tierbill":
                yield macro["name"]


def _is_banned(name: str) -> bool:
    return BANNED_IN_NAMES.search(name.rpartition(" ")[2]) is not None


def house(manifest: Mapping) -> House:
    """The house of a manifest, with the rules of the project."""
    return House(manifest, project(manifest))


def main() -> None:
    """Print the table and what misses its target; exits with 1 if there is no manifest."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--manifest", type=Path, default=ROOT / "target" / "manifest.json")
    options = parser.parse_args()
    if not options.manifest.exists():
        parser.exit(1, f"{options.manifest}: there is no manifest; run `dbt parse` first.\n")
    counts = house(json.loads(options.manifest.read_text(encoding="utf-8"))).counts()
    console = Console(highlight=False, soft_wrap=True)
    table = Table("", "was", "now", "target", "")
    for name, (was, target) in TARGETS.items():
        now = counts[name].now
        table.add_row(name, was, str(now), f"<= {target}", _verdict(name, now, target))
    console.print(table)
    for name, (_, target) in TARGETS.items():
        if counts[name].now > target and counts[name].found:
            console.print("\n  ".join([f"{name}:", *counts[name].found]), markup=False)


def _verdict(name: str, now: int, target: int) -> str:
    if now <= target:
        return ""
    return "grown with the rules" if name in SHOWN_ONLY else "missed"


if __name__ == "__main__":
    main()
