"""What stops a load: refused files, each with the reason and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tierbill.shared.errors import Refused


@dataclass(frozen=True)
class Refusal:
    """One refused file or folder entry of a dataset; `file` is relative to the dataset."""

    file: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        """Return the message a user reads."""
        return f"{self.file}: {self.reason}. {self.remedy}"


class FileRefused(Exception):
    """A file is refused; the load collects these into one LoadRefused."""

    def __init__(self, reason: str, remedy: str) -> None:
        """Take what is wrong and what to do about it, the latter as a sentence."""
        super().__init__(f"{reason}. {remedy}")
        self.reason = reason
        self.remedy = remedy


class LoadRefused(Refused):
    """At least one file was refused, so nothing of the dataset was loaded."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        """Take every refused file of the dataset."""
        self.refusals = tuple(refusals)
        count = len(self.refusals)
        lines = "\n".join(f"  {refusal}" for refusal in self.refusals)
        super().__init__(f"Nothing was loaded, {count} refused:\n{lines}")
