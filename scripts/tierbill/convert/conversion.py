"""What a conversion of a cost report gives: rows, skus with prices, and what was left."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tierbill.convert.channel_parties import Channel
from tierbill.convert.conversion_error import ConversionError
from tierbill.convert.line_items import LineItem
from tierbill.convert.rates import DatedPrice
from tierbill.convert.skus import Sku
from tierbill.convert.source_files import Record


@dataclass(frozen=True, slots=True)
class Unconverted:
    """A row that became nothing, whole, with the reason."""

    record: Record
    reason: str


@dataclass(frozen=True, slots=True)
class PricedSku:
    """A sku with its prices; one pricing unit is 10^scale usage units. Fees have no prices."""

    sku: Sku
    scale: int
    prices: tuple[DatedPrice, ...]


@dataclass(frozen=True, slots=True)
class ConvertedRow:
    """A row that became a usage record or an order line with this id, of this sku."""

    item: LineItem
    record_id: str
    priced: PricedSku

    @property
    def sku_id(self) -> str:
        """The sku of the record."""
        return self.priced.sku.sku_id


@dataclass(frozen=True, slots=True)
class Conversion:
    """A report, taken apart; rows in the order delivered, skus in the order of their ids."""

    channel: Channel
    rows: tuple[ConvertedRow, ...]
    skus: tuple[PricedSku, ...]
    unconverted: tuple[Unconverted, ...]


class NothingConverted(ConversionError):
    """No row of a report can be converted; the rows are all in `unconverted`."""

    def __init__(self, path: Path, unconverted: Sequence[Unconverted]) -> None:
        """Count the reasons in the message."""
        self.unconverted = tuple(unconverted)
        counts = Counter(row.reason for row in unconverted)
        reasons = ", ".join(f"{reason} ({count})" for reason, count in sorted(counts.items()))
        rows = len(self.unconverted)
        super().__init__(f"{path}: of {rows} rows none is converted: {reasons or 'it has no rows'}")
