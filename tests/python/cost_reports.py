"""Small cost reports for tests, and what a warehouse would charge for them."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from pathlib import Path

from tierbill.convert.aws_cur import convert_cur
from tierbill.convert.comparison import Charge, charge_id_of
from tierbill.convert.conversion import Conversion
from tierbill.convert.cur_tables import cur_tables
from tierbill.convert.price_list import PriceList

ROW = {
    "identity/LineItemId": "id1",
    "identity/TimeInterval": "2025-01-01T00:00:00Z/2025-01-01T01:00:00Z",
    "bill/PayerAccountId": "000000000001",
    "lineItem/UsageAccountId": "012345678901",
    "lineItem/LineItemType": "Usage",
    "lineItem/UsageStartDate": "2025-01-01T00:00:00Z",
    "lineItem/UsageEndDate": "2025-01-01T01:00:00Z",
    "lineItem/ProductCode": "AmazonEC2",
    "lineItem/UsageType": "BoxUsage:t3.micro",
    "lineItem/Operation": "RunInstances",
    "lineItem/ResourceId": "i-1",
    "lineItem/UsageAmount": "1.5",
    "lineItem/CurrencyCode": "USD",
    "lineItem/UnblendedRate": "0.0104000000",
    "lineItem/UnblendedCost": "0.0156",
    "pricing/RateCode": "SKU1.TERM.RATE",
    "pricing/unit": "Hrs",
    "product/region": "us-west-2",
    "resourceTags/user:Name": "web",
}
HOUR = timedelta(hours=1)


def row(number: int = 1, **changes: str) -> dict[str, str]:
    """A row of its own hour; keyword `UsageAmount` changes `lineItem/UsageAmount` and so on."""
    start = datetime(2025, 1, 1, tzinfo=UTC) + (number - 1) * HOUR
    times = {
        "identity/LineItemId": f"id{number}",
        "lineItem/UsageStartDate": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "lineItem/UsageEndDate": f"{start + HOUR:%Y-%m-%dT%H:%M:%SZ}",
    }
    full = {name.rpartition("/")[2]: name for name in ROW}
    return ROW | times | {full[name]: value for name, value in changes.items()}


def write_report(path: Path, rows: list[dict[str, str]]) -> Path:
    names = list(dict.fromkeys(name for r in rows for name in r))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def converted(tmp_path: Path, *rows: dict[str, str], prices: PriceList | None = None) -> Conversion:
    return convert_cur([write_report(tmp_path / "cur.csv", list(rows))], prices or PriceList())


def reasons(conversion: Conversion) -> list[str]:
    return [unconverted.reason for unconverted in conversion.unconverted]


def rated(conversion: Conversion) -> dict[str, Charge]:
    """What a warehouse makes of the dataset, read plainly from its tables."""
    tables = cur_tables(conversion, None)
    scales = {sku["sku_id"]: Decimal(sku["usage_per_pricing_unit"]) for sku in tables["skus"]}
    quantities: dict[tuple[str, str], Decimal] = {}
    owners = {}
    for record, source in zip(
        [*tables["usage"], *tables["orders"]],
        sorted(conversion.rows, key=lambda r: r.item.is_fee),
        strict=True,
    ):
        key = (charge_id_of(source), record["sku_id"])
        owners[key] = record
        quantities[key] = quantities.get(key, Decimal(0)) + record.get("usage_quantity", 0)
    charges = {}
    for (charge_id, sku_id), quantity in quantities.items():
        record = owners[charge_id, sku_id]
        if charge_id.startswith("order:"):
            cost, currency = record["list_cost"], record["currency_code"]
        else:
            price = price_at(tables["list_prices"], record)
            units = (quantity / scales[sku_id]).quantize(Decimal("1e-10"), ROUND_DOWN)
            cost, currency = (
                (price["unit_price"] * units).quantize(Decimal("1e-8"), ROUND_HALF_UP),
                price["currency_code"],
            )
        charges[charge_id] = Charge(record["owner_account_id"], sku_id, currency, cost)
    return charges


def price_at(prices: list[dict], usage: dict) -> dict:
    bucket = usage["usage_started_at"].replace(minute=0, second=0, microsecond=0)
    (price,) = [
        price
        for price in prices
        if (price["sku_id"], price["region_id"]) == (usage["sku_id"], usage["region_id"])
        and price["valid_from"] <= bucket
        and (price["valid_to"] is None or bucket < price["valid_to"])
    ]
    return price
