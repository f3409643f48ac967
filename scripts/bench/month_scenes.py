"""The scenes of M1 to M9: landings that are loaded and built step by step, as users do.

A scene leaves out the steps that are not wanted, and what only they need. Its folder is removed
at its end.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from close_comparison import generate, steps
from comparison import compare
from measuring import StepFailedError
from month_bounds import Step
from months_dataset import OPEN_MONTH, Network, month_before, next_month, starts_at
from warm_queries import largest_bill, sums_of_dashboard
from workbench import Home, Workbench

LAST_DAY = 28


@dataclass(frozen=True)
class Sizes:
    """How much is measured. Records are usage records.

    `months` are issued by `sellers`, with `month_records` each; the open month has `open_records`.
    The closes of one month that M7 to M9 measure have `close_records`, `large_records` and
    `largest_records`.
    """

    months: int
    sellers: int
    month_records: int
    open_records: int
    close_records: int
    large_records: int
    largest_records: int


FULL = Sizes(
    months=24,
    sellers=200,
    month_records=1_000_000,
    open_records=50_000_000,
    close_records=10_000_000,
    large_records=50_000_000,
    largest_records=100_000_000,
)


def play(bench: Workbench, sizes: Sizes) -> None:
    """Play every scene that has a wanted step.

    Raises:
        StepFailedError: a command failed; a build with less memory may.
    """
    datasets = bench.folder / "datasets"
    network = Network(datasets, sizes.sellers, sizes.month_records, sizes.open_records)
    if bench.wants(Step.constant_all, Step.constant_nothing_new):
        _constants(bench, network)
    if bench.wants(Step.unissued_all, Step.unissued_nothing_new):
        _unissued(bench, network, sizes.months)
    _issued(bench, network, sizes.months)
    if bench.wants(Step.day_half_behind, Step.price_change):
        _half(bench, network, max(1, sizes.months // 2))
    if bench.wants(Step.day_one_behind):
        home = _history(bench, network, "one", 1)
        copies = (Step.copy_one_behind, Step.digest_one_behind)
        _last_day(home, network, Step.day_one_behind, copies)
        home.remove()
    if bench.wants(Step.open_month):
        home = bench.home("open")
        days = [network.day(number) for number in range(1, LAST_DAY + 1)]
        home.load(network.parties(), _together(network.folder / "open", days))
        home.build(Step.open_month, "--full-refresh")
        home.remove()
    _closes(bench, sizes)


def _constants(bench: Workbench, network: Network) -> None:
    """What a build takes that rates next to nothing: dbt itself, and the tests."""
    small = replace(network, folder=network.folder / "small", sellers=2, open_records=1)
    home = bench.home("small")
    home.load(small.parties(), small.day(1))
    home.build(None)  # dbt keeps what it parsed
    home.build(Step.constant_all, "--full-refresh")
    home.build(Step.constant_nothing_new)
    home.remove()


def _unissued(bench: Workbench, network: Network, count: int) -> None:
    """The months without any issue."""
    home = bench.home("unissued")
    usage = [network.month(month, is_first=number == 0) for number, month in _months(count)]
    home.load(network.parties(), _together(network.folder / "unissued", usage))
    home.build(Step.unissued_all, "--full-refresh")
    if bench.wants(Step.unissued_nothing_new):
        home.build(Step.unissued_nothing_new)
    home.remove()


def _issued(bench: Workbench, network: Network, count: int) -> None:
    """All months issued by all sellers; the last seller issues the last month at the end."""
    wanted = (Step.issued_nothing_new, Step.issued_all, Step.replay, Step.one_more)
    if not bench.wants(*wanted, Step.day_all_behind):
        return
    home = _history(bench, network, "issued", count, closing=Step.closing_all)
    if bench.wants(Step.issued_nothing_new):
        home.build(Step.issued_nothing_new)
    if bench.wants(Step.issued_all):
        home.build(Step.issued_all, "--full-refresh")
    if bench.wants(Step.replay):
        home.replay(Step.replay)
    if bench.wants(Step.one_more):
        at = starts_at(OPEN_MONTH) + timedelta(days=9)
        home.issue(network.partners[-1], f"{month_before(1):%Y-%m}", at.isoformat())
        home.build(Step.one_more)
    if bench.wants(Step.day_all_behind):
        copies = (Step.copy_all_behind, Step.digest_all_behind)
        _last_day(home, network, Step.day_all_behind, copies)
    home.remove()


def _half(bench: Workbench, network: Network, count: int) -> None:
    """Half of the months behind the open one, then another price in it."""
    home = _history(bench, network, "half", count)
    _last_day(home, network, Step.day_half_behind)
    if bench.wants(Step.price_change):
        home.load(network.price_change())
        home.build(Step.price_change)
    home.remove()


def _history(
    bench: Workbench, network: Network, name: str, count: int, *, closing: Step | None = None
) -> Home:
    """A warehouse of the last `count` months: usage of each month, then its issues."""
    home = bench.home(name)
    home.load(network.parties())
    for number, month in _months(count):
        home.load(network.month(month, is_first=number == 0))
        home.load(network.issues(month, but_last=next_month(month) == OPEN_MONTH))
    home.build(closing)
    return home


def _months(count: int) -> list[tuple[int, date]]:
    return [(number, month_before(count - number)) for number in range(count)]


def _last_day(
    home: Home, network: Network, step: Step, copies: tuple[Step, Step] | None = None
) -> None:
    """The open month up to the day before, built; then its last day."""
    for number in range(1, LAST_DAY):
        home.load(network.day(number))
    home.build(None)
    if copies is not None:
        home.copy(*copies)
    home.load(network.day(LAST_DAY))
    home.build(step)


def _together(folder: Path, datasets: Sequence[Path]) -> Path:
    """A dataset of the usage files of several, for one load."""
    usage = folder / "usage"
    usage.mkdir(parents=True)
    for dataset in datasets:
        for file in (dataset / "usage").iterdir():
            os.link(file, usage / file.name)
    return folder


def _closes(bench: Workbench, sizes: Sizes) -> None:
    """One month next to the hand-written script, at three sizes."""
    if bench.wants(Step.build, Step.dashboard, Step.bill):
        home = _close(bench, sizes.close_records, Step.script, Step.build)
        warehouse = home.paths.file
        if bench.wants(Step.dashboard):
            bench.keep(Step.dashboard, sums_of_dashboard(warehouse))
        if bench.wants(Step.bill):
            bench.keep(Step.bill, largest_bill(warehouse))
        home.remove()
    if bench.wants(Step.build_large):
        _close(bench, sizes.large_records, Step.script_large, Step.build_large).remove()
    if bench.wants(Step.build_largest, Step.build_limited):
        home = _close(bench, sizes.largest_records, None, Step.build_largest)
        try:
            home.build(Step.build_limited, "--full-refresh", TIERBILL_MEMORY_LIMIT="2GB")
        except StepFailedError as error:
            bench.console.print(str(error))
        home.remove()


def _close(bench: Workbench, records: int, script: Step | None, build: Step) -> Home:
    """A generated month, closed by the script, if it is wanted, and by a build."""
    home = bench.home(build.name)
    bench.run(None, generate(records, 1, home.folder))
    dataset = home.folder / "dataset"
    if script is not None and bench.wants(script):
        bench.run(script, steps(home.folder)["script"])
    home.load(dataset)
    home.build(build)
    if script is not None and bench.wants(script):
        compared, differences = compare(home.paths.file, home.folder / "script.duckdb")
        equal = compared - sum(one.side == "script" for one in differences)
        bench.note(f"{build}: {equal} of {compared} totals of the script are those of the build")
    return home
