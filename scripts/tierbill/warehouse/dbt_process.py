"""The dbt process of a build: dbt's own command line, ended when the process that asked is gone.

Run as `python -m tierbill.warehouse.dbt_process build ...`. Standard input is a pipe whose other
end the parent holds and never writes to: it closes when the parent ends, however it ends, and
then nobody waits for the build.
"""

from __future__ import annotations

import os
import sys
import threading


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(1)


def main() -> None:
    """Run dbt with the arguments of this process."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from dbt.cli.main import cli

    cli()


if __name__ == "__main__":
    main()
