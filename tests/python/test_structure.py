"""Structure of the Python package and names of all code: layers, circles, names, length."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Set
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from building import ROOT

SCRIPTS = ROOT / "scripts"
# Packages of `tierbill` from the lowest layer up. A package imports only from layers below its
# own. Those of one layer do not import each other.
LAYERS = (
    ("shared", "rating", "control"),
    ("landing", "files"),
    ("disclosure",),
    ("load", "build", "export", "show", "statement", "report", "daily", "generate", "convert"),
    ("demonstration",),
    ("commands",),
    ("cli",),
)
LONGEST_MODULE = 350
# What a file may not be named after.
VAGUE = re.compile(r"(^|_)(utils?|misc|common|final|tmp|temp|v\d+)(_|\.|$)")
# A name says what a row or a module is. These say how it was made, or belong to no field.
BANNED_WORDS = re.compile(
    r"(^|_)(told_apart|described_again|settled_twice|listed|opened|judged|judging|examined|screened"
    r"|walked|clocked|bounded|outlived|untaken|seen|vouchered|waterfalled|gates?|purses?|steering"
    r"|soil|bargains?|books?|reckon\w*|dear|anew|mend|beside|whoever)(_|$)"
)
# Words that no text has, in any meaning.
BANNED_PROSE = re.compile(
    r"\b(told apart|described again|settled twice over|reckon(s|ed|ing)?|anew|mend(s|ed|ing)?"
    r"|beside|whoever|purses?|bargains?|dear(er|est)?|vouchered|waterfalled|untaken|outlived|judg(ed?|ing)"
    r"|clocked)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def modules() -> Mapping[str, Path]:
    """Modules of the package by dotted name."""
    found = {}
    for path in sorted((SCRIPTS / "tierbill").rglob("*.py")):
        parts = path.relative_to(SCRIPTS).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@pytest.fixture(scope="module")
def imports(modules: Mapping[str, Path]) -> Mapping[str, Set[str]]:
    """What each module imports of the package, also inside functions."""
    return {name: imported(path, modules) for name, path in modules.items()}


def imported(path: Path, modules: Mapping[str, Path]) -> Set[str]:
    """Modules of the package that a file imports; a name is a module if there is one of it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write the whole name of an imported module"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                found.add(name if name in modules else str(node.module))
    return found & set(modules)


def circle(imports: Mapping[str, Iterable[str]]) -> list[str]:
    """Names that import each other in a circle, the first one again at the end; else none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        return error.args[1]
    return []


def package_of(module: str) -> str:
    """The package below `tierbill`; the command's entry is a package of its own."""
    return module.removeprefix("tierbill").lstrip(".").partition(".")[0]


def test_no_modules_import_each_other_in_a_circle(imports):
    assert not (found := circle(imports)), " -> ".join(found)


def test_no_packages_import_each_other_in_a_circle(imports):
    between: dict[str, set[str]] = {}
    for module, targets in imports.items():
        package = package_of(module)
        others = {package_of(target) for target in targets} - {package}
        between.setdefault(package, set()).update(others)
    assert not (found := circle(between)), " -> ".join(found)


def test_imports_run_from_a_layer_to_a_lower_one(imports):
    layer = {package: number for number, layer in enumerate(LAYERS) for package in layer}
    unknown = {package_of(module) for module in imports} - set(layer) - {""}
    assert not unknown, "give each package its layer"
    upward = [
        f"{module} imports {target}"
        for module, targets in imports.items()
        for target in targets
        if package_of(target) != package_of(module)
        and layer[package_of(target)] >= layer[package_of(module)]
    ]
    assert not upward, "\n".join(upward)


def test_no_two_modules_have_one_name(modules):
    names = Counter(path.stem for path in modules.values() if path.stem != "__init__")
    double = [name for name, count in names.items() if count > 1]
    assert not double, f"give each the name of what it holds: {double}"


def test_modules_of_the_package_are_short(modules):
    lengths = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in modules.items()
    }
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE}
    assert not long, f"one thing a file: {long}"


def test_names_have_no_banned_words():
    files = [
        *(ROOT / "models").rglob("*.sql"),
        *(ROOT / "models").rglob("*.py"),
        *(ROOT / "macros").rglob("*.sql"),
        *SCRIPTS.rglob("*.py"),
        *(ROOT / "tests" / "python").rglob("*.py"),
    ]
    wrong = [
        str(path.relative_to(ROOT)) for path in sorted(files) if BANNED_WORDS.search(path.stem)
    ]
    assert not wrong, "\n".join(wrong)


def test_prose_has_no_banned_words():
    """Also in comments, descriptions and messages: plain words say more."""
    lists = {Path(__file__), ROOT / "scripts" / "checks" / "house.py"}
    suffixes = {".sql", ".py", ".yml", ".md", ".toml", ".typ"}
    folders = ("models", "macros", "scripts", "tests", "docs")
    files = [
        *(path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()),
        *(path for path in ROOT.iterdir() if path.is_file()),
    ]
    wrong = [
        f"{path.relative_to(ROOT)}:{number}: {found.group()}"
        for path in sorted(files)
        if (path.suffix in suffixes or path.name == "Makefile") and path not in lists
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for found in BANNED_PROSE.finditer(line)
    ]
    assert not wrong, "\n".join(wrong)


def test_names_of_files_say_something():
    folders = ("models", "macros", "seeds", "scripts", "tests")
    vague = [
        str(path.relative_to(ROOT))
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if VAGUE.search(path.name) and "__pycache__" not in path.parts
    ]
    assert vague == []
