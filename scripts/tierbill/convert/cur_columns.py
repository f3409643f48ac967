"""The headings of AWS cost and usage reports in all their spellings."""

import json
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from tierbill.convert.conversion_error import ConversionError
from tierbill.convert.source_files import Record

REQUIRED = (
    "line_item_line_item_type",
    "line_item_usage_account_id",
    "line_item_usage_start_date",
    "line_item_usage_type",
    "line_item_usage_amount",
    "line_item_unblended_cost",
)
_SINGLE = (
    *REQUIRED,
    "identity_line_item_id",
    "identity_time_interval",
    "line_item_currency_code",
    "line_item_unblended_rate",
    "line_item_usage_end_date",
    "pricing_rate_code",
)
_MAPS = ("product", "resourcetags")
_TAG_HEADING = re.compile(r"resource_?tags[/_.](?P<key>.+)", re.IGNORECASE)


@cache
def canonical(heading: str) -> str:
    """One spelling for `lineItem/UsageType`, `line_item_usage_type`, `lineitem_usagetype`."""
    return re.sub(r"[^a-z0-9]", "", heading.lower())


class CurColumns:
    """The place of each column in a report, by its underscore name.

    Raises ConversionError if a column without which no line item can be read is missing, or if
    two headings stand for the same money, time or account column.
    """

    def __init__(self, file: str, headings: Sequence[str]) -> None:
        """Read the headings of a file."""
        self._places: dict[str, list[int]] = defaultdict(list)
        self._tags: list[tuple[int, str]] = []
        for place, heading in enumerate(headings):
            self._places[canonical(heading)].append(place)
            if match := _TAG_HEADING.fullmatch(heading):
                self._tags.append((place, match["key"]))
        missing = [name for name in REQUIRED if canonical(name) not in self._places]
        if missing:
            raise ConversionError(
                f"{file}: is no AWS cost and usage report, it lacks {', '.join(missing)};"
                " name a report with line items. Files of other formats (FOCUS, Azure, Tencent,"
                " Huawei) have no converter: bring them to the tables of docs/inputs.md"
            )
        for name in _SINGLE:
            if len(places := self._places.get(canonical(name), [])) > 1:
                twins = ", ".join(headings[place] for place in places)
                raise ConversionError(f"{file}: {twins} are the same column; keep one")

    def reader(self, record: Record) -> "CurFields":
        """The fields of one record."""
        return CurFields(self, record)

    def places(self, name: str) -> Sequence[int]:
        """Where the column stands; a descriptive one may stand there in several spellings."""
        return self._places.get(canonical(name), ())

    @property
    def tags(self) -> Sequence[tuple[int, str]]:
        """Place and key of each tag column, the key as the heading spells it."""
        return self._tags


class CurFields:
    """The fields of one line item by their underscore names, '' where there is none."""

    def __init__(self, columns: CurColumns, record: Record) -> None:
        """Read the record's maps (`product`, `resource_tags`), if the report has such columns."""
        self._columns = columns
        self._cells = record.cells
        self.unreadable_maps: list[str] = []
        self._product, self._tag_map = (self._read_map(name) for name in _MAPS)

    def text(self, *names: str) -> str:
        """The first of the columns that has a value."""
        for name in names:
            for place in self._columns.places(name):
                if self._cells[place]:
                    return self._cells[place]
            if name.startswith("product_") and (value := self._product.get(canonical(name[8:]))):
                return value
        return ""

    def tags(self) -> dict[str, str]:
        """The tags that have a value, by key."""
        cells = ((key, self._cells[place]) for place, key in self._columns.tags)
        return {key: value for key, value in (*self._tag_map.items(), *cells) if value}

    def _read_map(self, name: str) -> dict[str, str]:
        places = self._columns.places(name)
        text = self._cells[places[0]] if places else ""
        if not text:
            return {}
        try:
            pairs = json.loads(text)
        except json.JSONDecodeError:
            pairs = None
        if not isinstance(pairs, dict):
            self.unreadable_maps.append(name)
            return {}
        texts = {
            key: value if isinstance(value, str) else json.dumps(value)
            for key, value in pairs.items()
            if value is not None
        }
        if name == "product":
            return {canonical(key): text for key, text in texts.items()}
        return texts
