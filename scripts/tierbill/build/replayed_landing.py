"""A landing folder replayed: all it issued derived again and compared with what was written."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from tierbill.build.build_progress import BuildProgress
from tierbill.build.derived_closes import Derivation, derive_closes
from tierbill.build.replay import Replay, compare, other_code_or_settings
from tierbill.build.warehouse_paths import new_build_id
from tierbill.landing.folder import STAGING
from tierbill.landing.issued import ISSUED, read_closes
from tierbill.landing.lock import landing_held


@dataclass(frozen=True)
class ReplayedLanding:
    """The comparison, and which closes were written by other code or with other settings."""

    replay: Replay
    written_otherwise: Sequence[str]


def replayed_landing(
    project: Path, landing: Path, settings: Mapping[str, object], console: Console
) -> ReplayedLanding:
    """Derive all that a landing issued from its records and compare it with its issued lines.

    What is made on the way lies in the landing's folder of a running load, on its disk, and is
    removed. Progress goes to `console`. The log of a failure stays in the project's target.

    Raises:
        Refused: no landing folder, a damaged one, or it was not free within
            TIERBILL_LOCK_TIMEOUT seconds.
        BuildFailed: a model failed.
    """
    artifacts = project / "target" / "replay" / new_build_id()
    derivation = Derivation(project, landing, artifacts, settings)
    with landing_held(landing, console):
        folder = landing / STAGING / "replay"
        folder.mkdir(parents=True)
        closes = read_closes(landing)
        with BuildProgress(console, "Deriving issued lines") as progress:
            derived = derive_closes(derivation, folder, progress.on_event)
            progress.phase("Comparing")
            found = compare(closes, landing / ISSUED, derived, folder / "spill")
    shutil.rmtree(artifacts, ignore_errors=True)
    others = other_code_or_settings(closes, derivation.code_version, derivation.recorded_settings)
    return ReplayedLanding(found, others)
