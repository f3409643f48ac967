"""Settings of the models: the variables of dbt_project.yml, checked before dbt sees them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tierbill.shared.errors import Refused
from tierbill.shared.project import project_variables
from tierbill.shared.project_macros import setting_fault

# `--as-of` and `--as-of-load` give the first two, a build gives itself the third.
NOT_SET_BY_HAND = ("as_of", "as_of_load", "closing_months")


def project_settings(project: Path) -> Mapping[str, object]:
    """Return the variables of the project with their defaults.

    Raises:
        Refused: one is no setting, or has a value that the setting may not have.
    """
    settings = project_variables(project)
    for name, value in settings.items():
        if fault := setting_fault(name, value):
            raise Refused(f"{project / 'dbt_project.yml'}: {name}: {value}: {fault}.")
    return settings


def parse_settings(project: Path, given: Sequence[str]) -> Mapping[str, object]:
    """Return `NAME=VALUE` texts as values of the type that the default of NAME has.

    A list is written with commas: `taxed_leg_kinds=bill_a,bill_b`. A value equal to the
    default is left out: it changes nothing and would cost a new parse.

    Raises:
        Refused: no such setting, one that is given twice, or a value that it may not have.
    """
    defaults = project_settings(project)
    known = sorted(name for name in defaults if name not in NOT_SET_BY_HAND)
    parsed: dict[str, object] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or name not in known:
            raise Refused(
                f"--set {text}: write NAME=VALUE; the settings are {', '.join(known)} "
                "(each explained in dbt_project.yml)."
            )
        if name in parsed:
            raise Refused(f"--set {text}: {name} is given twice.")
        parsed[name] = _typed(value, defaults[name])
        if fault := setting_fault(name, parsed[name]):
            raise Refused(f"--set {text}: {fault}.")
    return {name: value for name, value in parsed.items() if value != defaults[name]}


def _typed(text: str, default: object) -> object:
    """Return a text as a value of the default's type, itself if it is none of that type."""
    if isinstance(default, bool):
        return {"true": True, "false": False}.get(text, text)
    if isinstance(default, int):
        return int(text) if re.fullmatch("[0-9]{1,9}", text) else text
    if isinstance(default, list):
        return text.split(",")
    return text
