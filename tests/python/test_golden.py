"""The bills of the demo, byte for byte, and each of them as the reference rates it.

`make golden` writes the files again. The statements are then still held against the reference:
a bill may only differ if `waiting.csv` names it and says what is not built yet, and the list
never grows by itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest
from building import ROOT
from demo_seeds import rated_demo, rows_of
from tierbill.shared.currency_digits import read_currency_digits

GOLDEN = ROOT / "tests" / "golden" / "demo"
WAITING = GOLDEN / "waiting.csv"
BILLS = ("bill_a", "channel_bill", "bill_b", "direct_bill")
BILL_KEY = ("billing_month", "seller_account_id", "buyer_account_id", "currency_code")
KEYS = {
    "statements": BILL_KEY,
    "summary": (*BILL_KEY, "product_code", "project", "region_id", "billing_mode"),
    "details": ("seller_account_id", "line_id"),
}
MARTS = [f"{bill}_{level}" for bill in BILLS for level in KEYS]
COMPARED = (
    *("list_cost", "contracted_cost", "voucher_cost", "pretax_cost", "tax_cost", "billed_cost"),
    *("precision_difference", "billed_amount", "carried_in_amount", "due_amount"),
    *("carried_out_amount", "negative_causes", "state"),
)


def key_of(mart: str) -> tuple[str, ...]:
    return KEYS[mart.rpartition("_")[2]]


def text_of(value: object) -> str:
    """A value as it stands in a golden file; null is an empty field."""
    if value is None:
        return ""
    if isinstance(value, float):
        raise TypeError(f"a binary float: {value!r}")
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return str(value)


def golden_text(connection: duckdb.DuckDBPyConnection, mart: str) -> str:
    """A mart as CSV in the order of its key."""
    found = connection.execute(f"select * from marts.{mart} order by {', '.join(key_of(mart))}")
    names = [column[0] for column in found.description]
    currency = names.index("currency_code")
    rows = found.fetchall()
    digits = read_currency_digits(connection)
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(
        [
            text_of(
                digits.as_billed(value, row[currency])
                if name.endswith("_amount") and value is not None
                else value
            )
            for name, value in zip(names, row, strict=True)
        ]
        for row in rows
    )
    return lines.getvalue()


def differences(expected: str, found: str, key: Sequence[str]) -> list[str]:
    """What differs between two files, by row and column, in words."""
    tables = [list(csv.DictReader(io.StringIO(text))) for text in (expected, found)]
    columns = [list(rows[0]) if rows else [] for rows in tables]
    if columns[0] != columns[1]:
        return [f"columns: golden {columns[0]}, now {columns[1]}"]
    by_key = [{tuple(row[name] for name in key): row for row in rows} for rows in tables]
    result = []
    for place in sorted(by_key[0].keys() | by_key[1].keys()):
        golden, now = by_key[0].get(place), by_key[1].get(place)
        name = " ".join(place)
        if golden is None or now is None:
            result.append(f"{name}: {'a new row' if golden is None else 'the row is gone'}")
            continue
        result += [
            f"{name}: {column} was {golden[column] or 'null'}, is {now[column] or 'null'}"
            for column in columns[0]
            if golden[column] != now[column]
        ]
    return result


@pytest.mark.parametrize("mart", MARTS)
def test_the_bills_of_the_demo(mart, database, request):
    path = GOLDEN / f"{mart}.csv"
    found = golden_text(database, mart)
    if request.config.getoption("--rewrite-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(found, encoding="utf-8")
    expected = path.read_text(encoding="utf-8")
    wrong = differences(expected, found, key_of(mart))
    assert not wrong, "\n".join([f"{mart}: {len(wrong)} differences", *wrong[:40]])
    assert found == expected


@pytest.fixture(scope="module")
def unlike_the_reference(tmp_path_factory) -> dict[tuple[str, ...], str]:
    """Every golden statement that the reference bills otherwise, and how."""
    rating = rated_demo(tmp_path_factory.mktemp("demo-dataset"))
    wrong = {}
    for bill in BILLS:
        golden = by_bill(rows_of(GOLDEN / f"{bill}_statements.csv"))
        rated = by_bill(getattr(rating, f"{bill}_statements"))
        for key in golden.keys() | rated.keys():
            how = unlike(golden.get(key), rated.get(key))
            if how:
                wrong[bill, *key] = how
    return wrong


def by_bill(rows: Iterable[dict]) -> dict[tuple[str, ...], dict]:
    return {tuple(text_of(row[name]) for name in BILL_KEY): row for row in rows}


def unlike(golden: dict | None, rated: dict | None) -> str:
    if golden is None or rated is None:
        return "only in the reference" if golden is None else "not in the reference"
    return ", ".join(
        f"{column} {golden[column] or 'null'} instead of {text_of(rated[column]) or 'null'}"
        for column in COMPARED
        if canonical(golden[column]) != canonical(text_of(rated[column]))
    )


def canonical(text: str) -> object:
    """Numbers by value: the reference does not pad them."""
    try:
        return Decimal(text)
    except ArithmeticError:
        return text


def test_the_golden_statements_are_what_the_reference_bills(unlike_the_reference, request):
    listed = {tuple(row.values())[:-1]: row["waits_for"] for row in rows_of(WAITING)}
    if request.config.getoption("--rewrite-golden"):
        listed = {key: why for key, why in listed.items() if key in unlike_the_reference}
        write_waiting(listed)
    wrong = {key: how for key, how in unlike_the_reference.items() if key not in listed}
    assert not wrong, "\n".join(f"{' '.join(key)}: {how}" for key, how in sorted(wrong.items()))
    right = sorted(listed.keys() - unlike_the_reference.keys())
    assert not right, f"right now, take them out of {WAITING.name}: {right}"


def write_waiting(listed: dict[tuple[str, ...], str]) -> None:
    with WAITING.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["bill", *BILL_KEY, "waits_for"])
        writer.writerows([*key, why] for key, why in sorted(listed.items()))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("0E-8"), "0.00000000"),
        (Decimal("-0.5"), "-0.5"),
        (datetime(2025, 8, 1, tzinfo=UTC), "2025-08-01T00:00:00Z"),
        (date(2025, 8, 1), "2025-08-01"),
        (None, ""),
    ],
)
def test_values_in_golden_files(value, text):
    assert text_of(value) == text


def test_a_difference_is_told_by_row_and_column():
    golden = "a,b,c\nx,1,2\ny,1,2\n"
    assert differences(golden, golden, ["a"]) == []
    assert differences(golden, "a,b,c\nx,1,3\nz,1,2\n", ["a"]) == [
        "x: c was 2, is 3",
        "y: the row is gone",
        "z: a new row",
    ]
    assert differences(golden, "a,b\nx,1\n", ["a"]) == [
        "columns: golden ['a', 'b', 'c'], now ['a', 'b']"
    ]
