"""Write records of a stream as XML and as CSV, the same bytes for the same records."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from xml.etree import ElementTree

from tierbill.daily.streams import Content

# Characters that XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = frozenset("=+-@\t\r\n\0|%;＝＋－＠｜％；")  # noqa: RUF001 - the full-width forms
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def xml_bytes(root: str, record: str, records: Sequence[Mapping[str, Content]]) -> bytes:
    """Return the records as an XML document; characters XML cannot hold become U+FFFD."""
    document = ElementTree.Element(root)
    for each in records:
        _append(document, record, each)
    ElementTree.indent(document)
    text = ElementTree.tostring(document, encoding="unicode", short_empty_elements=True)
    # A carriage return would come back as a line feed if it were not escaped.
    text = text.replace("\r", "&#13;")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def csv_bytes(records: Sequence[Mapping[str, Content]]) -> bytes:
    """Return the records as CSV (RFC 4180, LF): a row a record, nested elements by dotted names.

    Elements that repeat, the items of an invoice, make a row each that repeats the record.
    """
    rows = [row for record in records for row in _rows(record)]
    names = list(dict.fromkeys(name for row in rows for name in row))
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_guarded(row.get(name) or "") for name in names] for row in rows)
    return file.getvalue().encode("utf-8", "replace")


def _append(parent: ElementTree.Element, name: str, content: Content) -> None:
    if isinstance(content, Mapping):
        element = ElementTree.SubElement(parent, name)
        for child, inner in content.items():
            _append(element, child, inner)
    elif isinstance(content, str):
        ElementTree.SubElement(parent, name).text = _NOT_XML.sub("\ufffd", content)
    elif content is None:
        ElementTree.SubElement(parent, name)
    else:
        for each in content:
            _append(parent, name, each)


def _rows(content: Mapping[str, Content], prefix: str = "") -> Iterator[Mapping[str, str | None]]:
    """Yield the flat rows of a record: one, or one for each of its repeated elements."""
    flat: dict[str, str | None] = {}
    repeated: list[Mapping[str, str | None]] = []
    for name, inner in content.items():
        path = f"{prefix}{name}"
        if isinstance(inner, Mapping):
            first, *others = _rows(inner, f"{path}.")
            if others:
                repeated = [first, *others]
            else:
                flat.update(first)
        elif inner is None or isinstance(inner, str):
            flat[path] = inner
        else:
            repeated = [
                row
                for each in inner
                for row in (_rows(each, f"{path}.") if isinstance(each, Mapping) else ())
            ]
    if not repeated:
        yield flat
    for each in repeated:
        yield {**flat, **each}


def _guarded(text: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula; numbers stay numbers."""
    if _NUMBER.fullmatch(text):
        return text
    for character in text:
        if character in _FORMULA:
            return f"'{text}"
        if not character.isspace() and unicodedata.category(character) not in (
            "Cc",
            "Cf",
            "Zs",
        ):
            return text
    return text
