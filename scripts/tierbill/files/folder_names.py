"""Names of the folders that parties get: safe on every file system, never outside the root."""

from __future__ import annotations

import hashlib
import re

_SAFE = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_SURROGATE = re.compile(r"code-[0-9a-f]{16}")
_CURRENCY = re.compile(r"[A-Z]{3}")
# Names that Windows keeps for devices.
DEVICES = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{kind}{n}" for kind in ("com", "lpt") for n in range(10)]
)


def currency_name(code: str) -> str:
    """Return a currency code as part of a file name: itself if it is three capitals."""
    return code if _CURRENCY.fullmatch(code) else _surrogate(code)


def folder_name(code: str) -> str:
    """Return the folder of an account, channel or group code.

    A code of lower-case ASCII letters, digits, `_` and `-` (1 to 63 of them) is its own name.
    Any other gets `code-` and 16 hex digits of its SHA-256, and so does a code that looks like
    such a surrogate: names are then unique for codes of any case and Unicode form,
    and the name of one code never depends on another's.
    """
    if _SAFE.fullmatch(code) and not _SURROGATE.fullmatch(code) and code not in DEVICES:
        return code
    return _surrogate(code)


def _surrogate(code: str) -> str:
    return f"code-{hashlib.sha256(code.encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
