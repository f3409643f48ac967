"""The dataset that a converted cost report becomes: rows of the raw tables."""

import json
from datetime import datetime

from tierbill.convert.channel_parties import Channel
from tierbill.convert.conversion import Conversion, ConvertedRow, PricedSku
from tierbill.convert.decimals import COST_PLACES, rounded
from tierbill.convert.hierarchy import Row, Tables, channel_tables
from tierbill.convert.rates import usage_quantity


def cur_tables(conversion: Conversion, recorded_at: datetime | None) -> Tables:
    """All raw tables of the conversion, by the contract.

    A report does not say when a row became known. Without `recorded_at` (UTC) a row counts as
    known from the end of its use, a fee from its start.
    """
    channel = conversion.channel
    return {
        **channel_tables(channel),
        "skus": [_sku(channel, priced) for priced in conversion.skus],
        "list_prices": [
            {
                "sku_id": price.sku_id,
                "region_id": price.region_id,
                "valid_from": price.valid_from,
                "tier_lower_bound": 0,
                "valid_to": price.valid_to,
                "tier_model": "flat",
                "unit_price": price.unit_price,
                "currency_code": price.currency_code,
                "recorded_at": channel.priced_from,
            }
            for priced in conversion.skus
            for price in priced.prices
        ],
        "usage": [_usage(row, recorded_at) for row in conversion.rows if not row.item.is_fee],
        "orders": [_order(row, recorded_at) for row in conversion.rows if row.item.is_fee],
    }


def _sku(channel: Channel, priced: PricedSku) -> Row:
    """A fee is bought, use is settled by the hour; the four product levels are the report's."""
    sku = priced.sku
    unit = sku.common(lambda item: item.product.unit)
    is_spot = sku.items[0].product.is_spot
    usage_mode = "spot" if is_spot else "pay_per_use"
    return {
        "sku_id": sku.sku_id,
        "provider_account_id": channel.provider_id,
        "product_code": sku.common(lambda item: item.product.product_code),
        "product_name": sku.common(lambda item: item.product.product_name),
        "subproduct_code": sku.common(lambda item: item.product.family),
        "subproduct_name": sku.common(lambda item: item.product.family),
        "component_type_code": sku.common(lambda item: item.product.usage_type),
        "component_type_name": sku.common(lambda item: item.product.usage_type),
        "component_code": sku.sku_id,
        "component_name": sku.common(lambda item: item.product.description),
        "resource_type_code": sku.common(lambda item: item.product.service_code),
        "resource_type_name": sku.common(lambda item: item.product.service_name),
        "specification": sku.common(lambda item: item.product.specification) or None,
        "billing_mode": "subscription" if sku.is_fee else usage_mode,
        "settlement_cycle": "upfront" if sku.is_fee else "hourly",
        "metering": "amount",
        "usage_unit": unit,
        "pricing_unit": f"{10**priced.scale:,} {unit}" if priced.scale else unit,
        "usage_per_pricing_unit": 10**priced.scale,
        "settlement_type": "common",
        "recorded_at": channel.known_from,
    }


def _resource(row: ConvertedRow) -> Row:
    item = row.item
    tags = dict(item.tags)
    names = ("user:Name", "user_name", "Name")
    return {
        "owner_account_id": item.account_id,
        "resource_id": item.resource_id,
        "resource_name": next((tags[name] for name in names if name in tags), None),
        "sku_id": row.sku_id,
        "region_id": item.region_id,
        "zone_id": item.zone_id or None,
        "tags": json.dumps(tags, ensure_ascii=False, sort_keys=True) if tags else None,
    }


def _usage(row: ConvertedRow, recorded_at: datetime | None) -> Row:
    return {
        **_resource(row),
        "usage_id": row.record_id,
        "usage_started_at": row.item.started_at,
        "usage_ended_at": row.item.ended_at,
        "usage_quantity": usage_quantity(row.item),
        "recorded_at": recorded_at or row.item.ended_at,
    }


def _order(row: ConvertedRow, recorded_at: datetime | None) -> Row:
    """A fee is one piece at the cost the report states."""
    item = row.item
    lasts = item.ended_at > item.started_at
    return {
        **_resource(row),
        "order_line_id": row.record_id,
        "order_id": row.record_id,
        "order_type": "new_purchase",
        "placed_at": item.started_at,
        "paid_at": item.started_at,
        "service_from": item.started_at if lasts else None,
        "service_to": item.ended_at if lasts else None,
        "quantity": 1,
        "list_cost": rounded(item.cost, COST_PLACES),
        "currency_code": item.currency_code,
        "recorded_at": recorded_at or item.started_at,
    }
