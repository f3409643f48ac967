"""A line item of a cost report, read and checked: usage or a fee, else the reason why not."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache

from tierbill.convert.cur_columns import CurFields
from tierbill.convert.decimals import LARGEST, MOST_PLACES, decimal_places, read_decimal
from tierbill.convert.instants import read_instant
from tierbill.convert.reasons import FEE_TYPES, LEFT_OUT_TYPES, USAGE_TYPES
from tierbill.convert.source_files import Place, Record

_FLOAT_ID = re.compile(r"[0-9]+(\.[0-9]+)?[eE]\+?[0-9]+|[0-9]+\.[0-9]+")
_ZONE = re.compile(r"(?P<region>[a-z]{2}(-[a-z]+)+-[0-9]+)[a-z]")


class Unreadable(Exception):
    """A line item that is not converted; its text is the reason code."""


@dataclass(frozen=True, slots=True)
class Product:
    """What was consumed, from the row; texts, '' where the row has none."""

    product_code: str
    product_name: str
    service_code: str
    service_name: str
    family: str
    usage_type: str
    operation: str
    rate_code: str
    product_sku: str
    description: str
    unit: str
    specification: str
    is_spot: bool


@dataclass(frozen=True, slots=True)
class LineItem:
    """Usage or a fee of one account; instants in UTC, amount and money as the file states them."""

    place: Place
    is_fee: bool
    line_item_type: str
    line_item_id: str
    content: str
    account_id: str
    account_name: str
    payer_id: str
    payer_name: str
    product: Product
    resource_id: str
    tags: tuple[tuple[str, str], ...]
    region_id: str
    zone_id: str
    started_at: datetime
    ended_at: datetime
    amount: Decimal
    rate: Decimal | None
    public_rate: Decimal | None
    cost: Decimal
    currency_code: str
    notes: tuple[str, ...]


def read_line_item(fields: CurFields, record: Record, currency_code: str = "") -> LineItem:
    """Read and check one line item; raises Unreadable with the reason.

    The type decides first: a tax or credit row is named as such though it has no usage amount.
    `currency_code` is that of rows that name none; without it such a row is not read.
    """
    notes = [
        "product_map_unreadable" if name == "product" else "tags_unreadable"
        for name in fields.unreadable_maps
    ]
    line_item_type = fields.text("line_item_line_item_type")
    is_fee = _is_fee(line_item_type)
    account_id = _account_id(fields)
    started_at, ended_at = _period(fields, notes, is_fee=is_fee)
    amount, rate, cost = _numbers(fields, is_fee=is_fee)
    product = _shared(_product(fields))
    content = hashlib.sha256("\x1f".join(record.cells).encode()).hexdigest()
    return LineItem(
        place=record.place,
        is_fee=is_fee,
        line_item_type=line_item_type,
        line_item_id=_line_item_id(fields, content, notes),
        content=content,
        account_id=account_id,
        account_name=fields.text("line_item_usage_account_name") or account_id,
        payer_id=fields.text("bill_payer_account_id"),
        payer_name=fields.text("bill_payer_account_name"),
        product=product,
        resource_id=_resource_id(fields, product, notes),
        tags=tuple(sorted(fields.tags().items())),
        region_id=_region(fields, notes),
        zone_id=fields.text("line_item_availability_zone"),
        started_at=started_at,
        ended_at=ended_at,
        amount=amount,
        rate=rate,
        public_rate=_public_rate(fields),
        cost=cost,
        currency_code=_currency(fields, currency_code, notes),
        notes=tuple(notes),
    )


def _is_fee(line_item_type: str) -> bool:
    if not line_item_type:
        raise Unreadable("missing_line_item_type")
    if reason := LEFT_OUT_TYPES.get(line_item_type):
        raise Unreadable(reason)
    if line_item_type not in USAGE_TYPES | FEE_TYPES:
        raise Unreadable("unknown_line_item_type")
    return line_item_type in FEE_TYPES


def _account_id(fields: CurFields) -> str:
    account_id = fields.text("line_item_usage_account_id")
    if not account_id:
        raise Unreadable("missing_usage_account_id")
    if _FLOAT_ID.fullmatch(account_id):
        raise Unreadable("damaged_account_id")
    return account_id


def _period(fields: CurFields, notes: list[str], *, is_fee: bool) -> tuple[datetime, datetime]:
    """Start and end; a fee may be paid for no time at all."""
    started_at = _instant(fields, "usage_start_date")
    if fields.text("line_item_usage_end_date"):
        ended_at = _instant(fields, "usage_end_date")
    else:
        notes.append("end_from_interval")
        interval_end = read_instant(fields.text("identity_time_interval").partition("/")[2])
        ended_at = interval_end[0] if interval_end else started_at + timedelta(hours=1)
    if ended_at <= started_at and not is_fee:
        raise Unreadable("usage_ends_before_it_starts")
    return started_at, ended_at


def _instant(fields: CurFields, column: str) -> datetime:
    text = fields.text(f"line_item_{column}")
    if not text:
        raise Unreadable(f"missing_{column}")
    read = read_instant(text)
    if read is None:
        raise Unreadable(f"invalid_{column}")
    return read[0]


def _numbers(fields: CurFields, *, is_fee: bool) -> tuple[Decimal, Decimal | None, Decimal]:
    """Amount, rate and cost; a fee may lack an amount and needs no rate."""
    cost = _number(fields, "unblended_cost")
    if is_fee:
        if cost < 0:
            raise Unreadable("negative_cost")
        return Decimal(1), None, cost
    amount = _number(fields, "usage_amount")
    if amount < 0:
        raise Unreadable("negative_usage_amount")
    if not fields.text("line_item_unblended_rate"):
        return amount, None, cost
    rate = _number(fields, "unblended_rate")
    if rate < 0:
        raise Unreadable("negative_rate")
    return amount, rate, cost


def _public_rate(fields: CurFields) -> Decimal | None:
    """The public rate if it is a price; it is only a hint, so nothing else is made of it."""
    rate = read_decimal(fields.text("pricing_public_on_demand_rate"))
    is_price = rate is not None and 0 <= rate < LARGEST and decimal_places(rate) <= MOST_PLACES
    return rate if is_price else None


def _number(fields: CurFields, column: str) -> Decimal:
    text = fields.text(f"line_item_{column}")
    if not text:
        raise Unreadable(f"missing_{column}")
    number = read_decimal(text)
    if number is None:
        raise Unreadable(f"invalid_{column}")
    if abs(number) >= LARGEST or decimal_places(number) > MOST_PLACES:
        raise Unreadable("out_of_range")
    return number


def _currency(fields: CurFields, told: str, notes: list[str]) -> str:
    if stated := fields.text("line_item_currency_code", "pricing_currency"):
        return stated
    if not told:
        raise Unreadable("no_currency")
    notes.append("currency_as_told")
    return told


def _line_item_id(fields: CurFields, content: str, notes: list[str]) -> str:
    """An id is unique only with its time interval (and, by the provider, within one report)."""
    if line_item_id := fields.text("identity_line_item_id"):
        interval = fields.text("identity_time_interval", "line_item_usage_start_date")
        return f"{line_item_id}@{interval}"
    notes.append("no_line_item_id")
    return f"row:{content[:32]}"


def _resource_id(fields: CurFields, product: Product, notes: list[str]) -> str:
    if resource_id := fields.text("line_item_resource_id"):
        return resource_id
    notes.append("no_resource_id")
    return f"none:{product.product_code}:{product.usage_type}"


def _region(fields: CurFields, notes: list[str]) -> str:
    stated = fields.text("product_region_code", "product_region", "product_from_region_code")
    if stated:
        return stated
    if match := _ZONE.fullmatch(fields.text("line_item_availability_zone")):
        return match["region"]
    notes.append("no_region")
    return "global"


@cache
def _shared(product: Product) -> Product:
    """One object for all rows of a product, since a report has few products and many rows."""
    return product


def _product(fields: CurFields) -> Product:
    usage_type = fields.text("line_item_usage_type") or "none"
    code = fields.text("line_item_product_code", "product_servicecode") or "none"
    shape = ("product_instance_type", "product_operating_system", "product_tenancy")
    is_spot = fields.text("pricing_term") == "Spot" or "SpotUsage" in usage_type
    return Product(
        product_code=code,
        product_name=fields.text("product_product_name", "product_servicename") or code,
        service_code=fields.text("product_servicecode") or code,
        service_name=fields.text("product_servicename", "product_product_name") or code,
        family=fields.text("product_product_family", "product_servicecode") or code,
        usage_type=usage_type,
        operation=fields.text("line_item_operation"),
        rate_code=fields.text("pricing_rate_code"),
        product_sku=fields.text("product_sku"),
        description=fields.text("line_item_line_item_description") or usage_type,
        unit=fields.text("pricing_unit") or "Unit",
        specification=" | ".join(text for name in shape if (text := fields.text(name))),
        is_spot=is_spot,
    )
