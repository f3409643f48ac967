"""A scan of files for planted values that are for none of their readers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from exporting import query
from planted_values import TOKEN, Planted

NUMBER = re.compile(r"(?<![0-9.A-Za-z-])[0-9]+\.[0-9]{1,10}(?![0-9A-Za-z])")


def texts_of(path: Path) -> Iterator[str]:
    if path.suffix == ".parquet":
        for column in pq.read_table(path).columns:
            values = pc.unique(column.cast(pa.string())).to_pylist()
            yield "\n".join(value for value in values if value is not None)
    elif path.suffix == ".xlsx":
        with ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name).decode("utf-8", "replace")
    elif path.suffix != ".pdf":
        yield path.read_text(encoding="utf-8", errors="replace")


def leaks(planted: Planted, path: Path, readers: frozenset[str]) -> list[str]:
    """Planted values of a file that are for none of its readers."""
    found = []
    for text in texts_of(path):
        tokens = set(TOKEN.findall(text))
        planted.seen.update(tokens)
        found += [
            f"{path}: {token} is not for {sorted(readers)}"
            for token in tokens
            if not planted.names[token] & readers
        ]
        for number in set(NUMBER.findall(text)):
            allowed = planted.costs.get(number.rstrip("0"))
            if allowed is not None and not allowed & readers:
                found.append(f"{path}: {number} is only for {sorted(allowed)}")
    return found


def codes_of(root: Path) -> dict[str, tuple[str, str]]:
    """Folder -> kind and code, as the manifest of the root says."""
    manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    return {
        entry["folder"]: (entry.get("kind", "accounts"), entry["code"])
        for entry in manifest["folders"]
    }


def owners(planted: Planted) -> dict[tuple[str, str], frozenset[str]]:
    """Who reads the folder of a channel or a billing group."""
    rows = query(
        planted.file,
        """
        select 'channels', channel_code, reseller_account_id from marts.dim_channels
        union all
        select 'billing_groups', billing_group_code, distributor_account_id
        from marts.dim_billing_groups
        """,
    )
    return {(kind, code): frozenset({account}) for kind, code, account in rows}
