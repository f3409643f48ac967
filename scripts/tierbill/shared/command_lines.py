"""Commands that are suggested: they run as printed, for the files that the user named."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "tierbill"
# Warehouse of a landing that none was named for.
USUAL_WAREHOUSE = Path("bills.duckdb")
_LANDING = ".landing"


def command_name() -> str:
    """Return `tierbill`, or the path it was started by where that name leads elsewhere."""
    started = Path(sys.argv[0])
    found = shutil.which(NAME)
    if started.name != NAME or not started.exists():
        return NAME
    if found is not None and Path(found).samefile(started):
        return NAME
    return os.path.relpath(started)


def command_line(*words: str, warehouse: Path | None = None) -> str:
    """Return a tierbill command; without a warehouse it reads the project's.

    What the shell would take apart is quoted.
    """
    target = () if warehouse is None else ("--warehouse", str(warehouse))
    return shlex.join([command_name(), *words, *target])


def build_command(landing: Path) -> str:
    """Return the command that builds a landing folder; that of `tierbill run` for its file."""
    file = USUAL_WAREHOUSE
    if landing.name.endswith(_LANDING):
        file = landing.with_name(landing.name.removesuffix(_LANDING))
    return command_line("build", "--landing", str(landing), warehouse=file)
