"""The text of a finding for people: local times, the digits of the currency, names of accounts."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from tierbill.shared.billing_zone import local_time
from tierbill.shared.displayed_tables import Display
from tierbill.shared.named_ids import names_of
from tierbill.shared.terminal_tables import printable

_INSTANT = re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
_MONEY = re.compile(r"(?<![\w.])(-?\d+\.\d{8}) ([A-Z]{3})\b")
_ACCOUNT = re.compile(r"(?:(?<=\bowner )|(?<=\bof )|(?<=\bto ))[^\s,.;:]+(?=[\s,.;:])")
# Fewer digits may be a count.
_COUNT = re.compile(r"\d{1,4}")


def finding_text(display: Display, description: str) -> str:
    """Return the description of a finding as it is shown; with `exact`, money as it is there."""
    text = _INSTANT.sub(
        lambda found: local_time(datetime.fromisoformat(found[0]), display.zone), description
    )
    text = _MONEY.sub(
        lambda found: f"{display.total(Decimal(found[1]), found[2])} {found[2]}", text
    )
    ids = {found for found in _ACCOUNT.findall(text) if not _COUNT.fullmatch(found)}
    names = names_of(display.database, "account_id", ids)

    def named(found: re.Match[str]) -> str:
        name = names.get(found[0])
        return f"{found[0]} ({name})" if name and name != found[0] else found[0]

    return printable(_ACCOUNT.sub(named, text))
