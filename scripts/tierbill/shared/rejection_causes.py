"""A cause of rejections in words: how many records, which field and value, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.text import Text

from tierbill.shared.rejection_reasons import (
    FORMS,
    PAGE,
    allowed_values,
    fields_of_reason,
    reason_of,
    rejection_reasons,
)
from tierbill.shared.terminal_tables import printable, say, say_wrapped
from tierbill.shared.value_hints import value_hint

LONGEST_VALUE = 60
AGAIN = "Then deliver the record again, with the same key and a later recorded_at."
# Raw tables in the order in which their records refer to one another.
TABLE_ORDER = (
    *("accounts", "account_terms", "account_bindings", "billing_groups", "channels", "skus"),
    *("list_prices", "tax_rates", "rounding_policies", "entitlements", "discounts"),
    *("discount_changes", "vouchers", "orders", "usage"),
)


@dataclass(frozen=True)
class RejectionCause:
    """Records of a raw table that were rejected for one reason, and one of them.

    `values` are fields of that record as they came. `culprit` is the value that names something
    unknown, `because` says what happened to that, or details of the reason. `names` are those of
    the ids in the fields at fault, by field.
    """

    table: str
    reason: str
    records: int
    record_key: str | None
    source_file: str
    source_line: int | None
    values: Mapping[str, str | None] = field(default_factory=dict)
    culprit: str | None = None
    because: str = ""
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def order(self) -> tuple:
        """Key that sorts causes before their consequences."""
        tables = len(TABLE_ORDER)
        table = TABLE_ORDER.index(self.table) if self.table in TABLE_ORDER else tables
        entry = reason_of(self.reason)
        return (
            table,
            self.table,
            entry.rank if entry else len(rejection_reasons()),
            self.reason,
            self.culprit or "",
        )

    @property
    def at_fault(self) -> Mapping[str, str | None]:
        """The fields that the reason is about, with their values."""
        if "record_text" in self.values:
            return {"the line": self.values["record_text"]}
        fields = {
            name: self.values[name]
            for name in fields_of_reason(self.reason, self.table)
            if name in self.values
        }
        if self.culprit is not None:
            return {name: value for name, value in fields.items() if value == self.culprit}
        if self.because:
            named = {
                name: value for name, value in fields.items() if value and value in self.because
            }
            return named or fields
        return fields

    @property
    def allowed(self) -> str:
        """What may stand there instead."""
        return allowed_values(self.reason, self.table)

    @property
    def cure(self) -> str:
        """What to do."""
        entry = reason_of(self.reason)
        return entry.cure if entry else f"See {PAGE}."

    @property
    def hint(self) -> str:
        """What is wrong with the value at fault, as far as it can be told."""
        if not self.reason.startswith("invalid_"):
            return ""
        return " ".join(
            hint
            for name, value in self.at_fault.items()
            if (hint := value_hint(self.table, name, value))
        )

    def as_json(self) -> dict[str, Any]:
        """The cause as `--format json` gives it."""
        entry = reason_of(self.reason)
        return {
            "source_table": self.table,
            "reason": self.reason,
            "records": self.records,
            "meaning": entry.meaning if entry else None,
            "because": self.because or None,
            "hint": self.hint or None,
            "allowed_values": self.allowed,
            "cure": self.cure,
            "example": {
                "record_key": self.record_key,
                "source_file": self.source_file,
                "source_line": self.source_line,
                "fields": dict(self.at_fault),
            },
        }

    def lines(self) -> Iterator[str]:
        """The cause in sentences, the first one its heading."""
        noun = "record" if self.records == 1 else "records"
        yield f"{self.table}: {self.reason}, {self.records:,} {noun}"
        entry = reason_of(self.reason)
        if entry and not entry.code.endswith("*") and not self.because:
            yield entry.meaning
        key = f"{printable(self.record_key)}, " if self.record_key else ""
        place = f"{printable(self.source_file)} line {self.source_line}"
        yield f"For example {key}{place}: {self._value_text()}."
        if self.because:
            yield self.because
        if self.allowed and self.allowed != FORMS["varchar"]:
            yield f"Allowed: {self.allowed}."
        yield f"Cure: {f'{self.hint} {AGAIN}' if self.hint else self.cure}"

    def _value_text(self) -> str:
        texts = []
        for name, value in self.at_fault.items():
            if value is None:
                texts.append(f"{name} is empty")
            else:
                cut = printable(value.rstrip("\r\n"))
                cut = cut if len(cut) <= LONGEST_VALUE else f"{cut[:LONGEST_VALUE]}..."
                quoted = repr(cut) if "'" in cut else f"'{cut}'"
                whose = f" ({printable(self.names[name])})" if self.names.get(name) else ""
                texts.append(f"{name} is {quoted}{whose}")
        return ", ".join(texts) or "the whole record"


def print_causes(
    console: Console, causes: Sequence[RejectionCause], limit: int | None = None
) -> None:
    """Print causes in order, each wrapped to the width of the terminal."""
    ordered = sorted(causes, key=lambda cause: cause.order)
    for cause in ordered[:limit]:
        heading, *lines = cause.lines()
        console.print()
        console.print(Text(heading, style="bold"), soft_wrap=True)
        for line in lines:
            say_wrapped(console, line, indent=2)
    if limit is not None and len(ordered) > limit:
        say(console, f"\n... and {len(ordered) - limit:,} more causes; --limit shows more of them.")
