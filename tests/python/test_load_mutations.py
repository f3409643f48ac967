"""Damaged files: every record is accepted exactly as sent, quarantined whole, or the file named.

The expected result is a plain reading of the file's bytes: character by character into records,
and each field by the text forms of inputs.md.
"""

import codecs
import gzip
import io
import json
import random
import re
from collections.abc import Callable

import pytest
from loading import dataset, expected, landed, same_values, sample_records, table_csv
from plain_csv import plain_fields, plain_records
from tierbill.load.dataset_load import load_dataset
from tierbill.load.refusals import LoadRefused
from tierbill.shared.input_contract import raw_tables

TABLE = "orders"
NAMES = raw_tables()[TABLE].column_names
CLEAN = table_csv(TABLE, sample_records(TABLE, 10))

Mutation = Callable[[bytes, random.Random], bytes]


def _at(data: bytes, chance: random.Random) -> int:
    """A place below the header."""
    return chance.randrange(data.index(b"\n") + 1, len(data))


def _insert(piece: bytes) -> Mutation:
    def mutate(data: bytes, chance: random.Random) -> bytes:
        place = _at(data, chance)
        return data[:place] + piece + data[place:]

    return mutate


def _field(value: str) -> Mutation:
    """One field of one record becomes something else."""

    def mutate(_: bytes, chance: random.Random) -> bytes:
        records = sample_records(TABLE, 10)
        chance.choice(records)[chance.choice(NAMES)] = value
        return table_csv(TABLE, records).encode()

    return mutate


def _delete(data: bytes, chance: random.Random) -> bytes:
    place = _at(data, chance)
    return data[:place] + data[place + chance.randint(1, 30) :]


def _one_of(character: bytes) -> Mutation:
    """Take away one of a kind of characters."""

    def mutate(data: bytes, chance: random.Random) -> bytes:
        places = [found.start() for found in re.finditer(re.escape(character), data)]
        place = chance.choice(places)
        return data[:place] + data[place + 1 :]

    return mutate


def _bit(data: bytes, chance: random.Random) -> bytes:
    place = _at(data, chance)
    return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]


def _lines(data: bytes, chance: random.Random) -> bytes:
    """Two lines change places, one is doubled: embedded line breaks are torn."""
    head, *lines = data.split(b"\n")
    chance.shuffle(lines)
    return b"\n".join([head, *lines, chance.choice(lines)])


def _swapped_columns(data: bytes, chance: random.Random) -> bytes:
    """The header alone is turned, so that values come under other names."""
    head, rest = data.split(b"\n", 1)
    names = head.split(b",")
    first, second = chance.sample(range(len(names)), 2)
    names[first], names[second] = names[second], names[first]
    return b",".join(names) + b"\n" + rest


def _torn_header(data: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(data.index(b"\n"))
    return data[:place] + chance.choice([b",", b'"', b" ", b"\n", b"x"]) + data[place:]


MUTATIONS: dict[str, Mutation] = {
    "nothing": lambda data, _: data,
    "cut off": lambda data, chance: data[: _at(data, chance)],
    "bytes deleted": _delete,
    "a bit flipped": _bit,
    "a quote too many": _insert(b'"'),
    "two quotes too many": _insert(b'""'),
    "a comma too many": _insert(b","),
    "a line break too many": _insert(b"\n"),
    "a carriage return": _insert(b"\r"),
    "a nul": _insert(b"\0"),
    "not utf-8": _insert(b"\xff"),
    "a zero-width space": _insert("\u200b".encode()),
    "a quote too few": _one_of(b'"'),
    "a comma too few": _one_of(b","),
    "a line break too few": _one_of(b"\n"),
    "lines shuffled": _lines,
    "columns swapped": _swapped_columns,
    "header torn": _torn_header,
    "crlf": lambda data, _: data.replace(b"\n", b"\r\n"),
    "byte order mark": lambda data, _: codecs.BOM_UTF8 + data,
    "utf-16": lambda data, _: data.decode().encode("utf-16"),
    "latin-1": lambda data, _: data.decode().encode("latin-1"),
    "a total line": lambda data, _: data + b"Total,,,,,,100.00\n",
    "exponent": _field("1e3"),
    "full-width digits": _field("\uff11\uff12"),
    "not a number": _field("NaN"),
    "infinite": _field("Infinity"),
    "no zone": _field("2025-08-15T02:00:00"),
    "leading zeros": _field("00301-28215-0--0"),
    "nothing in it": _field(""),
    "a blank": _field(" "),
    "text with everything": _field('a "b", \r\n c\n'),
    "too many digits": _field("0.12345678901"),
    "negative": _field("-5"),
}


@pytest.mark.parametrize("name", MUTATIONS)
@pytest.mark.parametrize("packed", [False, True])
def test_no_record_is_lost_changed_or_guessed(tmp_path, name, packed):
    """Four files of each mutation, plain and packed."""
    for seed in range(4):
        chance = random.Random(f"{name} {seed}")
        data = MUTATIONS[name](CLEAN.encode(), chance)
        file = f"{TABLE}.csv.gz" if packed else f"{TABLE}.csv"
        content = gzip.compress(data) if packed else data
        folder = dataset(tmp_path / f"{seed}", {file: content})
        check(data, file, lambda landing, folder=folder: load_dataset(folder, landing), folder)


def check(data: bytes, file: str, load: Callable, folder) -> None:
    told = plain_reading(data)
    landing = folder.with_name(f"{folder.name}-landing")
    try:
        load(landing)
    except LoadRefused as refused:
        assert told is None, "refused, and there is nothing wrong with it"
        assert f"{file}: " in str(refused)
        return
    assert told is not None, "accepted, and nobody can tell what it says"
    rows = landed(landing, TABLE, "record_line")
    assert [row["record_line"] for row in rows] == [line for line, *_ in told]
    for row, (_, fields, text, fault) in zip(rows, told, strict=True):
        if fault:
            assert row["rejection_reason"] == fault
            assert json.loads(row["rejected_record"])["record_text"] == text
            continue
        validated = expected(TABLE, fields)
        assert row["rejection_reason"] == validated.reason
        if validated.reason is None:
            assert same_values(TABLE, row, validated.row)


def plain_reading(data: bytes) -> list[tuple] | None:
    """Line, fields, text and fault of every record; None if the file must be refused."""
    text = plain_text(data)
    names = plain_header(text) if text else []
    if not text or not names:
        return None
    _, *records = plain_records(text, len(names))
    if records and records[-1] == "refused":
        return None
    return [
        (line, None if fault else dict(zip(names, plain_fields(whole), strict=True)), whole, fault)
        for line, whole, fault in records
    ]


def plain_text(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def plain_header(text: str) -> list[str]:
    """The names in the first line; none if they are not those of the contract."""
    first = io.StringIO(text, newline="").readline()
    if plain_records(first, len(NAMES))[:1] in ([], ["refused"]):
        return []
    names = plain_fields(first)
    needed = {column.name for column in raw_tables()[TABLE].columns if not column.nullable}
    known = needed - {"recorded_at"} <= set(names) <= set(NAMES)
    return names if known and len(set(names)) == len(names) else []
