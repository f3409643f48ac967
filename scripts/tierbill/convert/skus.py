"""Sku ids: one for what is priced alike, so that a flat dated price fits every row of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tierbill.convert.decimals import plain
from tierbill.convert.instants import hour_of
from tierbill.convert.line_items import LineItem
from tierbill.convert.rates import rate_of


@dataclass(frozen=True, slots=True)
class Sku:
    """A sku and the rows that use it, in the order of the files."""

    sku_id: str
    items: tuple[LineItem, ...]

    @property
    def is_fee(self) -> bool:
        """Whether it is bought, not metered."""
        return self.items[0].is_fee

    def common(self, text: Callable[[LineItem], str]) -> str:
        """What most rows say of the sku; of equals the first by code point."""
        counts = Counter(text(item) for item in self.items)
        return min(counts, key=lambda value: (-counts[value], value))


def group_skus(items: Iterable[LineItem]) -> list[Sku]:
    """Rows by sku.

    The id is `<rate code>:<operation>`, a tier of a tiered price or a free allowance having a rate
    code of its own; without a rate code `<product>:<usage type>:<operation>`. Rows of one id in
    several currencies, units or markets get these added; rows of one id at several rates within
    one settlement hour and region get their rate added (rules 3.3 know one price set a moment).
    """
    groups: dict[str, list[LineItem]] = defaultdict(list)
    for item in items:
        groups[_base_id(item)].append(item)
    skus: list[Sku] = []
    for base_id, members in groups.items():
        for variant_id, rows in _split(base_id, members, _variant).items():
            parts = _split(variant_id, rows, _rate) if _has_rates_at_once(rows) else None
            skus += [Sku(i, tuple(r)) for i, r in (parts or {variant_id: rows}).items()]
    return sorted(skus, key=lambda sku: sku.sku_id)


def _base_id(item: LineItem) -> str:
    product = item.product
    code = product.rate_code or f"{product.product_code}:{product.usage_type}"
    if item.is_fee:
        return f"fee:{item.line_item_type}:{code}"
    return f"{code}:{product.operation}" if product.operation else code


def _split(
    sku_id: str, items: list[LineItem], part: Callable[[LineItem], str]
) -> dict[str, list[LineItem]]:
    """The rows by part; the part is added to the id only if there are several."""
    parts: dict[str, list[LineItem]] = defaultdict(list)
    for item in items:
        parts[part(item)].append(item)
    if len(parts) == 1:
        return {sku_id: items}
    return {f"{sku_id}:{name}": rows for name, rows in parts.items()}


def _variant(item: LineItem) -> str:
    market = "spot" if item.product.is_spot else "on-demand"
    return f"{item.currency_code}:{item.product.unit}:{market}"


def _rate(item: LineItem) -> str:
    return plain(rate_of(item))


def _has_rates_at_once(items: list[LineItem]) -> bool:
    if items[0].is_fee:
        return False
    rates = defaultdict(set)
    for item in items:
        rates[item.region_id, hour_of(item.started_at)].add(rate_of(item))
    return any(len(together) > 1 for together in rates.values())
