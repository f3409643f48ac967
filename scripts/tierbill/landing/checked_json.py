"""JSON files of a landing folder whose first line is the SHA-256 of all that follows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def checked_bytes(rest: str) -> bytes:
    """Return the bytes of a file: the digest of the lines that follow, then these."""
    data = rest.encode()
    return f'{{"sha256": "{hashlib.sha256(data).hexdigest()}",\n'.encode() + data


def checked_content(data: bytes) -> Mapping[str, Any]:
    """Return what a file says whose bytes are exactly as they were written.

    Raises:
        ValueError: they are not.
    """
    if not data:
        raise ValueError("it is empty")
    rest = data.partition(b"\n")[2].decode("utf-8")
    if checked_bytes(rest) != data:
        raise ValueError("its contents do not have the SHA-256 in its first line")
    return json.loads(data)
