"""Five steps to copy: make a landing, see a bill, issue it, correct it, fix a rejected record."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

from tierbill.demonstration.demo_landing import deliveries_of
from tierbill.demonstration.story import BUYER, MONTH, SELLER
from tierbill.shared.command_lines import command_name

Step = tuple[str, Sequence[str]]
# Commands stay within the width of a terminal.
NEXT = "\\\n  "


def steps(landing: Path, warehouse: Path) -> Sequence[Step]:
    """Return what each step does and its command lines."""
    command = shlex.quote(command_name())
    into = f"--landing {_quoted(landing)}"
    out = f"--warehouse {_quoted(warehouse)}"
    deliveries = deliveries_of(landing)
    bill = f"{command} show bill {out} {NEXT}--seller {SELLER} --buyer {BUYER} --month"
    rejected = f"{command} show rejected {out} {NEXT}--table usage --reason invalid_usage_quantity"
    return (
        (
            "Make the landing folder. Its clock starts on 2 October 2025, 09:00 (UTC+8).",
            [f"{command} demo {into}"],
        ),
        (
            "Build the warehouse and see the bill of September: a draft, 545.00 USD are due.",
            [f"{command} build {into} {out}", f"{bill} {MONTH:%Y-%m}"],
        ),
        (
            "Issue the month. From now on nothing changes this bill.",
            [f"{command} issue {into} --seller {SELLER} --month {MONTH:%Y-%m}"],
        ),
        (
            "Correct: the traffic of September was 250 GB, not 500. September stays; the bill of "
            "October takes 22.89 USD back.",
            [
                f"cat {_quoted(deliveries / 'corrected' / 'usage.csv')}",
                f"{command} run {_quoted(deliveries / 'corrected')} {into} {out}",
                f"{bill} {MONTH:%Y}-{MONTH.month + 1:02}",
            ],
        ),
        (
            "Fix a rejected record, bad-thousands: its quantity was 1,000 and is 1000 now. It "
            "leaves the list.",
            [
                f"{rejected} --records",
                f"{command} run {_quoted(deliveries / 'fixed')} {into} {out}",
                f"{rejected} --records",
            ],
        ),
    )


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
