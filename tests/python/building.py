"""Run dbt for tests: as a process of its own, in a folder of its own.

Called inside this process dbt would keep the database open. The database has the same path in
every build of a folder, so that dbt need not parse the project again, and is moved away after.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tierbill.landing.issued import start_issued_folder

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
DATABASE = "tierbill.duckdb"
# What went well is not worth a line.
QUIET = ("--no-use-colors", "--log-level", "warn", "--log-level-file", "info")


@dataclass(frozen=True)
class DbtFolder:
    """Where dbt runs: its target, its log, its spill and the database under construction."""

    home: Path

    @property
    def database(self) -> Path:
        return self.home / DATABASE

    @property
    def target(self) -> Path:
        return self.home / "target"

    def dbt(
        self,
        *arguments: str,
        landing: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """Run a dbt command and return what it said; AssertionError with that if it fails."""
        self.home.mkdir(parents=True, exist_ok=True)
        result = self.try_dbt(*arguments, landing=landing, environment=environment)
        command = f"dbt {' '.join(arguments)}"
        assert result.returncode == 0, f"{command} failed:\n{result.stdout}"
        return result.stdout

    def try_dbt(
        self,
        *arguments: str,
        landing: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """Run a dbt command; the caller looks at the exit code."""
        return subprocess.run(
            [BIN / "dbt", *QUIET, *arguments, "--target-path", self.target],
            cwd=ROOT,
            env=self._environment(landing) | dict(environment or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def close_and_build(self) -> str:
        """Close the issued months of the demo, then build and test all of it, in place."""
        issued = self.home / "issued"
        start_issued_folder(issued)
        plan = {
            "issued": str(issued),
            "common": [*QUIET, "--target-path", str(self.target)],
            "has_issues": True,
        }
        # The process ends when its input does: when this one ends.
        process = subprocess.Popen(
            [sys.executable, "-m", "tierbill.build.dbt_process", json.dumps(plan)],
            cwd=ROOT,
            env=self._environment(None) | {"TIERBILL_ISSUED": str(issued)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        said = process.stdout.read()
        assert process.wait() == 0, f"the build of the demo failed:\n{said}"
        return said

    def build(
        self,
        database: Path,
        *arguments: str,
        landing: Path | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """Build everything, the deep tests too, into a new file; return what dbt said.

        Without `landing` from the demo seeds, and then with the unit tests.
        """
        self.database.unlink(missing_ok=True)
        if landing is not None:
            arguments += ("--exclude", "path:seeds/demo", "--exclude-resource-type", "unit_test")
        output = self.dbt("build", *arguments, landing=landing, environment=environment)
        database.parent.mkdir(parents=True, exist_ok=True)
        self.database.replace(database)
        return output

    def _environment(self, landing: Path | None) -> dict[str, str]:
        """Our own environment, but none of the settings that a shell may carry for dbt."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("DBT_", "TIERBILL_"))
        }
        given = {"TIERBILL_LANDING": str(landing)} if landing else {}
        return (
            kept
            | given
            | {
                "DBT_PROFILES_DIR": str(ROOT),
                "DBT_LOG_PATH": str(self.home / "logs"),
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
                "DO_NOT_TRACK": "1",
                "PYTHONUTF8": "1",
                "TIERBILL_DATABASE": str(self.database),
                "TIERBILL_TEMP_DIRECTORY": str(self.home / "spill"),
            }
        )


def tierbill(*arguments: object, environment: Mapping[str, str] | None = None) -> str:
    """Run the tierbill command and return what it said; AssertionError with that if it fails."""
    result = subprocess.run(
        [BIN / "tierbill", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | dict(environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    command = f"tierbill {' '.join(map(str, arguments))}"
    assert result.returncode == 0, f"{command} failed:\n{result.stdout}"
    return result.stdout
