"""Folders of channels: any code is one safe folder, and the folder gives the code back.

A code of lower-case ASCII letters, digits, `_` and `-` is its own folder. Every other byte of its
UTF-8 form is written as `~` and two hex digits, so that no code leaves the folder above, none is a
device, and no two codes share a name on any file system. Codes too long for a name become
`~sha-` and their SHA-256; the manifest keeps which code that is. `~none` holds what has no channel.
"""

from __future__ import annotations

import hashlib
import re

from tierbill.files.folder_names import DEVICES

NO_CHANNEL = "~none"
_PLAIN = re.compile(r"[a-z0-9_-]")
_NAME = re.compile(r"(?:[a-z0-9_-]|~[0-9a-f]{2})*")
_HASHED = "~sha-"
_EMPTY = "~empty"
_LONGEST = 200


def channel_folder(code: str | None) -> str:
    """Return the folder name of a channel code, None for what was posted outside a channel."""
    if code is None:
        return NO_CHANNEL
    if code == "":
        return _EMPTY
    data = code.encode("utf-8", "surrogatepass")
    name = "".join(chr(byte) if _PLAIN.fullmatch(chr(byte)) else f"~{byte:02x}" for byte in data)
    if name in DEVICES or name.startswith("-"):
        name = f"~{data[0]:02x}{name[1:]}"
    if len(name) > _LONGEST:
        return _HASHED + hashlib.sha256(data).hexdigest()
    return name


def channel_of(folder: str) -> str | None:
    """Return the channel code of a folder name.

    Raises:
        ValueError: no code has such a folder, or its code is too long to be read from it.
    """
    if folder == NO_CHANNEL:
        return None
    if folder == _EMPTY:
        return ""
    if not folder or not _NAME.fullmatch(folder):
        raise ValueError(f"{folder}: not the folder of a channel, or see the manifest for its code")
    data = re.sub(
        rb"~([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), folder.encode("ascii")
    )
    code = data.decode("utf-8", "surrogatepass")
    if channel_folder(code) != folder:
        raise ValueError(f"{folder}: not the folder of any channel code")
    return code
