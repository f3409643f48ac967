"""Random histories of deliveries: months sent again and again by two sources that count alike.

Each history is a market of its own, so that many of them go into one landing folder.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from loading import dataset, table_csv
from random_datasets.dataset import Dataset
from tierbill.load.dataset_load import load_dataset
from tierbill.load.replaced_scope import parse_scope
from tierbill.load.replacement import ReplacementRequest

SOURCES = ("meter-1", "meter-2")
STEPS = 7
MONTHS = ("2025-08", "2025-09")
Row = dict[str, str]


def known_at(step: int) -> datetime:
    """When the deliveries of a step became known: every third day from 20 September on."""
    return datetime(2025, 9, 20, tzinfo=UTC) + timedelta(days=3 * step)


def text(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@dataclass
class Sent:
    """What a source of a history sends at a step."""

    rows: list[Row]
    scopes: list[str]
    retractions: list[Row]


class History:
    """One market: a provider, its distributor, two customers, two sources, their states."""

    def __init__(self, seed: int) -> None:
        self.name = f"h{seed:03d}"
        self.rng = random.Random(seed)
        self.owners = [f"{self.name}-a", f"{self.name}-b"]
        # by source: the rows that it holds to be true, each with its id and when it was known
        self.states: dict[str, list[Row]] = {source: [] for source in SOURCES}
        self.renumbers = {source: self.rng.random() < 0.3 for source in SOURCES}
        self.dates_rows = {source: self.rng.random() < 0.5 for source in SOURCES}
        self.counter = 0

    def add_parties(self, data: Dataset) -> None:
        provider, distributor = f"{self.name}-p", f"{self.name}-d"
        data.account(provider, "provider")
        data.account(distributor, "distributor")
        data.bind(distributor, provider)
        for owner in self.owners:
            data.account(owner)
            data.bind(owner, distributor)
        for cycle, price in (("hourly", "1.5"), ("daily", "0.07")):
            sku = f"{self.name}-{cycle}"
            data.sku(sku, price, settlement_cycle=cycle, provider_account_id=provider)

    def send(self, source: str, step: int) -> Sent | None:
        """Change the source's state and return what it sends; None if it sends nothing."""
        if step > 0 and self.rng.random() < 0.25:
            return None
        months = self.rng.choice([MONTHS[:1], MONTHS[1:], MONTHS])
        before = {row["usage_id"] for row in self.states[source]}
        self._change(source, months, step)
        rows = [row for row in self.states[source] if row["usage_started_at"][:7] in months]
        withdrawn = sorted(before - {row["usage_id"] for row in self.states[source]})
        if step > 0 and not self.renumbers[source] and self.rng.random() < 0.3:
            retractions = [
                {"source_table": "usage", "record_key": key, "recorded_at": text(known_at(step))}
                for key in withdrawn
            ]
            changed = [row for row in rows if row["recorded_at"] == text(known_at(step))]
            return Sent(changed, [], retractions)
        parties = [f"provider={self.name}-p"]
        if self.rng.random() < 0.5:
            parties = [f"owner={owner}" for owner in self.owners]
        scopes = [f"usage:{month}:{party}" for month in months for party in parties]
        return Sent(self._dated(source, rows, step), scopes, [])

    def _dated(self, source: str, rows: list[Row], step: int) -> list[Row]:
        if self.dates_rows[source]:
            return rows
        return [row | {"recorded_at": text(known_at(step))} for row in rows]

    def _change(self, source: str, months: tuple[str, ...], step: int) -> None:
        """Withdraw, change, bring back and add rows of some months."""
        state = self.states[source]
        for row in list(state):
            if row["usage_started_at"][:7] not in months:
                continue
            chance = self.rng.random()
            if chance < 0.15:
                state.remove(row)
            elif chance < 0.3:
                row.update(self._content(row["usage_started_at"][:7], step))
        for _ in range(self.rng.randrange(1, 5)):
            self.counter += 1
            month = self.rng.choice(months)
            number = self.rng.randrange(12) if self.rng.random() < 0.4 else 100 + self.counter
            key = f"{self.name}-{number}"
            if key not in {row["usage_id"] for row in state}:
                state.append({"usage_id": key} | self._content(month, step))
        if self.renumbers[source]:
            for number, row in enumerate(state):
                if row["usage_started_at"][:7] in months:
                    row["usage_id"] = f"{self.name}-{step}-{number}"
                    row["recorded_at"] = text(known_at(step))

    def _content(self, month: str, step: int) -> Row:
        day, hour = self.rng.randrange(2, 28), self.rng.randrange(23)
        return {
            "owner_account_id": self.rng.choice(self.owners),
            "resource_id": self.rng.choice(["r-1", "r-2"]),
            "sku_id": f"{self.name}-{self.rng.choice(['hourly', 'daily'])}",
            "usage_started_at": f"{month}-{day:02d}T{hour:02d}:00:00Z",
            "usage_ended_at": f"{month}-{day:02d}T{hour + 1:02d}:00:00Z",
            "usage_quantity": str(self.rng.randrange(1, 400)),
            "recorded_at": text(known_at(step)),
        }


@dataclass
class Histories:
    """Many histories, loaded into one landing folder, and their states after each step."""

    home: Path
    histories: list[History]
    states: list[list[Row]] = field(default_factory=list)

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    def load(self) -> None:
        """Load every delivery of every step, each source under its name."""
        data = Dataset()
        for history in self.histories:
            history.add_parties(data)
        load_dataset(data.write(self.home / "parties"), self.landing)
        for step in range(STEPS):
            for source in SOURCES:
                sent = [history.send(source, step) for history in self.histories]
                self._load(step, source, [one for one in sent if one is not None])
            self.states.append(list(self._in_force()))

    def _load(self, step: int, source: str, sent: list[Sent]) -> None:
        tables = {
            "usage": [row for one in sent for row in one.rows],
            "retractions": [row for one in sent for row in one.retractions],
        }
        files = {f"{name}.csv": table_csv(name, rows) for name, rows in tables.items()}
        folder = dataset(self.home / f"{step}-{source}", files)
        scopes = tuple(parse_scope(text) for one in sent for text in one.scopes)
        request = ReplacementRequest(scopes, known_at(step), may_be_large=True)
        load_dataset(folder, self.landing, source=source, replaced=request)

    def _in_force(self) -> Iterator[Row]:
        for history in self.histories:
            for source, rows in history.states.items():
                for row in copy.deepcopy(rows):
                    yield row | {"usage_id": f"{source}/{row['usage_id']}"}

    def last_state_once(self, step: int) -> Path:
        """A dataset of what the sources held to be true after a step, each row once."""
        data = Dataset()
        for history in self.histories:
            history.add_parties(data)
        folder = data.write(self.home / f"once-{step}")
        return dataset(folder, {"usage.csv": table_csv("usage", self.states[step])})
