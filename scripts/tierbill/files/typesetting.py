"""Pages and pictures set by Typst: the same bytes for the same content, no box for a letter."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst

from tierbill.files.fonts import FAMILIES, VARIABLE, font_paths
from tierbill.shared.errors import Refused

# Searchable PDF for archives; it may hold no character that its fonts do not have.
STANDARD = "a-2u"
_NO_GLYPH = re.compile(r'the text `"(.*)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\(?:u\{([0-9a-f]+)\}|(.))")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def pdf_page(template: Path, content: Mapping[str, object], subject: str, dated: datetime) -> bytes:
    """Return the pages of a template as PDF/A-2u; `subject` is named in the error.

    `dated` is the date of the document: never the time of writing, so that the bytes stay.
    The template reads its content as JSON from the input `content`, the fonts from `fonts`.

    Raises:
        Refused: no font has a character of the content.
    """
    try:
        return _compiled(template, content, "pdf", pdf_standards=[STANDARD], timestamp=dated)[0]
    except typst.TypstError as error:
        if (found := _NO_GLYPH.search(error.message)) is None:
            raise
        raise Refused(_no_glyph(_unquoted(found[1]), content, subject)) from error


def pictures(
    template: Path, content: Mapping[str, object], kind: Literal["png", "svg"], ppi: float = 144.0
) -> Sequence[bytes]:
    """Return the pages of a template as pictures; what no font has is a box in them."""
    return _compiled(template, content, kind, ppi=ppi)


def _compiled(
    template: Path, content: Mapping[str, object], kind: str, **options: object
) -> Sequence[bytes]:
    inputs = {
        "content": json.dumps(_printable(content), ensure_ascii=False),
        "fonts": json.dumps(FAMILIES),
    }
    pages = typst.compile(
        str(template),
        sys_inputs=inputs,
        format=kind,
        font_paths=font_paths(),
        ignore_system_fonts=True,
        **options,
    )
    return pages if isinstance(pages, list) else [pages]


def _printable(content: Any) -> Any:
    """Return content with control characters, which no font has, written as escapes."""
    if isinstance(content, str):
        return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), content)
    if isinstance(content, Mapping):
        return {name: _printable(each) for name, each in content.items()}
    return [_printable(each) for each in content] if isinstance(content, list | tuple) else content


def _unquoted(text: str) -> str:
    """Return text that Typst wrote with escapes."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else found[2], text)


def _no_glyph(cluster: str, content: Mapping[str, object], subject: str) -> str:
    """Say which character has no glyph, and in which text of the content it stands."""
    codes = ", ".join(f"U+{ord(each):04X} {unicodedata.name(each, '')}".strip() for each in cluster)
    place = next((text for text in _texts(content) if cluster in text), cluster)
    return (
        f"{subject}: no font has the character {cluster} ({codes}) of the text {place!r}. Put a "
        f"font that has it into a folder and name the folder in {VARIABLE}, or deliver the text "
        "without it."
    )


def _texts(content: Any) -> Sequence[str]:
    if isinstance(content, str):
        return [content]
    parts = list(content.values()) if isinstance(content, Mapping) else content
    return [text for part in parts for text in _texts(part)] if isinstance(parts, list) else []
