"""Publish a finished warehouse: one symbolic link is switched, readers see all or nothing.

The order is what makes a kill at any moment harmless: the version is on disk under its final
name before the link names it, and the link is replaced by one rename. Nothing that the link
names is ever written again.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tierbill.build.warehouse_paths import BUILD_PREFIX, LINK_PREFIX, WarehousePaths
from tierbill.landing.verification import landed_digest
from tierbill.shared.disk_sync import sync
from tierbill.shared.errors import BuildFailed, Refused

KEPT_VERSIONS = 3
KEPT_LOGS = 10


def check_target(paths: WarehousePaths) -> None:
    """Refuse a published path that is not ours to replace.

    Raises:
        Refused: `FILE` is a plain file, a folder, or a link to somewhere else.
    """
    file = paths.file
    if file.is_symlink():
        current = paths.current()
        if current is None or current.parent != paths.versions:
            raise Refused(
                f"{file}: a link to {os.readlink(file)}, which is not a version in "
                f"{paths.versions.name}. Remove the link or choose another --warehouse."
            )
    elif file.is_dir():
        raise Refused(f"{file}: a folder. --warehouse names a file, for example {file}.duckdb.")
    elif file.exists():
        raise Refused(
            f"{file}: a plain file, not a published warehouse, and it is not overwritten. "
            "Move it away or choose another --warehouse."
        )


def sweep(paths: WarehousePaths) -> list[Path]:
    """Remove what killed builds left behind and return it; only with the lock held.

    A version that was finished but not yet published is whole; it goes with the old versions.
    """
    if not paths.versions.is_dir():
        return []
    left = [
        entry
        for entry in sorted(paths.versions.iterdir())
        if entry.name.startswith((BUILD_PREFIX, LINK_PREFIX))
    ]
    for entry in left:
        remove(entry)
    return left


def publish(
    paths: WarehousePaths, built: Path, build_id: str, *, keep: int = KEPT_VERSIONS
) -> Path:
    """Make the finished file `built` the published version and return its path.

    Only with the lock held. Keeps the newest `keep` versions and the one that the link names.

    Raises:
        BuildFailed: a write-ahead log lies next to `built`, so it is not whole by itself.
    """
    wal = built.with_name(f"{built.name}.wal")
    if wal.exists():
        raise BuildFailed(f"{wal}: the built file was not closed cleanly; nothing was published.")
    version = paths.version(build_id)
    built.chmod(built.stat().st_mode & 0o444)
    sync(built)
    digest, _ = landed_digest(built)
    built.rename(version)
    paths.seal(version).write_text(f"{digest}\n", encoding="utf-8")
    sync(paths.seal(version))
    sync(paths.versions)
    link = paths.versions / f"{LINK_PREFIX}{build_id}"
    link.symlink_to(version.relative_to(paths.file.parent))
    link.replace(paths.file)
    sync(paths.file.parent)
    prune(paths, keep)
    return version


def prune(paths: WarehousePaths, keep: int) -> None:
    """Remove all but the newest `keep` versions and the newest logs; never the published one."""
    current = paths.current()
    versions = sorted(paths.versions.glob("*.duckdb"), reverse=True)
    for version in versions[max(keep, 1) :]:
        if version != current:
            paths.seal(version).unlink(missing_ok=True)
            version.unlink()
    for log in sorted(paths.logs.iterdir(), reverse=True)[KEPT_LOGS:]:
        remove(log)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder; what is already gone is fine.

    The process that a killed build left may write into its folder a moment longer; what it
    writes after this is removed by the next build.
    """
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
