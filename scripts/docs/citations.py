"""What a test says it proves: rules sections, worked examples and requirements in its words.

The head of a description, of a comment or of a docstring, up to its first colon, names them:
`Rules 6.3, 11.7, dossier 3.4, R119-R121: ...`. Numbers belong to the word before them.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

TOKEN = re.compile(
    r"(?P<word>rules|dossier)|R(?P<r>\d+)(?:-R?(?P<r_to>\d+))?"
    r"|(?<![\d.(])(?P<n>\d+(?:\.\d+)?)(?:-(?P<n_to>\d+\.\d+))?(?![\d.)])",
    re.IGNORECASE,
)
# Larger numbers in a head are figures, not sections.
LAST_CHAPTER = 12
MODEL = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")


@dataclass(frozen=True)
class Citations:
    """Sections of rules.md, sections of the dossier, requirement numbers."""

    rules: frozenset[str]
    dossier: frozenset[str]
    requirements: frozenset[str]


@dataclass(frozen=True)
class Test:
    """A test, where it stands (a path below the project) and the models it is about."""

    name: str
    path: str
    models: frozenset[str]
    cited: Citations


def citations(text: str) -> Citations:
    """The citations in the head of a text; none without a colon."""
    head, colon, _ = " ".join(text.split()).partition(":")
    found: dict[str, set[str]] = {"rules": set(), "dossier": set(), "r": set()}
    word = ""
    for token in TOKEN.finditer(head) if colon else ():
        if token["word"]:
            word = token["word"].lower()
        elif token["r"]:
            last = int(token["r_to"] or token["r"])
            found["r"] |= {f"R{number}" for number in range(int(token["r"]), last + 1)}
        elif word and int(token["n"].partition(".")[0]) <= LAST_CHAPTER:
            found[word] |= set(_sections(token["n"], token["n_to"]))
    return Citations(*(frozenset(found[name]) for name in ("rules", "dossier", "r")))


def _sections(first: str, last: str | None) -> Iterator[str]:
    """3.8-3.10 is 3.8, 3.9 and 3.10."""
    if last is None or "." not in first:
        yield first
        return
    chapter, start = first.split(".")
    for number in range(int(start), int(last.split(".")[1]) + 1):
        yield f"{chapter}.{number}"


def tests_of_manifest(manifest: dict) -> Iterator[Test]:
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
            for name in ("rules", "dossier", "requirements")
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
