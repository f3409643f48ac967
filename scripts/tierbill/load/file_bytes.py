"""Validation of a file's bytes: size, digest, gzip to its end, strict UTF-8, no NUL."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO

from tierbill.load.delivered_files import DeliveredFile, Form
from tierbill.load.refusals import FileRefused
from tierbill.shared.unfolding_limit import LARGEST_FILE, MIB, RATIO, RATIO_FROM

CHUNK = MIB
LONGEST_LINE = 16 * MIB


class DigestingFile(io.RawIOBase):
    """A file, open for one pass, that counts and digests what is read."""

    @classmethod
    def open(cls, path: Path, advance: Callable[[int], None] = lambda _: None) -> DigestingFile:
        """Open a file; `advance` is called with the bytes of each step."""
        return cls(path.open("rb", buffering=0), advance)

    def __init__(self, file: io.FileIO, advance: Callable[[int], None]) -> None:
        """Take a file that is open and unbuffered."""
        self._file = file
        self._digest = hashlib.sha256()
        self._advance = advance
        self.count = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into a buffer; 0 at the end."""
        size = self._file.readinto(buffer) or 0
        self._digest.update(memoryview(buffer)[:size])
        self.count += size
        self._advance(size)
        return size

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()

    @property
    def sha256(self) -> str:
        """Digest of what was read, lower-case hexadecimal."""
        return self._digest.hexdigest()


def unfolded(source: DigestingFile, form: Form) -> IO[bytes]:
    """Return the file's bytes without its compression."""
    buffered = io.BufferedReader(source, MIB)
    if form is Form.CSV_GZ:
        return gzip.GzipFile(fileobj=buffered)  # type: ignore[return-value]
    return buffered


def checked_digest(file: DeliveredFile) -> str:
    """Return the SHA-256 of a file whose bytes are valid.

    Raises:
        FileRefused: too large, broken or too deeply compressed, not UTF-8, NUL inside, or not
            of the checksum that the delivery states.
    """
    size = file.path.stat().st_size
    if size > LARGEST_FILE:
        raise FileRefused(f"it has {size:,} bytes, more than {LARGEST_FILE:,}", "Split it.")
    with DigestingFile.open(file.path) as source:
        if file.form is Form.PARQUET:
            while source.read(CHUNK):
                pass
        else:
            _check_text(source, file.form)
        if file.stated is not None and file.stated.sha256 != source.sha256:
            raise FileRefused(
                f"its SHA-256 is {source.sha256}, {file.stated.stated_in} says "
                f"{file.stated.sha256}",
                "It was damaged or is another file: deliver it again.",
            )
        return source.sha256


def _check_text(source: DigestingFile, form: Form) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")()
    text = unfolded(source, form)
    line, size, unbroken = 1, 0, 0
    while chunk := _read(text):
        size += len(chunk)
        if size > LARGEST_FILE or (size > RATIO_FROM and size > RATIO * source.count):
            raise FileRefused(
                f"its text is more than {RATIO} times its size or {LARGEST_FILE:,} bytes",
                "Deliver it uncompressed or split if it is genuine.",
            )
        if b"\0" in chunk:
            line += chunk[: chunk.index(b"\0")].count(b"\n")
            raise FileRefused(f"line {line} holds a NUL byte", "Write it again as UTF-8 text.")
        _decode(decoder, chunk, line)
        line += chunk.count(b"\n")
        unbroken = 0 if b"\n" in chunk or b"\r" in chunk else unbroken + len(chunk)
        if unbroken > LONGEST_LINE:
            raise FileRefused(f"line {line} is longer than {LONGEST_LINE:,} bytes", "Fix it.")
    _decode(decoder, b"", line, final=True)


def _read(text: IO[bytes]) -> bytes:
    try:
        return text.read(CHUNK)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileRefused(f"its gzip is broken ({error})", "Deliver it again.") from error


def _decode(
    decoder: codecs.IncrementalDecoder, chunk: bytes, line: int, *, final: bool = False
) -> None:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        line += error.object[: error.start].count(b"\n")
        raise FileRefused(
            f"line {line} is not UTF-8 ({error.reason})", "Write it again as UTF-8."
        ) from error
