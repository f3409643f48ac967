"""An AWS cost and usage report, taken apart: what each row becomes, and what is left and why."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tierbill.convert.channel_parties import Channel, Customer
from tierbill.convert.conversion import (
    Conversion,
    ConvertedRow,
    NothingConverted,
    PricedSku,
    Unconverted,
)
from tierbill.convert.cur_columns import CurColumns
from tierbill.convert.decimals import COST_PLACES, PRICE_PLACES, QUANTITY_PLACES, decimal_places
from tierbill.convert.hierarchy import make_channel
from tierbill.convert.line_items import LineItem, Unreadable, read_line_item
from tierbill.convert.price_list import PriceList
from tierbill.convert.rates import dated_prices, price_scale, rate_of, usage_quantity, with_rate
from tierbill.convert.skus import Sku, group_skus
from tierbill.convert.source_files import Record, delivered_files, open_source

PREFIX = "aws"


def convert_cur(
    paths: Sequence[Path], price_list: PriceList, currency_code: str = ""
) -> Conversion:
    """Read reports and decide for each row what it becomes: delivered = converted + unconverted.

    Amounts and money are as the report states them, instants in UTC (a report that writes no
    offset means UTC), `currency_code` that of rows that name none. Raises ConversionError for a
    file that cannot be read as such a report, NothingConverted if no row at all can be converted.
    """
    items: list[LineItem] = []
    unconverted: list[Unconverted] = []
    seen: set[tuple[str, str]] = set()
    for path in delivered_files(paths):
        source = open_source(path)
        columns = CurColumns(source.name, source.headings)
        for record in source.records:
            try:
                item = _line_item(columns, record, currency_code)
                item = with_rate(item, price_list.prices(item))
                _refuse_repetition(item, seen)
                items.append(item)
            except Unreadable as error:
                unconverted.append(Unconverted(record, str(error)))
    if not items:
        raise NothingConverted(paths[0], unconverted)
    return _conversion(items, unconverted, price_list)


def _line_item(columns: CurColumns, record: Record, currency_code: str) -> LineItem:
    if not record.cells:
        raise Unreadable("blank_line")
    if not record.fits:
        raise Unreadable("wrong_field_count")
    return read_line_item(columns.reader(record), record, currency_code)


def _refuse_repetition(item: LineItem, seen: set[tuple[str, str]]) -> None:
    """A row with an id of the provider's that stands twice, field for field, counts once.

    Rows without such an id are all kept: alike rows may then be two uses.
    """
    key = (item.line_item_id, item.content)
    if key in seen and "no_line_item_id" not in item.notes:
        raise Unreadable("duplicate_row")
    seen.add(key)


def _record_ids(items: Sequence[LineItem]) -> list[tuple[LineItem, str]]:
    """An id of its own for each row, the same whatever the order of rows of other content."""
    contents: dict[str, set[str]] = defaultdict(set)
    for item in items:
        contents[item.line_item_id].add(item.content)
    copies: Counter[str] = Counter()
    named = []
    for item in items:
        is_shared = len(contents[item.line_item_id]) > 1
        record_id = item.line_item_id + (f"#{item.content[:12]}" if is_shared else "")
        copies[record_id] += 1
        copy = f"#{copies[record_id]}" if copies[record_id] > 1 else ""
        notes = (*item.notes, "line_item_id_used_twice") if is_shared else item.notes
        named.append((replace(item, notes=notes), record_id + copy))
    return named


def _conversion(
    items: list[LineItem], unconverted: list[Unconverted], price_list: PriceList
) -> Conversion:
    channel = _channel(items)
    named = _record_ids(items)
    skus = group_skus(item for item, _ in named)
    priced = tuple(_priced(sku, channel, price_list) for sku in skus)
    by_place = {item.place: p for p in priced for item in p.sku.items}
    rows = []
    for item, record_id in named:
        sku = by_place[item.place]
        notes = (*item.notes, *_loss_notes(item, sku.scale))
        rows.append(ConvertedRow(replace(item, notes=notes), record_id, sku))
    return Conversion(channel, tuple(rows), priced, tuple(unconverted))


def _priced(sku: Sku, channel: Channel, price_list: PriceList) -> PricedSku:
    if sku.is_fee:
        return PricedSku(sku, 0, ())
    scale = price_scale(sku.items)
    prices = dated_prices(sku.sku_id, sku.items, channel.priced_from, price_list, scale)
    return PricedSku(sku, scale, tuple(prices))


def _loss_notes(item: LineItem, scale: int) -> list[str]:
    """What the row loses because the inputs hold 10 decimals of quantities, 8 of money."""
    if item.is_fee:
        return ["fee_rounded_to_8_decimals"] if decimal_places(item.cost) > COST_PLACES else []
    notes = []
    if decimal_places(item.amount) > QUANTITY_PLACES:
        notes.append("amount_rounded_to_10_decimals")
    if decimal_places(rate_of(item)) - scale > PRICE_PLACES:
        notes.append("rate_rounded_to_10_decimals")
    if decimal_places(usage_quantity(item)) + scale > QUANTITY_PLACES:
        notes.append("quantity_cut_at_10_decimals")
    return notes


def _channel(items: Sequence[LineItem]) -> Channel:
    """The accounts of the rows as customers below one distributor, which stands for the payer."""
    accounts: dict[str, list[LineItem]] = defaultdict(list)
    for item in items:
        accounts[item.account_id].append(item)
    customers = [
        Customer(
            account_id,
            rows[0].account_name,
            Counter(row.currency_code for row in rows).most_common(1)[0][0],
            tuple(row.started_at for row in rows if not row.is_fee) or (rows[0].started_at,),
        )
        for account_id, rows in accounts.items()
    ]
    payers = sorted({f"{i.payer_name} {i.payer_id}".strip() for i in items} - {""})
    distributor = f"Distributor, payer {', '.join(payers)}" if payers else "Distributor"
    first_at = min(item.started_at for item in items)
    return make_channel(PREFIX, "Amazon Web Services", distributor, customers, first_at)
