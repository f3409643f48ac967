"""The named settings of the rules, with the specification's defaults."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """What a build may choose: rules 2.1, 3.1, 4.4, 7.3 and 7.5."""

    billing_timezone: str = "Etc/GMT-8"
    settlement_delay_minutes: int = 0
    plan_benefit_downstream: bool = False
    taxed_leg_kinds: tuple[str, ...] = ("bill_a",)
    negative_bill: str = "due_zero"
