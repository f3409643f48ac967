"""Rules 3.1, 3.2 and 3.8: usage records are gathered into charges and measured."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal

from .accepted_records import AcceptedRecords, buckets_of
from .bandwidth import measure_bandwidth
from .billing_calendar import instant_text, key_part
from .exact import ONE, ZERO, rounded, total

MICROSECOND = timedelta(microseconds=1)


def settle_usage(records: AcceptedRecords) -> list[dict]:
    """One charge for each owner, resource, sku, region and settlement bucket."""
    gathered: dict[tuple, list[dict]] = defaultdict(list)
    for record in records.accepted["usage"]:
        for start, end in buckets_of(records, record):
            key = (
                record["owner_account_id"],
                record["resource_id"],
                record["sku_id"],
                record["region_id"],
                start,
                end,
            )
            gathered[key].append(_part(records, record, start, end))
    return [_charge(records, key, group) for key, group in gathered.items()]


def _part(records: AcceptedRecords, record: dict, start: datetime, end: datetime) -> dict:
    """Rules 3.8: a duration is cut at the boundaries of the bucket, an amount never."""
    if records.skus[record["sku_id"]]["metering"] != "duration":
        return record
    return record | {
        "usage_started_at": max(record["usage_started_at"], start),
        "usage_ended_at": min(record["usage_ended_at"], end),
    }


def _charge(records: AcceptedRecords, key: tuple, group: list[dict]) -> dict:
    owner, resource, sku_id, region, start, end = key
    sku = records.skus[sku_id]
    latest = max(group, key=lambda row: (row["usage_started_at"], row["usage_id"]))
    settled_at = end + timedelta(minutes=records.settings.settlement_delay_minutes)
    month = records.calendar.month(start)
    if sku["metering"] == "p95":
        ratio, consumed = measure_bandwidth(group, records.calendar, month)
    else:
        ratio, consumed = None, total(consumption(sku, record) for record in group)
    return {
        "charge_id": usage_charge_id(owner, resource, sku_id, region, start),
        "charge_category": "usage",
        "order_type": None,
        "billing_mode": sku["billing_mode"],
        "settlement_cycle": "monthly" if sku["metering"] == "p95" else sku["settlement_cycle"],
        "provider_account_id": sku["provider_account_id"],
        "owner_account_id": owner,
        "operator_account_id": latest["operator_account_id"] or owner,
        "resource_id": resource,
        "resource_name": latest["resource_name"],
        "sku_id": sku_id,
        "region_id": region,
        "zone_id": latest["zone_id"],
        "project": latest["project"],
        "tags": latest["tags"],
        "charge_period_start": start,
        "charge_period_end": end,
        "settled_at": settled_at,
        "transaction_at": settled_at,
        "billing_month": month,
        "first_used_at": min(record["usage_started_at"] for record in group),
        "last_used_at": max(record["usage_ended_at"] for record in group),
        "usage_days_ratio": ratio,
        "consumed_quantity": consumed,
        "package_usage": ZERO,
        "reserved_usage": ZERO,
        "reserved_quantity": ZERO,
        "reserved_cost": ZERO,
        "plan_cost": ZERO,
        "order_id": None,
        "original_charge_id": None,
        "adjusted_charge_id": None,
        "recorded_at": max(record["recorded_at"] for record in group),
        "_price_moment": start,
        "_identity_moment": settled_at,
    }


def usage_charge_id(
    owner: str, resource: str, sku_id: str, region: str | None, start: datetime
) -> str:
    parts = [owner, resource, sku_id, region or "", instant_text(start)]
    text = "|".join(key_part(part) for part in parts)
    return "usage:" + hashlib.md5(text.encode("utf-8"), usedforsecurity=False).hexdigest()


def consumption(sku: dict, record: dict) -> Decimal:
    """Rules 3.2, in usage units, rounded to 10 decimals a record."""
    product = record["usage_quantity"] * (record["linear_size"] or ONE)
    if sku["metering"] == "duration":
        product *= seconds(record["usage_ended_at"] - record["usage_started_at"])
    return rounded(product, 10)


def seconds(length: timedelta) -> Decimal:
    """With their fraction, six decimals."""
    return Decimal(length // MICROSECOND).scaleb(-6)
