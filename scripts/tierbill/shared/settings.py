"""Settings of the models: the variables of dbt_project.yml, checked before dbt sees them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from tierbill.shared.errors import Refused

# `--as-of` gives the one, a build that closes months the other.
NOT_SET_BY_HAND = ("as_of", "issue_step")


def project_settings(project: Path) -> Mapping[str, object]:
    """Return the variables of the project with their defaults."""
    text = (project / "dbt_project.yml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text).get("vars") or {})


def parse_settings(project: Path, given: Sequence[str]) -> Mapping[str, object]:
    """Return `NAME=VALUE` texts as values of the type that the default of NAME has.

    A list is written with commas: `taxed_leg_kinds=bill_a,bill_b`. A value equal to the
    default is left out: it changes nothing and would cost a new parse.

    Raises:
        Refused: no such setting, or a value of another type.
    """
    defaults = project_settings(project)
    known = sorted(name for name in defaults if name not in NOT_SET_BY_HAND)
    parsed = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or name not in known:
            raise Refused(
                f"--set {text}: write NAME=VALUE; the settings are {', '.join(known)} "
                "(each explained in dbt_project.yml)."
            )
        parsed[name] = _typed(text, value, defaults[name])
    return {name: value for name, value in parsed.items() if value != defaults[name]}


def _typed(text: str, value: str, default: object) -> object:
    if isinstance(default, bool):
        if value not in ("true", "false"):
            raise Refused(f"--set {text}: write true or false.")
        return value == "true"
    if isinstance(default, int):
        if not (value.isascii() and value.isdigit()):
            raise Refused(f"--set {text}: write a whole number, for example {default}.")
        return int(value)
    if isinstance(default, list):
        return [part for part in value.split(",") if part]
    return value


def environment_number(name: str, default: int) -> int:
    """Return a whole number that the environment sets, or its default.

    Raises:
        Refused: the variable is set to something else.
    """
    text = os.environ.get(name, str(default))
    if not (text.isascii() and text.isdigit()):
        raise Refused(f"{name}={text}: write a whole number, for example {default}.")
    return int(text)
