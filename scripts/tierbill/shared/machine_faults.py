"""Faults of the machine and not of the data: what happened, in one line with what to do."""

from __future__ import annotations

import errno
import mmap
import re

_DISK = re.compile(r"no space left on device|disk quota exceeded|file too large", re.IGNORECASE)
_MEMORY = re.compile(
    r"out of memory error|memoryerror|cannot allocate memory|could not allocate|failed to allocate"
    r"|bad allocation|bad_alloc|failed to map segment|unable to allocate|can't start new thread"
    r"|failed to launch worker thread|resource temporarily unavailable",
    re.IGNORECASE,
)
_DISK_ERRORS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_IN_THE_WAY = (IsADirectoryError, NotADirectoryError, FileExistsError)
DISK_IS_FULL = (
    "The disk is full, or a limit on the size of files is reached. Make room and run the command "
    "again; nothing was published and nothing half-made stays under its name."
)
NO_MEMORY = (
    "There is not enough memory. End other programs, or let DuckDB spill earlier with a smaller "
    "TIERBILL_MEMORY_LIMIT and fewer TIERBILL_THREADS, and run the command again; nothing was "
    "published and nothing half-made stays under its name."
)


def require_memory(size: int) -> None:
    """Check that so many bytes can be had, before work starts that needs them.

    Libraries that run out of memory in a thread of their own end the process, or wait for ever.

    Raises:
        MemoryError: they cannot.
    """
    try:
        mmap.mmap(-1, size).close()
    except OSError as error:
        raise MemoryError(str(error)) from error


def fault_in_text(text: str) -> str | None:
    """Return the line for a full disk or too little memory that a message tells of."""
    if _DISK.search(text):
        return DISK_IS_FULL
    return NO_MEMORY if _MEMORY.search(text) else None


def fault_of(error: BaseException) -> str | None:
    """Return the line for an error that the machine caused, None for any other."""
    if isinstance(error, MemoryError):
        return NO_MEMORY
    if not isinstance(error, OSError):
        return None
    if error.errno in _DISK_ERRORS:
        return DISK_IS_FULL
    if error.errno == errno.ENOMEM:
        return NO_MEMORY
    place = f"{error.filename}: " if error.filename is not None else ""
    if isinstance(error, _IN_THE_WAY):
        return f"{place}a file or folder is in the way. Move it away and run the command again."
    return f"{place}{error.strerror or error}. Put that right and run the command again."
