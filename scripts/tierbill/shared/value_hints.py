"""What a person meant by a value that its column does not take, and how to write it."""

from __future__ import annotations

import re
from difflib import get_close_matches

from tierbill.shared.currency_codes import currency_codes
from tierbill.shared.input_contract import Column, raw_tables

_LOCAL_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_FIRST = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}.*")
_PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"-?\d+,\d+")
_THOUSANDS = re.compile(r"-?\d{1,3}([,_ ']\d{3})+(\.\d+)?")
_EXPONENT = re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d+")
_BOOLEANS = {
    **dict.fromkeys(("yes", "y", "1", "t", "true", "on", "ja", "si", "oui"), "true"),
    **dict.fromkeys(("no", "n", "0", "f", "false", "off", "nein", "non"), "false"),
}


def value_hint(table: str, field: str, value: str | None) -> str:
    """Return a sentence about a value that a column does not take; empty if there is none."""
    columns = raw_tables()[table].columns if table in raw_tables() else ()
    for column in columns:
        if column.name == field and value:
            return _hint(column, value)
    return ""


def _hint(column: Column, value: str) -> str:
    if value != value.strip():
        return "Leave out the blanks around it."
    if values := column.rules.get("values"):
        return _code_hint([str(each) for each in values], value)
    if column.rules.get("format") == "currency":
        return _currency_hint(value)
    hints = {
        "boolean": _boolean_hint,
        "timestamp with time zone": _instant_hint,
        "date": _day_hint,
        "varchar": lambda _: "",
    }
    if column.data_type in hints:
        return hints[column.data_type](value)
    return _form_hint(value) or _range_hint(column, value)


def _code_hint(values: list[str], value: str) -> str:
    plain = value.lower().replace(" ", "_").replace("-", "_")
    near = [plain] if plain in values else get_close_matches(plain, values, 1, 0.7)
    return f"Is {near[0]} meant?" if near else ""


def _currency_hint(value: str) -> str:
    """Name the currency only where its letters are right: other codes are one letter away."""
    meant = value.upper()
    return f"Write {meant}." if meant in currency_codes() else ""


def _boolean_hint(value: str) -> str:
    meant = _BOOLEANS.get(value.lower())
    return f"Write {meant}." if meant else ""


def _instant_hint(value: str) -> str:
    if _LOCAL_TIME.fullmatch(value):
        return (
            "It has no offset: write Z or +08:00 behind it, or load with --timezone and the zone "
            "it was written in."
        )
    if _DAY.fullmatch(value):
        return "It has no time: write for example 2025-08-01T00:00:00Z."
    if _DAY_FIRST.fullmatch(value):
        return "Write the year first, then month and day: 2025-08-01T00:00:00Z."
    return ""


def _day_hint(value: str) -> str:
    return "Write the year first: 2025-08-01." if _DAY_FIRST.fullmatch(value) else ""


def _form_hint(value: str) -> str:
    """Return what is wrong with the form of a number; empty if it is a plain one."""
    for form, hint in (
        (_PLAIN_NUMBER, ""),
        (_THOUSANDS, "Leave out what separates the thousands; a decimal point is a point."),
        (_DECIMAL_COMMA, "Write a point for the decimal comma."),
        (_EXPONENT, "Write the number out, without an exponent."),
    ):
        if form.fullmatch(value):
            return hint
    return "Write digits only, in ASCII." if any(map(str.isdigit, value)) else "It is no number."


def _range_hint(column: Column, value: str) -> str:
    if value.startswith("-") and column.rules.get("at_least", column.rules.get("above")) == 0:
        if column.name.endswith("_price"):
            return "A price is not negative; if -1 stands for a price that varies, give the price."
        return "It must not be negative; what is given back is a refund or an adjustment."
    decimals = len(value.partition(".")[2].rstrip("0"))
    scale = _scale(column)
    if decimals <= scale:
        return ""
    if column.data_type == "integer":
        return "It must be a whole number."
    return f"It has {decimals} decimals, {scale} fit: round it, or load with --round-digits."


def _scale(column: Column) -> int:
    found = re.fullmatch(r"decimal\(\d+,(\d+)\)", column.data_type)
    return int(found[1]) if found else 0
