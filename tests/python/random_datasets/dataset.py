"""A dataset under construction: records as text, every column with a plain default."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from reference.billing_calendar import instant_text
from reference.tables import TABLES

RECORDED = "2025-01-01T00:00:00Z"
BEGIN = "2020-01-01T00:00:00Z"

DEFAULTS: dict[str, dict[str, str]] = {
    "accounts": {
        "account_name": "Somebody",
        "account_role": "customer",
        "currency_code": "USD",
        "shows_customer_discounts": "true",
        "shows_reseller_costs": "true",
    },
    "account_bindings": {"bound_at": BEGIN},
    "account_terms": {},
    "channels": {"channel_name": "Channel"},
    "billing_groups": {"billing_group_name": "Group"},
    "skus": {
        "provider_account_id": "P",
        "product_code": "p_vm",
        "product_name": "Virtual machine",
        "subproduct_code": "sp_vm",
        "subproduct_name": "Standard",
        "component_type_code": "v_cpu",
        "component_type_name": "CPU",
        "component_name": "Hours",
        "resource_type_code": "vm",
        "resource_type_name": "Machine",
        "billing_mode": "pay_per_use",
        "settlement_cycle": "hourly",
        "metering": "amount",
        "usage_unit": "GB",
        "pricing_unit": "GB",
        "usage_per_pricing_unit": "1",
        "settlement_type": "common",
    },
    "list_prices": {
        "valid_from": BEGIN,
        "tier_lower_bound": "0",
        "tier_model": "flat",
        "unit_price": "1",
        "currency_code": "USD",
    },
    "discounts": {
        "discount_kind": "multiplier",
        "submitted_at": BEGIN,
        "effective_at": "2020-01-03T00:00:00+08:00",
        "auto_renew": "false",
    },
    "discount_changes": {"field": "effective_status", "new_value": "invalid"},
    "tax_rates": {"valid_from": BEGIN},
    "usage": {"resource_id": "r-1", "region_id": "east", "usage_quantity": "1"},
    "orders": {
        "resource_id": "r-1",
        "region_id": "east",
        "order_type": "new_purchase",
        "quantity": "1",
    },
    "entitlements": {
        "entitlement_kind": "package",
        "valid_from": BEGIN,
        "valid_to": "2030-01-01T00:00:00Z",
    },
    "vouchers": {
        "voucher_type": "customer",
        "currency_code": "USD",
        "is_reusable": "true",
        "payment_mode": "all",
        "product_codes_are_excluded": "false",
        "valid_from": BEGIN,
        "valid_to": "2030-01-01T00:00:00Z",
    },
    "bill_adjustments": {
        "provider_account_id": "P",
        "adjustment_kind": "compensation",
        "currency_code": "USD",
    },
    "credit_allocations": {"allocation_kind": "customer"},
    "bill_confirmations": {},
    "budget_events": {"budget_type": "monthly", "action": "set"},
    "account_control_events": {},
    "billing_tag_keys": {},
    "payments": {},
    "bill_issues": {"version": "1"},
    "rounding_policies": {"valid_from_month": "2025-01-01"},
    "retractions": {"source_table": "usage"},
}


class Dataset:
    """Tables of text records; `add` fills defaults and numbers ids that are not given."""

    def __init__(self) -> None:
        self.tables: dict[str, list[dict[str, str | None]]] = {name: [] for name in TABLES}
        self._ids: Counter[str] = Counter()

    def add(self, table: str, **values: object) -> dict[str, str | None]:
        """Append a record and return it; None is an empty field."""
        first = TABLES[table].columns[0].name
        self._ids[table] += 1
        defaults = {first: f"{table}-{self._ids[table]:04d}", "recorded_at": RECORDED}
        if table == "skus":
            defaults["component_code"] = f"c_{values.get('sku_id', defaults[first])}"
        given = defaults | DEFAULTS[table] | {name: text(value) for name, value in values.items()}
        record = {column.name: given.pop(column.name, None) for column in TABLES[table].columns}
        if given:
            raise ValueError(f"{table} has no columns {sorted(given)}")
        self.tables[table].append(record)
        return record

    def account(self, account_id: str, role: str = "customer", **values: object) -> str:
        self.add("accounts", account_id=account_id, account_role=role, **values)
        return account_id

    def bind(self, child: str, parent: str, **values: object) -> None:
        self.add("account_bindings", account_id=child, parent_account_id=parent, **values)

    def sku(self, sku_id: str, price: str | None = "1", **values: object) -> str:
        """A sku, with a flat price unless `price` is None."""
        self.add("skus", sku_id=sku_id, **values)
        if price is not None:
            self.add("list_prices", sku_id=sku_id, unit_price=price)
        return sku_id

    def write(self, out: Path) -> Path:
        """One CSV file a table that has records."""
        for table, records in self.tables.items():
            if records:
                write_csv(out / f"{table}.csv", table, records)
        return out


def text(value: object) -> str | None:
    """The plain text form of a value; text stays as it is."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return None if value is None else str(value)


def write_csv(path: Path, table: str, records: list[dict[str, str | None]]) -> None:
    """Write under a temporary name, then rename."""
    names = [column.name for column in TABLES[table].columns]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([record.get(name) or "" for name in names] for record in records)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_text(buffer.getvalue(), encoding="utf-8")
    os.replace(temporary, path)
