"""Text and names inside SQL."""

from __future__ import annotations

from pathlib import Path


def literal(text: str | Path) -> str:
    """Return text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """Return a name in double quotes, as SQL and CSV want it."""
    return '"' + name.replace('"', '""') + '"'
