"""How Tierbill was started, so that commands that are printed run when they are copied."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from pathlib import Path

NAME = "tierbill"


def command_name() -> str:
    """Return `tierbill`, or the path it was started by where that name leads elsewhere."""
    started = Path(sys.argv[0])
    found = shutil.which(NAME)
    if started.name != NAME or not started.exists():
        return NAME
    if found is not None and Path(found).samefile(started):
        return NAME
    return shlex.quote(os.path.relpath(started))
