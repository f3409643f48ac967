"""Manifests: what is in a folder, so that a reader can check it and know how fresh it is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from tierbill.disclosure.exported_marts import CODE_NAMES
from tierbill.export.party_files import FileAccount
from tierbill.files.folder_names import folder_name
from tierbill.files.manifest_text import MANIFEST, json_text


@dataclass
class Folder:
    """One exported folder while it is filled; `kind` is accounts, channels or billing_groups.

    `data_until` is the greatest `recorded_at` of the charges behind its lines.
    """

    kind: str
    code: str
    files: dict[str, FileAccount] = field(default_factory=dict)
    data_until: datetime | None = None

    @property
    def path(self) -> str:
        """Path below the export root."""
        return f"{self.kind}/{folder_name(self.code)}"

    def extend_data_until(self, instant: datetime | None) -> None:
        """Keep the greatest `recorded_at` of the charges behind the lines."""
        if instant is not None and (self.data_until is None or instant > self.data_until):
            self.data_until = instant


def folder_manifest(folder: Folder, model_version: str, month: date | None) -> str:
    """Return the manifest of a folder; it names nobody but the party it is for."""
    return json_text(
        {
            CODE_NAMES[folder.kind]: folder.code,
            "billing_month": _month(month),
            "data_until": _instant(folder.data_until),
            "files": {name: asdict(account) for name, account in folder.files.items()},
            "folder": folder.path,
            "model_version": model_version,
        }
    )


def root_manifest(folders: Sequence[Mapping[str, str]], model_version: str) -> str:
    """Return the manifest of the root, for the operator: every folder and whose it is."""
    ordered = sorted(folders, key=lambda each: each["folder"])
    return json_text({"folders": ordered, "model_version": model_version})


def listed_folders(root: Path) -> Sequence[Mapping[str, str]]:
    """Return the folders that the manifest of an earlier export names."""
    manifest = root / MANIFEST
    if not manifest.is_file():
        return []
    return json.loads(manifest.read_text(encoding="utf-8"))["folders"]


def folder_entry(folder: Folder) -> Mapping[str, str]:
    """Return the line of a folder in the root's manifest."""
    return {"kind": folder.kind, "code": folder.code, "folder": folder.path}


def _instant(instant: datetime | None) -> str | None:
    if instant is None:
        return None
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _month(month: date | None) -> str | None:
    return None if month is None else f"{month:%Y-%m}"
