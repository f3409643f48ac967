"""Every file that gets its name is on the disk before, and the folder with the name after."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tierbill.cli import app
from tierbill.convert.converted_dataset import write_dataset
from tierbill.export.layouts import LAYOUTS
from tierbill.shared.disk_sync import sync_tree
from typer.testing import CliRunner

LAYOUT = next(iter(LAYOUTS))
COMMANDS = {
    "export": ["export"],
    "layout": ["export", "--layout", LAYOUT],
    "statement": ["statement", "--account", "400000000009", "--month", "2025-08"],
    "report": [
        *("usage-report", "--channel", "xavier-retail"),
        *("--from", "2025-08-01", "--to", "2025-08-31"),
    ],
    "daily": ["daily", "--date", "2025-09-11"],
}


@dataclass
class Renames:
    """Files that were renamed before they were synced; folders with names that may be lost."""

    synced: set[int] = field(default_factory=set)
    files: list[Path] = field(default_factory=list)
    folders: dict[int, Path] = field(default_factory=dict)

    @property
    def unsynced(self) -> list[Path]:
        return [*self.files, *self.folders.values()]


@pytest.fixture
def renames(monkeypatch: pytest.MonkeyPatch) -> Renames:
    """Watch what is renamed and what is synced."""
    found = Renames()
    fsync, replace = os.fsync, Path.replace

    def watched_fsync(descriptor: int) -> None:
        fsync(descriptor)
        number = os.fstat(descriptor).st_ino
        found.synced.add(number)
        found.folders.pop(number, None)

    def watched_replace(path: Path, target: Path) -> Path:
        if path.is_file() and path.stat().st_ino not in found.synced:
            found.files.append(path)
        result = replace(path, target)
        found.folders[result.parent.stat().st_ino] = result.parent
        return result

    monkeypatch.setattr(os, "fsync", watched_fsync)
    monkeypatch.setattr(Path, "replace", watched_replace)
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_what_a_command_names_is_on_the_disk(warehouse, tmp_path, renames, name):
    read = ["--warehouse", str(warehouse), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(app, [*COMMANDS[name], *read])
    assert result.exit_code == 0, result.output
    assert any(path.is_file() for path in (tmp_path / "out").rglob("*.*"))
    assert renames.unsynced == []


def test_a_converted_dataset_is_on_the_disk(tmp_path, renames):
    write_dataset(tmp_path / "data", {})
    assert renames.unsynced == []


def test_the_test_sees_what_is_not_synced(tmp_path, renames):
    (tmp_path / "a").write_text("x")
    (tmp_path / "a").replace(tmp_path / "b")
    assert len(renames.unsynced) == 2
    sync_tree(tmp_path)
    assert renames.unsynced == [tmp_path / "a"]
