"""All closes of a landing, derived from its records once more, in the order of loads.

Nothing that was issued before is read: each close is rated with what was known at its issue, by
the present code (rules 8.2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tierbill.build.build_inputs import has_open_issues
from tierbill.build.code_version import code_version
from tierbill.build.database_file import create_database
from tierbill.build.dbt_run import DATABASE_NAME, LOG_NAME, DbtBuild, Event, run_dbt
from tierbill.build.failed_build import failed_build
from tierbill.build.recorded_settings import recorded_settings
from tierbill.landing.close_ledger import Close, read_close_ledger
from tierbill.landing.issued import ISSUED, read_closes, start_issued_folder
from tierbill.shared.errors import BuildFailed


@dataclass(frozen=True)
class Derivation:
    """By which code and settings the closes of a landing are derived, and with which threads.

    `settings` are variables of dbt_project.yml that differ from their defaults. The log lies in
    the folder `artifacts`.
    """

    project: Path
    landing: Path
    artifacts: Path
    settings: Mapping[str, object]
    threads: int | None = None

    @property
    def code_version(self) -> str:
        """The version of the present code."""
        return code_version(self.project)

    @property
    def recorded_settings(self) -> Mapping[str, str]:
        """All settings, as texts."""
        return recorded_settings(self.project, self.settings)


@dataclass(frozen=True)
class DerivedCloses:
    """Closes that were derived, by seller and month; their lines lie in the folder `issued`."""

    issued: Path
    closes: Mapping[tuple[str, str], Close]


def derive_closes(
    derivation: Derivation, folder: Path, on_event: Callable[[Event], None]
) -> DerivedCloses:
    """Derive all closes in a new folder of their own, for a caller that holds the landing.

    Raises:
        BuildFailed: a model failed.
    """
    issued = folder / ISSUED
    start_issued_folder(issued)
    project, landing = derivation.project, derivation.landing
    if read_closes(landing) or has_open_issues(project, landing):
        create_database(folder / DATABASE_NAME)
        outcome = run_dbt(
            DbtBuild(
                project=project,
                folder=folder,
                artifacts=derivation.artifacts,
                landing=landing,
                variables=derivation.settings,
                threads=derivation.threads,
                only_closes=True,
                code_version=derivation.code_version,
                settings=derivation.recorded_settings,
            ),
            on_event,
        )
        if not outcome.succeeded:
            said = "What was issued could not be derived again; nothing was changed."
            raise BuildFailed(failed_build(outcome, derivation.artifacts / LOG_NAME, said))
    closes = read_close_ledger(issued).closes
    return DerivedCloses(issued, {close.month: close for close in closes})
