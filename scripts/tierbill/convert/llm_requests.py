"""A trace of language-model requests as event-grain usage: two token skus, priced a million."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tierbill.convert.channel_parties import Channel, Customer
from tierbill.convert.conversion_error import ConversionError
from tierbill.convert.hierarchy import Row, Tables, channel_tables, make_channel
from tierbill.convert.instants import read_instant
from tierbill.convert.source_files import SourceFile, open_source

PREFIX = "llm"
COLUMNS = ("TIMESTAMP", "ContextTokens", "GeneratedTokens")
TOKENS_PER_PRICE = 1_000_000
_CUSTOMER = "llm-customer"
_MODEL = "code-model"
_REGION = "global"
_MICROSECOND = timedelta(microseconds=1)
_COUNT = re.compile(r"[0-9]{1,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TokenPrices:
    """List prices of a million tokens, read and written by the model."""

    context: Decimal
    generated: Decimal
    currency_code: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its line in the trace, its instant in UTC, its token counts.

    `lost_digits` is what of its time is finer than a microsecond.
    """

    line: int
    requested_at: datetime
    lost_digits: str
    context_tokens: int
    generated_tokens: int


@dataclass(frozen=True, slots=True)
class UnreadRequest:
    """A row of the trace that is no request: where, why, and the row as delivered."""

    source_file: str
    source_line: int
    reason: str
    record: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The requests of a trace in its order, and the rows that are none."""

    file: str
    requests: tuple[Request, ...]
    unread: tuple[UnreadRequest, ...]


def read_trace(path: Path) -> Trace:
    """Read a trace: when each request came (UTC; the trace writes no zone), how many tokens.

    Raises ConversionError if columns are missing or no row is a request.
    """
    source = open_source(path)
    if missing := [name for name in COLUMNS if name not in source.headings]:
        raise ConversionError(f"{path}: is no request trace, it lacks {', '.join(missing)}")
    results = list(_read_rows(source))
    requests = tuple(row for row in results if isinstance(row, Request))
    unread = tuple(row for row in results if isinstance(row, UnreadRequest))
    if not requests:
        raise ConversionError(f"{path}: of {len(unread)} rows none is a request with three fields")
    return Trace(source.name, requests, unread)


def _read_rows(source: SourceFile) -> Iterator[Request | UnreadRequest]:
    places = [source.headings.index(name) for name in COLUMNS]
    for record in source.records:
        row = _read_row(record.place.line, [record.cells[p] for p in places] if record.fits else [])
        if isinstance(row, str):
            row = UnreadRequest(*record.place, row, record.as_json())
        yield row


def _read_row(line: int, fields: list[str]) -> Request | str:
    """A request, or the reason why it is none."""
    if not fields:
        return "wrong_field_count"
    moment = read_instant(fields[0])
    if moment is None:
        return "invalid_TIMESTAMP"
    for name, text in zip(COLUMNS[1:], fields[1:], strict=True):
        if not _COUNT.fullmatch(text):
            return f"invalid_{name}"
    return Request(line, *moment, int(fields[1]), int(fields[2]))


def trace_tables(trace: Trace, prices: TokenPrices) -> Tables:
    """The raw tables of a trace: two usage records a request, zero tokens kept.

    The trace gives an instant, not a duration: the request is in the microsecond
    [start, end) that its time was cut to.
    """
    moments = tuple(request.requested_at for request in trace.requests)
    customer = Customer(_CUSTOMER, "Users of the language model", prices.currency_code, moments)
    channel = make_channel(
        PREFIX, "Language model service", "Distributor of models", [customer], min(moments)
    )
    return {
        **channel_tables(channel),
        "skus": [_sku(channel, kind) for kind in ("context", "generated")],
        "list_prices": [
            _price(channel, "context", prices.context, prices.currency_code),
            _price(channel, "generated", prices.generated, prices.currency_code),
        ],
        "usage": [row for request in trace.requests for row in _usage(trace.file, request)],
    }


def _sku(channel: Channel, kind: str) -> Row:
    return {
        "sku_id": f"{PREFIX}-{kind}-tokens",
        "provider_account_id": channel.provider_id,
        "product_code": "language-model",
        "product_name": "Language model",
        "subproduct_code": _MODEL,
        "subproduct_name": "Code model",
        "component_type_code": "tokens",
        "component_type_name": "Tokens",
        "component_code": f"{kind}-tokens",
        "component_name": f"{kind.capitalize()} tokens",
        "resource_type_code": "model",
        "resource_type_name": "Model",
        "billing_mode": "pay_per_use",
        "settlement_cycle": "hourly",
        "metering": "amount",
        "usage_unit": "token",
        "pricing_unit": "1,000,000 tokens",
        "usage_per_pricing_unit": TOKENS_PER_PRICE,
        "settlement_type": "common",
        "recorded_at": channel.known_from,
    }


def _price(channel: Channel, kind: str, price: Decimal, currency_code: str) -> Row:
    return {
        "sku_id": f"{PREFIX}-{kind}-tokens",
        "region_id": _REGION,
        "valid_from": channel.priced_from,
        "tier_lower_bound": 0,
        "tier_model": "flat",
        "unit_price": price,
        "currency_code": currency_code,
        "recorded_at": channel.priced_from,
    }


def _usage(file: str, request: Request) -> Iterator[Row]:
    tokens = {"context": request.context_tokens, "generated": request.generated_tokens}
    for kind, count in tokens.items():
        yield {
            "usage_id": f"{file}:{request.line}:{kind}",
            "owner_account_id": _CUSTOMER,
            "resource_id": _MODEL,
            "sku_id": f"{PREFIX}-{kind}-tokens",
            "region_id": _REGION,
            "usage_started_at": request.requested_at,
            "usage_ended_at": request.requested_at + _MICROSECOND,
            "usage_quantity": count,
            "recorded_at": request.requested_at + _MICROSECOND,
        }
