"""The environment variables of Tierbill, each checked before a command starts."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from types import MappingProxyType

from tierbill.shared.errors import Refused

PREFIX = "TIERBILL_"
_PATH = r"[^\x00-\x1f'\"*?\[\]{}$\\]*"


@dataclass(frozen=True)
class Variable:
    """One variable: the form of its whole text, what to write, and bounds of a number."""

    form: str
    wanted: str
    least: int = 0
    most: int | None = None

    def accepts(self, text: str) -> bool:
        """Say whether a text is a value of the variable."""
        if not re.fullmatch(self.form, text):
            return False
        return self.most is None or self.least <= int(text) <= self.most


def _number(least: int, most: int, example: int) -> Variable:
    wanted = f"write a whole number from {least} to {most}, for example {example}"
    return Variable(r"[0-9]{1,9}", wanted, least, most)


def _path(example: str) -> Variable:
    return Variable(_PATH, f"write a path without quotes or wildcards, for example {example}")


VARIABLES = MappingProxyType(
    {
        "TIERBILL_MEMORY_LIMIT": Variable(
            r"[0-9]{1,9}(\.[0-9]{1,3})? ?([KMGT]i?B)", "write a size, for example 3GB"
        ),
        "TIERBILL_THREADS": _number(1, 1024, 2),
        "TIERBILL_DBT_THREADS": _number(1, 1024, 4),
        "TIERBILL_KEEP_VERSIONS": _number(1, 1_000_000, 3),
        "TIERBILL_LOCK_TIMEOUT": _number(0, 100_000_000, 3600),
        "TIERBILL_UMASK": Variable("0?0[0-7]{2}", "write three octal digits, for example 027"),
        "TIERBILL_TARGET": Variable("dev|ci|spark", "write dev, ci or spark"),
        "TIERBILL_DATABASE": _path("target/tierbill.duckdb"),
        "TIERBILL_LANDING": _path("landing"),
        "TIERBILL_ISSUED": _path("landing/issued"),
        "TIERBILL_TEMP_DIRECTORY": _path("target/spill"),
        "TIERBILL_FONT_DIRECTORY": _path("/usr/local/share/fonts"),
    }
)


def check_environment() -> None:
    """Check every variable that begins with TIERBILL_.

    Raises:
        Refused: one is no variable of ours, or has a value that it may not have.
    """
    for name, text in sorted(os.environ.items()):
        if name.startswith(PREFIX):
            variable = VARIABLES.get(name)
            if variable is None:
                raise Refused(f"{name}: no such variable; there are {', '.join(VARIABLES)}.")
            if not variable.accepts(text):
                raise Refused(f"{name}={text}: {variable.wanted}.")


def environment_number(name: str, default: int) -> int:
    """Return a whole number that the environment sets, or its default.

    Raises:
        Refused: the variable is set to something else.
    """
    text = os.environ.get(name, str(default))
    if not VARIABLES[name].accepts(text):
        raise Refused(f"{name}={text}: {VARIABLES[name].wanted}.")
    return int(text)


def umask() -> int:
    """Return which permissions new files lack (TIERBILL_UMASK): by default all of others, and
    the group's to write.
    """
    return int(os.environ.get("TIERBILL_UMASK", "027"), 8)
