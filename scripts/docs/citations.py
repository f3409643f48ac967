"""What a test says it proves, which rules a home decides, and every citation in a text.

The head of a description, of a comment or of a docstring, up to its first colon, names what a
test proves: `Rules 6.3, 11.7, d3.4, R119-R121: ...`. Numbers belong to the word before them.
A home of a rule names it in `meta.rules` (models, macros) or after `Rules:` (Python modules).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

TOKEN = re.compile(
    r"(?P<word>rules)\b|R(?P<r>\d+)(?:-R?(?P<r_to>\d+))?"
    r"|(?<![\w.])d(?P<d>\d+\.\d+)(?:-d?(?P<d_to>\d+\.\d+))?"
    r"|(?<![\w.(])(?P<n>\d+(?:\.\d+)?)(?:(?:-| to )(?P<n_to>\d+\.\d+))?(?![\w.)])",
    re.IGNORECASE,
)
RULES = re.compile(
    r"\brules? (\d{1,2}(?:\.\d+)?(?:(?:, and |, | and | to |-)\d{1,2}(?:\.\d+)?\b(?!\.\d))*)",
    re.IGNORECASE,
)
FACT = re.compile(r"(?<![\w.\-#/])d(\d{1,2}\.\d{1,2}|A\.\d)(?![\w.]*\w)")
REQUIREMENT = re.compile(r"(?<![\w\-#/'\"])R(\d{1,3})\b(?!['\"])")
# Larger numbers in a head are figures, not sections.
LAST_CHAPTER = 12
MODEL = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
OF_MODULE = re.compile(r"\bRules: (\d[\d., ]*)")


@dataclass(frozen=True)
class Citations:
    """Sections of the rules, facts of the domain without their `d`, requirements."""

    rules: frozenset[str]
    facts: frozenset[str]
    requirements: frozenset[str]


@dataclass(frozen=True)
class Test:
    """A test, where it is (a path below the project) and the models it is about."""

    name: str
    path: str
    models: frozenset[str]
    cited: Citations


@dataclass(frozen=True)
class Home:
    """What decides rules: a model, a macro or a Python module, and its path."""

    name: str
    kind: str
    path: str
    rules: tuple[str, ...]


def citations(text: str) -> Citations:
    """The citations in the head of a text; none without a colon."""
    head, colon, _ = " ".join(text.split()).partition(":")
    rules: set[str] = set()
    facts: set[str] = set()
    requirements: set[str] = set()
    after_word = False
    for token in TOKEN.finditer(head) if colon else ():
        if token["word"]:
            after_word = True
        elif token["r"]:
            last = int(token["r_to"] or token["r"])
            requirements |= {f"R{number}" for number in range(int(token["r"]), last + 1)}
        elif token["d"]:
            facts |= set(_sections(token["d"], token["d_to"]))
        elif after_word and int(token["n"].partition(".")[0]) <= LAST_CHAPTER:
            rules |= set(_sections(token["n"], token["n_to"]))
    return Citations(frozenset(rules), frozenset(facts), frozenset(requirements))


def _sections(first: str, last: str | None) -> Iterator[str]:
    """3.8-3.10 is 3.8, 3.9 and 3.10."""
    if last is None or "." not in first:
        yield first
        return
    chapter, start = first.split(".")
    for number in range(int(start), int(last.split(".")[1]) + 1):
        yield f"{chapter}.{number}"


def anchors_of(text: str) -> Iterator[str]:
    """The anchor of every citation anywhere in a text: `rules-3.3`, `d3.11`, `R29`."""
    flat = re.sub(r"\s*\n\s*(?:--|#|//)?\s*", " ", text)
    for numbers in RULES.findall(flat):
        for number in re.findall(r"\d+(?:\.\d+)?", numbers):
            yield f"rules-{number}"
    for number in FACT.findall(flat):
        yield f"d{number}"
    for number in REQUIREMENT.findall(flat):
        yield f"R{number}"


def homes_of_manifest(manifest: Mapping) -> Iterator[Home]:
    """Models and macros of the project that decide rules."""
    for kind in ("nodes", "macros"):
        for node in manifest[kind].values():
            meta = (node.get("meta") or {}) | ((node.get("config") or {}).get("meta") or {})
            if meta.get("rules") and node["package_name"] == "tierbill":
                numbers = tuple(str(number) for number in meta["rules"])
                yield Home(node["name"], node["resource_type"], node["original_file_path"], numbers)


def formulas_of_manifest(manifest: Mapping) -> Iterator[Home]:
    """Macros of the project with the rules of which they say that they are the formula.

    The rules of which a macro is the home are not among them.
    """
    for node in manifest["macros"].values():
        meta = (node.get("meta") or {}) | ((node.get("config") or {}).get("meta") or {})
        own = {str(number) for number in meta.get("rules") or ()}
        rules = sorted(citations_in(node["description"] or "") - own)
        if rules and node["package_name"] == "tierbill":
            yield Home(node["name"], "formula", node["original_file_path"], tuple(rules))


def citations_in(text: str) -> set[str]:
    """The rules cited anywhere in a text, without the chapters."""
    found = (anchor.removeprefix("rules-") for anchor in anchors_of(text) if "rules-" in anchor)
    return {number for number in found if "." in number}


def homes_of_python(paths: Iterable[Path], root: Path) -> Iterator[Home]:
    """Python modules that decide rules."""
    for path in paths:
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        for numbers in OF_MODULE.findall(docstring):
            name = ".".join(path.relative_to(root / "scripts").with_suffix("").parts)
            rules = tuple(re.findall(r"\d+(?:\.\d+)?", numbers))
            yield Home(name, "module", str(path.relative_to(root)), rules)


def tests_of_manifest(manifest: Mapping) -> Iterator[Test]:
    """dbt's unit tests and singular tests; generic ones prove no rule of their own."""
    nodes = manifest["nodes"]
    names = {key: node["name"] for key, node in nodes.items()}
    for unit in manifest["unit_tests"].values():
        yield Test(
            unit["name"],
            unit["original_file_path"],
            frozenset({unit["model"]}),
            citations(unit["description"] or ""),
        )
    for node in nodes.values():
        if node["resource_type"] == "test" and not node.get("test_metadata"):
            comment = re.match(r"(?:--[^\n]*\n)*", node["raw_code"]).group()
            text = " ".join(line.removeprefix("--") for line in comment.splitlines())
            yield Test(
                node["name"],
                node["original_file_path"],
                frozenset(names[parent] for parent in node["depends_on"]["nodes"]),
                cited_anywhere(text),
            )


def cited_anywhere(text: str) -> Citations:
    """Citations of a comment: those in its brackets, as in `(rules 11.7)`."""
    found = [citations(f"{inside}:") for inside in re.findall(r"\(([^)]*)\)", text)]
    return Citations(
        *(
            frozenset().union(*(getattr(one, name) for one in found))
            for name in ("rules", "facts", "requirements")
        )
    )


def tests_of_python(paths: Iterable[Path], root: Path, models: frozenset[str]) -> Iterator[Test]:
    """Test functions with citations; their models are the ones that they name."""
    for path in paths:
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                cited = citations(ast.get_docstring(node) or "")
                source = ast.get_source_segment(text, node) or ""
                yield Test(
                    node.name,
                    str(path.relative_to(root)),
                    models & frozenset(MODEL.findall(source)),
                    cited,
                )
