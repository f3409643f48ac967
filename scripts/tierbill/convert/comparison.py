"""The file's cost of each row against our list cost, every difference with a name."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tierbill.convert.conversion import Conversion, ConvertedRow
from tierbill.convert.decimals import COST_PLACES, difference, multiplied, rounded, total
from tierbill.convert.instants import hour_of, instant_text
from tierbill.convert.rates import pricing_quantity, rate_of, unit_price
from tierbill.convert.reasons import LOSSES, UNEXPLAINED

_HALF_UNIT = Decimal("0.00000000005")  # of the tenth decimal, to which the report rounds


@dataclass(frozen=True, slots=True)
class Charge:
    """A charge of the warehouse: whose, of what, and its list cost at 8 decimals."""

    owner_account_id: str
    sku_id: str
    currency_code: str
    list_cost: Decimal


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of the report and what the warehouse computes for it.

    Both costs in the row's currency, the file's to its last digit, ours at 8 decimals; `reason`
    is '' where they are the same number. A line without a source file belongs to a whole charge.
    """

    source_file: str
    source_line: int | None
    record_id: str
    charge_id: str
    account_id: str
    sku_id: str
    line_item_type: str
    currency_code: str
    file_cost: Decimal
    list_cost: Decimal
    reason: str

    @property
    def gap(self) -> Decimal:
        """Our cost less the file's."""
        return difference(self.list_cost, self.file_cost)

    @property
    def is_equal_at_8(self) -> bool:
        """Whether the file's cost, rounded to 8 decimals, is ours."""
        return rounded(self.file_cost, COST_PLACES) == self.list_cost

    @property
    def is_unexplained(self) -> bool:
        """Whether the difference is one that conversion and rules do not account for."""
        return self.reason in UNEXPLAINED


def charge_id_of(row: ConvertedRow) -> str:
    """The charge the row becomes part of, by the definition in outputs.md."""
    if row.item.is_fee:
        return f"order:{row.record_id}"
    item = row.item
    bucket = instant_text(hour_of(item.started_at))
    parts = (item.account_id, item.resource_id, row.sku_id, item.region_id)
    key = "|".join([*(_part(part) for part in parts), bucket])
    return f"usage:{hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()}"


def _part(text: str) -> str:
    """A part of an id whose parts are joined by a bar."""
    return text.replace("\\", "\\\\").replace("|", "\\|")


def compare(conversion: Conversion, charges: Mapping[str, Charge]) -> list[Difference]:
    """A line for each converted row, in the order of the files; lines for whole charges follow.

    The list costs of all lines together are exactly those of the charges. `charges` are the
    warehouse's charges of the accounts of the report.
    """
    together: dict[str, list[ConvertedRow]] = defaultdict(list)
    for row in conversion.rows:
        together[charge_id_of(row)].append(row)
    lines = [_row_line(row, charges) for row in conversion.rows]
    for charge_id, rows in together.items():
        if charge_id in charges:
            lines += _charge_lines(charge_id, rows, charges[charge_id])
    for charge_id in sorted(charges.keys() - together.keys()):
        charge = charges[charge_id]
        lines.append(_line(charge_id, charge, charge.list_cost, "charge_without_row"))
    return lines


def own_cost(row: ConvertedRow) -> Decimal:
    """What the row costs at list if it is alone in its charge (rules 3.2, 3.4)."""
    return _priced([row])


def _priced(rows: list[ConvertedRow]) -> Decimal:
    if rows[0].item.is_fee:
        return rounded(rows[0].item.cost, COST_PLACES)
    scale = rows[0].priced.scale
    price = unit_price(rows[0].item, scale)
    quantity = pricing_quantity([row.item for row in rows], scale)
    return rounded(multiplied(price, quantity), COST_PLACES)


def _row_line(row: ConvertedRow, charges: Mapping[str, Charge]) -> Difference:
    item = row.item
    charge_id = charge_id_of(row)
    found = charge_id in charges
    list_cost = own_cost(row) if found else Decimal(0)
    return Difference(
        source_file=item.place.file,
        source_line=item.place.line,
        record_id=row.record_id,
        charge_id=charge_id,
        account_id=item.account_id,
        sku_id=row.sku_id,
        line_item_type=item.line_item_type,
        currency_code=item.currency_code,
        file_cost=item.cost,
        list_cost=list_cost,
        reason=_row_reason(row, list_cost) if found else "charge_missing",
    )


def _row_reason(row: ConvertedRow, list_cost: Decimal) -> str:
    item = row.item
    if item.cost == list_cost:
        return ""
    if rounded(item.cost, COST_PLACES) == list_cost:
        return "file_has_more_than_8_decimals"
    rate = rate_of(item)
    hours = max(Decimal(1), _hours(item.started_at, item.ended_at))
    gap = abs(difference(item.cost, multiplied(rate, item.amount)))
    if gap > hours * _HALF_UNIT * (1 + rate):
        return "file_cost_is_not_rate_times_amount"
    for loss in LOSSES:
        if loss in item.notes:
            return loss
    return "file_sums_rounded_hours"


def _hours(started_at: datetime, ended_at: datetime) -> Decimal:
    return Decimal((ended_at - started_at).days * 24 + (ended_at - started_at).seconds // 3600)


def _charge_lines(charge_id: str, rows: list[ConvertedRow], charge: Charge) -> Iterator[Difference]:
    """What the charge costs beyond its rows one by one, and beyond the price of their sum."""
    expected = _priced(rows)
    merged = difference(expected, total(own_cost(row) for row in rows))
    if merged:
        yield _line(charge_id, charge, merged, "rows_merged_in_one_charge")
    if charge.list_cost != expected or charge.currency_code != rows[0].item.currency_code:
        yield _line(charge_id, charge, charge.list_cost - expected, "charge_priced_otherwise")


def _line(charge_id: str, charge: Charge, list_cost: Decimal, reason: str) -> Difference:
    return Difference(
        source_file="",
        source_line=None,
        record_id="",
        charge_id=charge_id,
        account_id=charge.owner_account_id,
        sku_id=charge.sku_id,
        line_item_type="",
        currency_code=charge.currency_code,
        file_cost=Decimal(0),
        list_cost=list_cost,
        reason=reason,
    )
