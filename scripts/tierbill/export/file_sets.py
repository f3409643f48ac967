"""Folders of files that grow: each run replaces what it was asked for and keeps the rest.

Every folder has a manifest of its files, which the next run reads. A file in the scope of a run
that the run does not write is removed; other files stay.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tierbill.files.folder_names import folder_name
from tierbill.files.manifest_text import MANIFEST, json_text
from tierbill.files.staging import check_inside
from tierbill.shared.disk_sync import sync, sync_tree

# The entry of a file in a manifest.
Entry = Mapping[str, object]


@dataclass
class FileFolder:
    """The files written for one party: `code` names it, `group` is the folder above."""

    group: str
    code: str
    files: dict[str, Entry] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Path below the root."""
        return f"{self.group}/{folder_name(self.code)}"


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file as lower-case hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def install_files(
    staged: Path,
    root: Path,
    folders: Iterable[FileFolder],
    in_scope: Callable[[FileFolder, Entry], bool],
    about: Mapping[str, object],
) -> None:
    """Move the staged files into place; `about` is part of every manifest.

    `in_scope` returns whether this run replaces or removes a file of an earlier run.

    Raises:
        Refused: a folder of the root is a link that leads out of it.
    """
    written = {folder.path: folder for folder in folders}
    known = {folder.path: folder for folder in _known_folders(root)}
    check_inside(root, [*written, *known])
    sync_tree(staged)
    kept: list[FileFolder] = []
    for path in sorted({*written, *known}):
        before = known.get(path)
        now = written.get(path)
        folder = now or before
        if folder is None:
            continue
        files = dict(now.files) if now else {}
        for name, entry in (before.files if before else {}).items():
            if name in files:
                continue
            if before is not None and in_scope(before, entry):
                (root / path / name).unlink(missing_ok=True)
            elif (root / path / name).is_file():
                files[name] = entry
        merged = FileFolder(folder.group, folder.code, files)
        _install_folder(staged, root, merged, now.files if now else {}, about)
        if files:
            kept.append(merged)
    _write(root / MANIFEST, staged, {"folders": [_line(folder) for folder in kept], **about})


def _install_folder(
    staged: Path,
    root: Path,
    folder: FileFolder,
    new: Mapping[str, Entry],
    about: Mapping[str, object],
) -> None:
    final = root / folder.path
    if not folder.files:
        (final / MANIFEST).unlink(missing_ok=True)
        if final.is_dir() and not any(final.iterdir()):
            final.rmdir()
        return
    final.mkdir(parents=True, exist_ok=True)
    for name in sorted(new):
        (staged / folder.path / name).replace(final / name)
    sync(final)
    sync(final.parent)
    content = {"code": folder.code, "files": dict(sorted(folder.files.items())), **about}
    _write(final / MANIFEST, staged, content)


def _known_folders(root: Path) -> Iterable[FileFolder]:
    """Yield what earlier runs wrote, as their manifests say."""
    manifest = root / MANIFEST
    if not manifest.is_file():
        return
    for line in json.loads(manifest.read_text(encoding="utf-8"))["folders"]:
        folder = FileFolder(line["group"], line["code"])
        own = root / folder.path / MANIFEST
        if own.is_file():
            folder.files = json.loads(own.read_text(encoding="utf-8"))["files"]
        yield folder


def _line(folder: FileFolder) -> Mapping[str, str]:
    return {"group": folder.group, "code": folder.code, "folder": folder.path}


def _write(path: Path, staged: Path, content: Mapping[str, object]) -> None:
    draft = staged / f"{MANIFEST}.new"
    draft.write_text(json_text(content), encoding="utf-8", newline="\n")
    sync(draft)
    draft.replace(path)
    sync(path.parent)
