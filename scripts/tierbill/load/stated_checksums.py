"""Checksums that a delivery brings: SHA256SUMS, <file>.sha256, or a manifest that has SHA-256s."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tierbill.load.refusals import FileRefused

SUMS = frozenset({"sha256sums", "sha256sums.txt"})
SIDECAR = ".sha256"
MANIFEST = "manifest.json"
DATA_FILES = (".csv", ".csv.gz", ".parquet")
# The two forms of coreutils, and a digest alone.
_LINE = re.compile(r"\\?(?P<digest>[0-9a-fA-F]{64})(?: [ *](?P<name>.+))?")
_TAGGED = re.compile(r"SHA256 \((?P<name>.+)\) = (?P<digest>[0-9a-fA-F]{64})")
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_NAMES = ("path", "file", "name", "file_name", "source_file")


@dataclass(frozen=True)
class StatedChecksum:
    """The SHA-256 that a delivery states for one of its files, and where it states it."""

    name: str
    sha256: str
    stated_in: str


def is_checksum_file(path: Path) -> bool:
    """Say whether a file of a dataset states checksums, by its name."""
    return path.name.lower() in SUMS or path.name == MANIFEST or path.name.endswith(SIDECAR)


def stated_checksums(path: Path, dataset: Path) -> Iterator[StatedChecksum]:
    """Yield what a file states of data files; their names are relative to the dataset.

    Raises:
        FileRefused: it cannot be read, or a line of it is no checksum.
    """
    stated_in = path.relative_to(dataset).as_posix()
    try:
        text = path.read_text("utf-8-sig")
        found = list(
            _in_manifest(json.loads(text)) if path.name == MANIFEST else _lines(path, text)
        )
    except ValueError as error:
        raise FileRefused(
            f"its checksums cannot be read ({error})", "Deliver it again, or take it out."
        ) from error
    for name, digest in found:
        if name.endswith(DATA_FILES):
            yield StatedChecksum(_relative(name, path.parent, dataset), digest.lower(), stated_in)


def _lines(path: Path, text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        found = _TAGGED.fullmatch(line.rstrip()) or _LINE.fullmatch(line.rstrip())
        if not found or (found["name"] is None and not path.name.endswith(SIDECAR)):
            raise ValueError(f"line {number} is not a SHA-256, two characters and a name")
        yield found["name"] or path.name.removesuffix(SIDECAR), found["digest"]


def _in_manifest(content: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Objects with a `sha256` and a name, or names that have a digest."""
    if isinstance(content, list):
        for each in content:
            yield from _in_manifest(each)
    if not isinstance(content, dict):
        return
    digest = content.get("sha256")
    if isinstance(digest, str):
        names = [content[name] for name in _NAMES if isinstance(content.get(name), str)]
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{digest!r} is no SHA-256")
        yield (names[0] if names else key), digest
    for name, value in content.items():
        if isinstance(value, str) and name.endswith(DATA_FILES) and _DIGEST.fullmatch(value):
            yield name, value
        elif isinstance(value, dict | list):
            yield from _in_manifest(value, name)


def _relative(name: str, folder: Path, dataset: Path) -> str:
    """Return a stated name relative to the dataset; the sender may have stood above it."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if len(parts) > 1 and parts[0] == folder.name and not (folder / parts[0]).exists():
        parts = parts[1:]
    return "/".join([*folder.relative_to(dataset).parts, *parts])
