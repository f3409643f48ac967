"""The settings of a build as texts, as a warehouse and an issued month keep them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tierbill.shared.settings import NOT_SET_BY_HAND, project_settings


def recorded_settings(project: Path, given: Mapping[str, object]) -> Mapping[str, str]:
    """Return all settings of a build as texts: those of the project, and those `given` for it.

    Raises:
        Refused: one of the project is no setting, or has a value that it may not have.
    """
    settings = dict(project_settings(project)) | dict(given)
    return {
        name: setting_text(value) for name, value in settings.items() if name not in NOT_SET_BY_HAND
    }


def setting_text(value: object) -> str:
    """Return the value of a setting as it is written after `--set NAME=`."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ",".join(setting_text(each) for each in value)
    return str(value)
