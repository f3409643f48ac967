"""Records of a CSV text (RFC 4180): each is whole and well-formed, or has a reason why it is not.

This module only checks the form. A fast parser reads the values afterwards; on records that
follow the grammar it can give only one result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, TextIO

from tierbill.load.refusals import FileRefused

LONGEST_RECORD = 16 << 20
"""Characters of one record."""

# Python before 3.11.5 goes back into a possessive group that backtracks: atomic groups hold
_IN_QUOTES = r'[^"]*+(?>(?:""[^"]*+)*)'
_QUOTED = rf'"{_IN_QUOTES}"'
_FIELD = rf'(?:{_QUOTED}|[^",\r\n]*+)'
_END = r"(?:\r\n|\r|\n)?"
_WHOLE = re.compile(rf"{_FIELD}(?>(?:,{_FIELD})*){_END}")
_OPENING = re.compile(rf'(?>(?:{_FIELD},)*)"{_IN_QUOTES}')
_CLOSING = re.compile(rf'{_IN_QUOTES}"(?>(?:,{_FIELD})*){_END}')
_STILL_OPEN = re.compile(rf'{_IN_QUOTES}(?:",(?>(?:{_FIELD},)*)"{_IN_QUOTES})?')
# a line that has quotes where none may be, but no quoted field open at its end
_LOOSE_FIELD = rf'(?:{_QUOTED}[^,\r\n]*+|(?!")[^,\r\n]*+)'
_DAMAGED = re.compile(rf"{_LOOSE_FIELD}(?>(?:,{_LOOSE_FIELD})*){_END}")
_ANY_QUOTED = re.compile(_QUOTED)


class Record(NamedTuple):
    """One record as it stands in the file; lines count from 1, line breaks in fields too."""

    line: int
    text: str
    fault: str | None


class CsvRecords:
    """The records of one CSV text, in order."""

    def __init__(self, text: TextIO) -> None:
        """Take a text opened with newline=''; it is read record by record."""
        self._text = text
        self._line = 0

    def header(self) -> tuple[str, ...]:
        """Return the names in the first line.

        Raises:
            FileRefused: there is none, or it is malformed.
        """
        self._line = 1
        line = self._text.readline()
        remedy = "Write the names of the columns into the first line, separated by commas."
        if not line:
            raise FileRefused("it is empty, without even a header", remedy)
        if not line.strip():
            raise FileRefused("it has no header", remedy)
        if not _WHOLE.fullmatch(line):
            raise FileRefused("its header is malformed", remedy)
        return tuple(
            name[1:-1].replace('""', '"') if name.startswith('"') else name
            for name in re.findall(rf"(?:^|,)({_FIELD})", line)
        )

    def records(self, width: int) -> Iterator[Record]:
        """Yield the records below the header, of `width` fields each; blank lines are none.

        Raises:
            FileRefused: a quoted field is not closed, so that its end is unknown.
        """
        commas = width - 1
        for line in self._text:
            self._line += 1
            if '"' in line:
                yield self._with_quotes(line, commas)
            elif line.count(",") == commas:
                yield Record(self._line, line, None)
            elif line.rstrip("\r\n"):
                yield Record(self._line, line, "wrong_field_count")

    def _with_quotes(self, line: str, commas: int) -> Record:
        first = self._line
        if _WHOLE.fullmatch(line):
            text = line
        elif _OPENING.fullmatch(line):
            text = self._to_its_end(line)
        elif _DAMAGED.fullmatch(line):
            return Record(first, line, "malformed_record")
        else:
            raise _unclosed(first)
        right = _ANY_QUOTED.sub("", text).count(",") == commas
        return Record(first, text, None if right else "wrong_field_count")

    def _to_its_end(self, opening: str) -> str:
        """Return a record whose first line ends inside a quoted field."""
        first, parts, size = self._line, [opening], len(opening)
        for line in self._text:
            self._line += 1
            parts.append(line)
            size += len(line)
            if '"' not in line or _STILL_OPEN.fullmatch(line):
                if size > LONGEST_RECORD:
                    break
            elif _CLOSING.fullmatch(line):
                return "".join(parts)
            else:
                break
        raise _unclosed(first)


def _unclosed(line: int) -> FileRefused:
    return FileRefused(
        f"a quoted field of the record in line {line} does not end properly",
        "Close its quotes, and double those inside it.",
    )
