"""Paths of a published warehouse file and of the files that belong to it.

A published warehouse `FILE` is a symbolic link to one whole version:

    FILE                          -> FILE.versions/<build id>.duckdb
    FILE.lock                     held by the one build that runs
    FILE.versions/<build id>.duckdb   finished versions, read-only
    FILE.versions/<build id>.duckdb.sha256  what a version was when it was published
    FILE.versions/.build-<build id>/  the running build; an orphan if its build was killed
    FILE.versions/logs/<build id>/    dbt.log, manifest.json and run_results.json of a build
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

BUILD_PREFIX = ".build-"
LINK_PREFIX = ".link-"


def new_build_id(now: datetime | None = None) -> str:
    """Return a new build id: the instant in UTC and four random digits; sorts by time."""
    instant = now or datetime.now(UTC)
    return f"{instant:%Y%m%dT%H%M%S%f}Z-{secrets.token_hex(2)}"


@dataclass(frozen=True)
class WarehousePaths:
    """A published warehouse file and the folders next to it; `file` is absolute."""

    file: Path

    @classmethod
    def of(cls, file: Path) -> WarehousePaths:
        """Return the paths of `file`; its folder is resolved, the link itself is not."""
        return cls(file.parent.resolve() / file.name)

    @property
    def versions(self) -> Path:
        """Folder of the finished versions."""
        return self.file.with_name(f"{self.file.name}.versions")

    @property
    def logs(self) -> Path:
        """Folder of the kept logs and dbt artifacts, one folder a build."""
        return self.versions / "logs"

    @property
    def lock(self) -> Path:
        """File that the one running build holds locked."""
        return self.file.with_name(f"{self.file.name}.lock")

    @property
    def landing(self) -> Path:
        """Landing folder that `tierbill run` uses if none is given."""
        return self.file.with_name(f"{self.file.name}.landing")

    def build_folder(self, build_id: str) -> Path:
        """Folder of a running build."""
        return self.versions / f"{BUILD_PREFIX}{build_id}"

    def version(self, build_id: str) -> Path:
        """Path of a finished version."""
        return self.versions / f"{build_id}.duckdb"

    @staticmethod
    def seal(version: Path) -> Path:
        """Path of the SHA-256 that a finished version had when it was published."""
        return version.with_name(f"{version.name}.sha256")

    def log(self, build_id: str) -> Path:
        """Path of the kept log of a build; dbt's artifacts lie next to it."""
        return self.logs / build_id / "dbt.log"

    def current(self) -> Path | None:
        """Return the version that the link names, or None if nothing was published."""
        if not self.file.is_symlink():
            return None
        return self.file.parent / self.file.readlink()
