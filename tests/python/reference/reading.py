"""Text records to typed rows: rules 1.1 step (a), with the text forms of `inputs.md`."""

from __future__ import annotations

import csv
import gzip
import json
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

from .billing_calendar import instant_text, key_part
from .tables import TABLES, Column, Table

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
WHOLE = re.compile(r"-?[0-9]+", re.ASCII)
DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?"
    r"(?:Z|([+-])([0-9]{2})(?::?([0-9]{2}))?)",
    re.ASCII,
)
_CURRENCIES = Path(__file__).parents[3] / "seeds" / "reference" / "currencies.csv"
CURRENCIES = {line.partition(",")[0] for line in _CURRENCIES.read_text("utf-8").splitlines()[1:]}
HALF_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Delivered:
    """One delivered record: typed, or with the reason why it cannot be."""

    table: str
    record_key: str
    recorded_at: datetime | None
    row: dict | None
    reason: str | None


def read_dataset(folder: Path) -> list[Delivered]:
    """Every record of every table of a dataset folder of CSV files."""
    return [
        deliver(table, record)
        for table in TABLES.values()
        for path in table_files(folder, table.name)
        for record in read_csv(path)
    ]


def table_files(folder: Path, table: str) -> list[Path]:
    places = [folder / f"{table}.csv", folder / f"{table}.csv.gz"]
    places += sorted((folder / table).glob("**/*.csv*"))
    return [place for place in places if place.is_file()]


def read_csv(path: Path) -> list[dict[str, str | None]]:
    """Records as text; an empty field, quoted or not, is null."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        records = csv.DictReader(file, strict=True)
        return [{name: text or None for name, text in record.items()} for record in records]


def deliver(table: Table, record: dict[str, str | None]) -> Delivered:
    values, missing, invalid = {}, [], []
    for column in table.columns:
        text = record.get(column.name)
        values[column.name] = None
        if text is None:
            if not column.nullable:
                missing.append(column.name)
            continue
        try:
            values[column.name] = typed(column, text)
        except ValueError:
            invalid.append(column.name)
    if table.name == "orders" and "list_cost" not in invalid and _forbidden_negative(values):
        position = [column.name for column in table.columns].index
        invalid = sorted([*invalid, "list_cost"], key=position)
    reasons = [f"missing_{name}" for name in missing] + [f"invalid_{name}" for name in invalid]
    return Delivered(
        table=table.name,
        record_key=record_key(table, values, record),
        recorded_at=values["recorded_at"],
        row=None if reasons else values,
        reason=reasons[0] if reasons else None,
    )


def _forbidden_negative(order: dict) -> bool:
    cost = order["list_cost"]
    return cost is not None and cost < 0 and order["order_type"] != "price_adjustment"


def typed(column: Column, text: str) -> object:
    """The value of a field; ValueError if its type, digits, range or enum forbid it."""
    value = _READERS[column.kind](text, column)
    if column.bound == ">" and not value > 0:
        raise ValueError(f"{column.name} must be above 0: {text}")
    if column.bound == ">=" and not value >= 0:
        raise ValueError(f"{column.name} must not be negative: {text}")
    return value


def _text(text: str, _: Column) -> str:
    return text


def _enum(text: str, column: Column) -> str:
    if text not in column.values:
        raise ValueError(f"{column.name} knows no {text!r}")
    return text


def _currency(text: str, column: Column) -> str:
    if text not in CURRENCIES:
        raise ValueError(f"{column.name} is no currency of ISO 4217: {text!r}")
    return text


def _bool(text: str, column: Column) -> bool:
    if text not in ("true", "false"):
        raise ValueError(f"{column.name} is neither true nor false: {text!r}")
    return text == "true"


def _int(text: str, column: Column) -> int:
    if not WHOLE.fullmatch(text) or abs(int(text)) >= 2**31:
        raise ValueError(f"{column.name} is no whole number: {text!r}")
    return int(text)


def _dec(text: str, column: Column) -> Decimal:
    if not NUMBER.fullmatch(text):
        raise ValueError(f"{column.name} is no plain decimal: {text!r}")
    precision, scale = column.digits
    whole, _, fraction = text.lstrip("-").partition(".")
    whole, fraction = whole.lstrip("0"), fraction.rstrip("0")
    if len(fraction) > scale or len(whole) > precision - scale:
        raise ValueError(f"{column.name} has more digits than it holds: {text!r}")
    return Decimal(text) or Decimal(0)  # -0 is 0


def _ts(text: str, column: Column) -> datetime:
    found = INSTANT.fullmatch(text)
    if found is None:
        raise ValueError(f"{column.name} is no instant with an offset: {text!r}")
    year, month, day, hour, minute = (int(part) for part in found.groups()[:5])
    second, fraction, sign, hours, minutes = found.groups()[5:]
    offset = timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    if int(minutes or 0) > 59:
        raise ValueError(f"{column.name} has no such offset: {text!r}")
    zone = timezone(-offset if sign == "-" else offset)
    micros = int((fraction or "0").ljust(6, "0"))
    return datetime(
        year, month, day, hour, minute, int(second or 0), micros, tzinfo=zone
    ).astimezone(UTC)


def _month(text: str, column: Column) -> date:
    found = DATE.fullmatch(text)
    if found is None or found[3] != "01":
        raise ValueError(f"{column.name} is no first of a month: {text!r}")
    return date(int(found[1]), int(found[2]), 1)


def _tags(text: str, _: Column) -> tuple[tuple[str, str], ...] | None:
    """Pairs of texts; scalars as they are written. None if it is anything else."""
    try:
        pairs = json.loads(
            text,
            object_pairs_hook=tuple,
            parse_int=str,
            parse_float=str,
            parse_constant=_no_constant,
        )
    except ValueError:
        return None
    if not text.lstrip(" \t\r\n").startswith("{"):
        return None
    texts = [(key, _SCALARS.get(value, value)) for key, value in pairs if _is_scalar(value)]
    if len(dict(texts)) < len(pairs) or any(HALF_CHARACTER.search(part) for part in sum(texts, ())):
        return None
    return tuple(sorted(texts))


_SCALARS = {None: "null", True: "true", False: "false"}


def _is_scalar(value: object) -> bool:
    return value is None or isinstance(value, str | bool)


def _no_constant(text: str) -> str:
    raise ValueError(f"JSON knows no {text}")


_READERS = {
    "text": _text,
    "enum": _enum,
    "currency": _currency,
    "bool": _bool,
    "int": _int,
    "dec": _dec,
    "ts": _ts,
    "month": _month,
    "tags": _tags,
}


def record_key(table: Table, values: dict, record: dict[str, str | None]) -> str:
    """Key columns joined by `|`; what cannot be read stands as delivered."""
    return "|".join(
        key_part(
            key_text(values[column.name])
            if values[column.name] is not None
            else record.get(column.name) or ""
        )
        for column in table.key
    )


def key_text(value: object) -> str:
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
