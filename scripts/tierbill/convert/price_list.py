"""A price list in addition to the report: list prices that were observed, without dates."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tierbill.convert.conversion_error import ConversionError
from tierbill.convert.decimals import LARGEST, read_decimal
from tierbill.convert.line_items import LineItem
from tierbill.convert.source_files import delivered_files, open_source

_COLUMNS = ("provider", "sku_id", "operation", "region", "unit", "list_unit_price", "currency")


@dataclass(frozen=True, slots=True)
class ListPrice:
    """One price as the list states it."""

    operation: str
    unit: str
    unit_price: Decimal
    currency_code: str


class PriceList:
    """Prices of one provider by rate code, or by product sku and operation, and region."""

    def __init__(self, prices: Iterable[tuple[str, str, ListPrice]] = ()) -> None:
        """Index prices given as (sku or rate code, region, price)."""
        self._prices: dict[tuple[str, str], list[ListPrice]] = defaultdict(list)
        for code, region_id, price in prices:
            self._prices[code, region_id].append(price)

    def prices(self, item: LineItem) -> set[Decimal]:
        """Return the list's prices of the item, in its currency and region; mostly one.

        Units are not compared: list and report spell them otherwise (`Hours`, `Hrs`).
        """
        product = item.product
        if found := self._prices.get((product.rate_code, item.region_id)):
            return {p.unit_price for p in found if p.currency_code == item.currency_code}
        return {
            price.unit_price
            for price in self._prices.get((product.product_sku, item.region_id), ())
            if price.currency_code == item.currency_code
            and price.operation in {"", product.operation}
        }


def read_price_list(path: Path, provider: str = "AWS") -> PriceList:
    """Read a price list in CSV.

    Raises ConversionError for a missing column, a record of another length or a price that is no
    number or below zero, naming the line.
    """
    (file,) = delivered_files([path])
    source = open_source(file)
    if missing := [name for name in _COLUMNS if name not in source.headings]:
        raise ConversionError(f"{path}: is no price list, it lacks {', '.join(missing)}")
    prices = []
    for record in source.records:
        if len(record.cells) != len(source.headings):
            raise ConversionError(
                f"{path}: line {record.place.line} has {len(record.cells)} fields"
            )
        row = dict(zip(source.headings, record.cells, strict=True))
        if row["provider"] != provider:
            continue
        price = read_decimal(row["list_unit_price"])
        if price is None or not 0 <= price < LARGEST:
            raise ConversionError(
                f"{path}: line {record.place.line}: list_unit_price"
                f" {row['list_unit_price']!r} is no price; state a plain number from 0"
            )
        listed = ListPrice(row["operation"], row["unit"], price, row["currency"])
        prices.append((row["sku_id"], row["region"], listed))
    return PriceList(prices)
