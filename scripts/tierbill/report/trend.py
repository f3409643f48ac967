"""A chart of costs by day, as SVG set by Typst: no time of writing, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from pathlib import Path

from tierbill.files.printed_text import money
from tierbill.files.typesetting import pdf_page, pictures

TEMPLATE = Path(__file__).with_name("trend.typ")
_STEPS = (1, 2, 5, 10)
_GRID_LINES = 5
_DAY_LABELS = 8


@dataclass
class Trend:
    """Costs of some series by day, in one currency of `places` decimals; days without any are 0."""

    title: str
    currency: str
    first_day: date
    last_day: date
    series: dict[str, dict[date, Decimal]] = field(default_factory=dict)
    places: int = 2

    @property
    def days(self) -> Sequence[date]:
        """Every day of the period."""
        count = (self.last_day - self.first_day).days + 1
        return [self.first_day + timedelta(days=number) for number in range(count)]

    def values(self, series: str) -> Sequence[Decimal]:
        """Return the costs of a series, one for each day."""
        return [self.series[series].get(day, Decimal(0)) for day in self.days]


def trend_svg(trend: Trend) -> bytes:
    """Return the chart as an SVG picture.

    Raises:
        Refused: no font has a character that it shows.
    """
    content = _content(trend)
    # only the writer of PDF says which characters have no glyph
    last_day = datetime.combine(trend.last_day, time.min, UTC)
    pdf_page(TEMPLATE, content, f"chart {trend.title}", last_day)
    return pictures(TEMPLATE, content, "svg")[0]


def trend_png(trend: Trend) -> bytes:
    """Return the chart as a PNG picture."""
    return pictures(TEMPLATE, _content(trend), "png", 120.0)[0]


def grid(low: Decimal, high: Decimal) -> Sequence[Decimal]:
    """Return round values from at most `low` to at least `high`, evenly spaced, 0 among them."""
    low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = Decimal(1)
    power = Decimal(1).scaleb(((high - low) / _GRID_LINES).adjusted())
    step = next(power * each for each in _STEPS if power * each * _GRID_LINES >= high - low)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    last = (high / step).to_integral_value(ROUND_CEILING)
    return [step * number for number in range(int(first), int(last) + 1)]


def _content(trend: Trend) -> dict[str, object]:
    """Return the chart in shares of its width and height, with all its texts."""
    lines = {name: trend.values(name) for name in trend.series}
    every = [value for values in lines.values() for value in values] or [Decimal(0)]
    levels = grid(min(every), max(every))
    bottom, top = levels[0], levels[-1]
    days = trend.days
    apart = max(1, -(-len(days) // _DAY_LABELS))
    last = max(1, len(days) - 1)

    def height(value: Decimal) -> str:
        return f"{(value - bottom) / (top - bottom):.6f}"

    return {
        "title": f"{trend.title} ({trend.currency})",
        "levels": [[height(level), money(level, trend.places)] for level in levels],
        "days": [
            [f"{Decimal(number) / last:.6f}", f"{days[number]:%m-%d}"]
            for number in range(0, len(days), apart)
        ],
        "period": f"{trend.first_day} to {trend.last_day}",
        "series": [
            [
                name,
                [
                    [f"{Decimal(number) / last:.6f}", height(value)]
                    for number, value in enumerate(values)
                ],
            ]
            for name, values in lines.items()
        ],
    }
