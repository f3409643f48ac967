"""What months cost and what they may cost: the bounds M1 to M9, each of steps of one run.

Nothing is measured here. A bound is a ratio of CPU seconds, a peak of memory in GiB, or the wall
seconds of a query; what a ratio leaves out, dbt's constant or the copy of a file, is subtracted in
sight.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum

from measuring import Measure


class Step(StrEnum):
    """What is measured, by the name it has in the tables."""

    constant_nothing_new = "build of an almost empty landing, nothing new"
    constant_all = "build of an almost empty landing, from nothing"
    unissued_all = "no month issued: from nothing"
    unissued_nothing_new = "no month issued: nothing new"
    closing_all = "issued months: closing all of them"
    issued_nothing_new = "issued months: nothing new"
    issued_all = "issued months: from nothing"
    replay = "issued months: verify --replay"
    one_more = "issued months: one more seller's month closed"
    day_all_behind = "last day of the open month, all months behind"
    copy_all_behind = "copy of the file, all months behind"
    digest_all_behind = "SHA-256 of the file, all months behind"
    day_half_behind = "last day of the open month, half the months behind"
    day_one_behind = "last day of the open month, one month behind"
    copy_one_behind = "copy of the file, one month behind"
    digest_one_behind = "SHA-256 of the file, one month behind"
    price_change = "one list price changed for the open month"
    open_month = "open month alone, from nothing"
    script = "close: script"
    build = "close: build"
    script_large = "large close: script"
    build_large = "large close: build"
    build_largest = "largest close: build"
    build_limited = "largest close: build with 2 GB"
    dashboard = "dashboard: sum by seller, buyer, product and month"
    bill = "details of the largest bill of a customer and month"


# Steps that no bound reads: they say where the time of others goes.
SHOWN_ONLY = frozenset({Step.closing_all, Step.digest_all_behind, Step.digest_one_behind})


class Unit(Enum):
    """What a bound counts."""

    times = "x"
    percent = "%"
    gibibytes = "GiB"
    seconds = "s"


Measures = Mapping[Step, Measure]


@dataclass(frozen=True)
class Cost:
    """CPU seconds of a step, less those of another step or an allowance of the bound."""

    step: Step
    less: Step | None = None
    allowance: float = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are read."""
        return (self.step,) if self.less is None else (self.step, self.less)

    def seconds(self, measures: Measures) -> float:
        """CPU seconds that the bound counts."""
        less = self.allowance if self.less is None else measures[self.less].cpu_seconds
        return measures[self.step].cpu_seconds - less

    def text(self, measures: Measures) -> str:
        """How the seconds come about, for example `(31.0 - 22.0)`."""
        whole = f"{measures[self.step].cpu_seconds:.1f}"
        less = self.allowance if self.less is None else measures[self.less].cpu_seconds
        return f"({whole} - {less:.1f})" if less else whole


@dataclass(frozen=True)
class Bound:
    """A row of the table: what is measured, and what it may be at most.

    Ratios are of CPU seconds, `above` by `below`. Without `below`, it is the peak of memory or the
    wall time of the step `above`.
    """

    key: str
    what: str
    limit: float
    unit: Unit
    above: Cost
    below: Cost | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps that are read."""
        return self.above.steps + (self.below.steps if self.below else ())

    @property
    def limit_text(self) -> str:
        """The bound as it is printed."""
        return f"<= {shown(self.limit, self.unit)}"


def shown(value: float, unit: Unit) -> str:
    """A figure with its unit."""
    if unit is Unit.percent:
        return f"{value * 100:.0f} %"
    return f"{value:.2f} {unit.value}"


@dataclass(frozen=True)
class Figure:
    """A bound with what was measured.

    `value` is null where a step did not complete, or where what a ratio subtracts is all there is.
    """

    bound: Bound
    value: float | None
    measured: str

    @property
    def is_met(self) -> bool:
        """Whether what was measured is within the bound."""
        return self.value is not None and self.value <= self.bound.limit

    @property
    def value_text(self) -> str:
        """The value as it is printed."""
        if self.value is None:
            return "too small" if self.measured else "not completed"
        return shown(self.value, self.bound.unit)


_MONTH = Cost(Step.open_month, less=Step.constant_all)
_RATED_ONCE = Cost(Step.unissued_all)

BOUNDS = (
    Bound(
        "M1", "nothing new: all months issued by all sellers / none issued", 1.3, Unit.times,
        Cost(Step.issued_nothing_new), Cost(Step.unissued_nothing_new),
    ),
    Bound(
        "M2", "one more seller's month closed / nothing new", 1.5, Unit.times,
        Cost(Step.one_more), Cost(Step.issued_nothing_new),
    ),
    Bound(
        "M3", "last day of the open month / that month from nothing, dbt's constant apart", 0.3,
        Unit.percent, Cost(Step.day_half_behind, less=Step.constant_nothing_new), _MONTH,
    ),
    Bound(
        "M4", "the same day: all months behind / one month behind, the copy of the file apart",
        1.15, Unit.times, Cost(Step.day_all_behind, less=Step.copy_all_behind),
        Cost(Step.day_one_behind, less=Step.copy_one_behind),
    ),
    Bound(
        "M5", "one list price changed for the open month / that month from nothing", 0.4,
        Unit.percent, Cost(Step.price_change), Cost(Step.open_month),
    ),
    Bound(
        "M6", "all months issued, from nothing / each month rated once", 1.3, Unit.times,
        Cost(Step.issued_all), _RATED_ONCE,
    ),
    Bound(
        "M6", "verify --replay of the same / each month rated once", 4, Unit.times,
        Cost(Step.replay), _RATED_ONCE,
    ),
    Bound(
        "M7", "close: build less 8 CPU-s / script", 1.25, Unit.times,
        Cost(Step.build, allowance=8), Cost(Step.script),
    ),
    Bound(
        "M7", "large close: build / script", 1.25, Unit.times,
        Cost(Step.build_large), Cost(Step.script_large),
    ),
    Bound("M8", "large close: peak memory", 4, Unit.gibibytes, Cost(Step.build_large)),
    Bound("M8", "largest close: peak memory", 5, Unit.gibibytes, Cost(Step.build_largest)),
    Bound(
        "M8", "largest close with a limit of 2 GB completes", 5, Unit.gibibytes,
        Cost(Step.build_limited),
    ),
    Bound("M9", "dashboard: sum of all bill lines by seller, buyer, product and month", 0.3,
          Unit.seconds, Cost(Step.dashboard)),
    Bound("M9", "details of the largest bill of a customer and month", 0.1, Unit.seconds,
          Cost(Step.bill)),
)  # fmt: skip
KEYS = tuple(dict.fromkeys(bound.key for bound in BOUNDS))


def steps_of(keys: Iterable[str]) -> frozenset[Step]:
    """The steps that must be measured for these bounds."""
    wanted = set(keys)
    return frozenset(step for bound in BOUNDS if bound.key in wanted for step in bound.steps)


def figures(keys: Iterable[str], measures: Measures) -> Iterator[Figure]:
    """The figures of these bounds; a step that is not measured did not complete."""
    wanted = set(keys)
    for bound in BOUNDS:
        if bound.key not in wanted:
            continue
        if any(step not in measures for step in bound.steps):
            yield Figure(bound, None, "")
        elif bound.below is not None:
            above, below = bound.above.seconds(measures), bound.below.seconds(measures)
            measured = f"{bound.above.text(measures)} / {bound.below.text(measures)} CPU-s"
            yield Figure(bound, above / below if below > 0 else None, measured)
        elif bound.unit is Unit.seconds:
            wall = measures[bound.above.step].wall_seconds
            yield Figure(bound, wall, f"{wall:.3f} s")
        else:
            peak = measures[bound.above.step].peak_rss_bytes / 2**30
            yield Figure(bound, peak, f"{peak:.2f} GiB")
