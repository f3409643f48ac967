"""Datasets of charges of any size that the input types allow, with what is exact for each.

Every charge has a sku and a resource of its own, so that no charge meets another but in sums.
The exact figures are whole numbers and fractions of Python, which have no limit.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

START = datetime(2025, 7, 31, 16, tzinfo=UTC)
KNOWN = "2025-09-02T00:00:00Z"
LONG_AGO = "2020-01-01T00:00:00Z"
MONTH = timedelta(days=31)
HOUR = timedelta(hours=1)
# A month of bandwidth with one point: its share of the month has ten decimals.
ONE_POINT = Fraction(round(Fraction(10**10, 288 * 31)), 10**10)


@dataclass(frozen=True)
class Charge:
    """What one charge is made of, as delivered."""

    name: str
    metering: str
    quantity: Decimal
    size: Decimal | None
    lasts: timedelta
    usage_per_pricing_unit: Decimal
    tier_model: str
    # of each tier its lower bound and its price
    tiers: tuple[tuple[Decimal, Decimal], ...]
    contract_price: Decimal | None = None

    @property
    def consumed(self) -> Fraction:
        product = Fraction(self.quantity) * Fraction(self.size or 1)
        if self.metering == "duration":
            product *= Fraction(self.lasts // timedelta(microseconds=1), 10**6)
        consumed = half_up(product, 10)
        return half_up(consumed * ONE_POINT, 10) if self.metering == "p95" else consumed

    @property
    def priced(self) -> Fraction:
        quotient = self.consumed / Fraction(self.usage_per_pricing_unit)
        return Fraction(quotient * 10**10 // 1, 10**10)

    @property
    def list_cost(self) -> Fraction:
        return half_up(sum(Fraction(price) * part for part, price in self.slices), 8)

    @property
    def slices(self) -> list[tuple[Fraction, Decimal]]:
        """The parts of the quantity and their prices: the charge is alone in its pool."""
        bounds = [Fraction(bound) for bound, _ in self.tiers]
        if self.tier_model != "graduated":
            places = [at for at, bound in enumerate(bounds) if self.priced > bound or at == 0]
            return [(self.priced, self.tiers[places[-1]][1])]
        ends = [*bounds[1:], max(self.priced, bounds[-1])]
        return [
            (max(min(self.priced, end) - bound, Fraction(0)), price)
            for bound, end, (_, price) in zip(bounds, ends, self.tiers, strict=True)
        ]

    @property
    def contracted_cost(self) -> Fraction:
        if self.contract_price is None:
            return self.list_cost
        return half_up(Fraction(self.contract_price) * self.priced, 8)

    @property
    def bounds(self) -> list[Fraction]:
        """The figures that must fit, the costs as high as any tier or contract makes them."""
        highest = max(Fraction(price) for _, price in self.tiers)
        return [
            self.consumed / 10**28,
            self.priced / 10**28,
            highest * self.priced / 10**30,
            Fraction(self.contract_price or 0) * self.priced / 10**30,
        ]


def half_up(value: Fraction, places: int) -> Fraction:
    return Fraction((2 * value * 10**places + 1) // 2, 10**places)


def any_size(draw: random.Random, lowest: int, highest: int, places: int) -> Decimal:
    """A decimal between two powers of ten, each power as likely, of up to so many places."""
    power = draw.uniform(lowest, highest)
    digits = draw.randrange(10**15, 10**16)
    value = Decimal(digits).scaleb(int(power) - 15)
    return value.quantize(Decimal(1).scaleb(-draw.choice((0, places, places))))


def any_charge(draw: random.Random, number: int) -> Charge:
    """A charge between 10^15 and 10^28 units, at 10^-10 to 10^17 a unit."""
    metering = draw.choice(("amount", "duration", "duration", "p95"))
    lasts = draw.choice((MONTH - HOUR, HOUR, timedelta(microseconds=3599999999)))
    quantity = any_size(draw, 9, 18, 10)
    size = draw.choice((None, any_size(draw, 0, 9, 6), any_size(draw, -6, 12, 6)))
    tier_model = draw.choice(("flat", "flat", "graduated", "volume"))
    prices = [any_size(draw, -10, 18, 10) for _ in range(3)]
    bounds = [Decimal(0), *sorted({any_size(draw, 0, 17, 10) for _ in range(2)})]
    count = 1 if tier_model == "flat" else len(bounds)
    return Charge(
        name=f"r{number:05}",
        metering=metering,
        quantity=quantity,
        size=size if size is None or size > 0 else None,
        lasts=lasts if metering == "duration" else HOUR,
        usage_per_pricing_unit=max(
            draw.choice((Decimal(1), any_size(draw, -9, 3, 10), any_size(draw, 0, 18, 10))),
            Decimal("0.0000000001"),
        ),
        tier_model=tier_model,
        tiers=tuple(zip(bounds[:count], prices, strict=False)),
        contract_price=draw.choice((None, None, any_size(draw, -10, 18, 10))),
    )


@dataclass
class Dataset:
    """Tables of a dataset as rows of texts."""

    tables: dict[str, list[Mapping[str, object]]] = field(default_factory=dict)

    def add(self, table: str, **row: object) -> None:
        recorded = KNOWN if table in ("usage", "orders") else LONG_AGO
        self.tables.setdefault(table, []).append({**row, "recorded_at": recorded})

    def write(self, folder: Path) -> Path:
        folder.mkdir(parents=True)
        for table, rows in self.tables.items():
            columns = list(dict.fromkeys(name for row in rows for name in row))
            with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns, restval="")
                writer.writeheader()
                writer.writerows({name: text(row[name]) for name in row} for row in rows)
        return folder


def text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def parties(customers: Sequence[str]) -> Dataset:
    """A provider, a partner with tax and its customers."""
    dataset = Dataset()
    roles = {"P": "provider", "R": "reseller"} | dict.fromkeys(customers, "customer")
    for account, role in roles.items():
        dataset.add(
            "accounts",
            account_id=account,
            account_name=account,
            account_role=role,
            tax_region="north" if account == "R" else None,
            currency_code="USD",
            shows_customer_discounts=True,
            shows_reseller_costs=True,
        )
        if role != "provider":
            dataset.add(
                "account_bindings",
                binding_id=account,
                account_id=account,
                parent_account_id="P" if account == "R" else "R",
                bound_at=LONG_AGO,
            )
    for component, rate in (("one", "0.06"), ("two", "0.075")):
        dataset.add(
            "tax_rates",
            tax_region="north",
            tax_component=component,
            valid_from=LONG_AGO,
            tax_rate=rate,
        )
    return dataset


def add_sku(
    dataset: Dataset,
    sku: str,
    *,
    metering: str = "amount",
    cycle: str = "monthly",
    unit: Decimal = Decimal(1),
    tier_model: str = "flat",
    tiers: Iterable[tuple[Decimal, Decimal]],
) -> None:
    names = ("product", "subproduct", "component_type", "component", "resource_type")
    levels = {f"{name}_{kind}": sku for name in names for kind in ("code", "name")}
    dataset.add(
        "skus",
        sku_id=sku,
        provider_account_id="P",
        **levels,
        billing_mode="subscription" if cycle == "upfront" else "pay_per_use",
        settlement_cycle=cycle,
        metering=metering,
        usage_unit="unit",
        pricing_unit="unit",
        usage_per_pricing_unit=unit,
        settlement_type="common",
    )
    for bound, price in tiers:
        dataset.add(
            "list_prices",
            sku_id=sku,
            valid_from=LONG_AGO,
            tier_lower_bound=bound,
            tier_model=tier_model,
            unit_price=price,
            currency_code="USD",
        )


def add_usage(
    dataset: Dataset,
    sku: str,
    *,
    owner: str,
    quantity: Decimal,
    size: Decimal | None = None,
    lasts: timedelta = HOUR,
    name: str | None = None,
) -> None:
    dataset.add(
        "usage",
        usage_id=name or sku,
        owner_account_id=owner,
        resource_id=name or sku,
        sku_id=sku,
        usage_started_at=START,
        usage_ended_at=START + lasts,
        usage_quantity=quantity,
        linear_size=size,
    )


def add_contract_price(dataset: Dataset, sku: str, *, buyer: str, price: Decimal) -> None:
    dataset.add(
        "discounts",
        discount_id=f"special-{sku}",
        seller_account_id="P",
        buyer_account_id=buyer,
        product_code=sku,
        discount_kind="contract_price",
        contract_unit_price=price,
        submitted_at=LONG_AGO,
        effective_at=LONG_AGO,
        auto_renew=False,
    )


def add_charge(dataset: Dataset, charge: Charge, owner: str) -> None:
    add_sku(
        dataset,
        charge.name,
        metering=charge.metering,
        unit=charge.usage_per_pricing_unit,
        tier_model=charge.tier_model,
        tiers=charge.tiers,
    )
    add_usage(
        dataset,
        charge.name,
        owner=owner,
        quantity=charge.quantity,
        size=charge.size,
        lasts=charge.lasts,
    )
    if charge.contract_price is not None:
        add_contract_price(dataset, charge.name, buyer="R", price=charge.contract_price)
