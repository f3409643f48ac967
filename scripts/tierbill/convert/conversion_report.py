"""What a conversion reports: every row that was left with its reason, every row's new record."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

from tierbill.convert.conversion import Conversion, ConvertedRow, Unconverted
from tierbill.convert.converted_dataset import write_csv
from tierbill.convert.cur_columns import CurColumns
from tierbill.convert.decimals import plain, read_decimal, total
from tierbill.convert.hierarchy import Row
from tierbill.convert.reasons import explanation
from tierbill.shared.terminal_tables import TerminalTable

_FIELDS = {
    "line_item_type": "line_item_line_item_type",
    "account_id": "line_item_usage_account_id",
    "usage_start_date": "line_item_usage_start_date",
    "usage_type": "line_item_usage_type",
    "usage_amount": "line_item_usage_amount",
    "unblended_cost": "line_item_unblended_cost",
    "currency_code": "line_item_currency_code",
}
_UNCONVERTED = ("source_file", "source_line", "reason", "explanation", *_FIELDS, "record")
_CONVERTED = ("source_file", "source_line", "table", "record_id", "sku_id", "notes")
_PRICES = ("sku_id", "region_id", "valid_from", "valid_to", "unit_price", "currency_code", "origin")


def write_conversion_report(folder: Path, conversion: Conversion) -> None:
    """Write unconverted.csv, converted.csv and prices.csv into the folder."""
    write_unconverted(folder, conversion.unconverted)
    write_csv(folder / "converted.csv", _CONVERTED, _converted_rows(conversion))
    prices = [asdict(price) for priced in conversion.skus for price in priced.prices]
    write_csv(folder / "prices.csv", _PRICES, prices)


def write_unconverted(folder: Path, unconverted: Iterable[Unconverted]) -> None:
    """Write unconverted.csv into the folder: every row that became nothing, with its reason."""
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "unconverted.csv", _UNCONVERTED, unconverted_rows(unconverted))


def unconverted_rows(unconverted: Iterable[Unconverted]) -> list[Row]:
    """Each row that became nothing: where it stands, why, its fields as delivered, all of it."""
    columns: dict[tuple[str, ...], CurColumns] = {}
    rows = []
    for row in unconverted:
        record = row.record
        if record.headings not in columns:
            columns[record.headings] = CurColumns(record.place.file, record.headings)
        found = columns[record.headings]
        rows.append(
            {
                "source_file": record.place.file,
                "source_line": record.place.line,
                "reason": row.reason,
                "explanation": explanation(row.reason),
                **{name: _field(found, row, column) for name, column in _FIELDS.items()},
                "record": record.as_json(),
            }
        )
    return rows


def _field(columns: CurColumns, row: Unconverted, name: str) -> str:
    return columns.reader(row.record).text(name) if row.record.fits else ""


def _converted_rows(conversion: Conversion) -> list[Row]:
    return [
        {
            "source_file": row.item.place.file,
            "source_line": row.item.place.line,
            "table": _table_of(row),
            "record_id": row.record_id,
            "sku_id": row.sku_id,
            "notes": "|".join(row.item.notes),
        }
        for row in conversion.rows
    ]


def outcome_table(conversion: Conversion) -> TerminalTable:
    """How many rows of each line item type became what, and what they cost by the file."""
    outcomes = [
        (row.item.line_item_type, _table_of(row), row.item.currency_code, row.item.cost)
        for row in conversion.rows
    ]
    for fields in unconverted_rows(conversion.unconverted):
        cost = read_decimal(fields["unblended_cost"]) or Decimal(0)
        outcome = f"nothing: {fields['reason']}"
        outcomes.append((fields["line_item_type"], outcome, fields["currency_code"], cost))
    costs: dict[tuple[str, str, str], list[Decimal]] = defaultdict(list)
    for *key, cost in outcomes:
        costs[tuple(key)].append(cost)
    title = (
        f"{len(outcomes)} rows delivered = {len(conversion.rows)} converted"
        f" + {len(conversion.unconverted)} not converted"
    )
    texts, numbers = ("line item type", "became"), ("rows", "file's cost")
    table = TerminalTable.of(title, texts, numbers, ("currency",))
    for (line_item_type, outcome, currency_code), group in sorted(costs.items()):
        cost = plain(total(group))
        table.add_row(line_item_type, outcome, str(len(group)), cost, currency_code)
    return table


def note_table(conversion: Conversion) -> TerminalTable | None:
    """What was done to rows that were converted all the same; none if there is nothing to say."""
    counts = Counter(note for row in conversion.rows for note in row.item.notes)
    if not counts:
        return None
    table = TerminalTable.of("Converted with a note", ("note",), ("rows",))
    for note, count in sorted(counts.items()):
        table.add_row(note, str(count))
    return table


def _table_of(row: ConvertedRow) -> str:
    return "orders" if row.item.is_fee else "usage"
