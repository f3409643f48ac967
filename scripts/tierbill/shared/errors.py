"""Errors that commands report, and the exit code of each."""

from __future__ import annotations


class WarehouseError(Exception):
    """Base of the errors that a command reports in one message; `exit_code` is the command's."""

    exit_code = 1


class Refused(WarehouseError):
    """Wrong use or refused input: nothing was started and nothing changed (exit code 2)."""

    exit_code = 2


class RecordsRejected(WarehouseError):
    """More records were rejected than is accepted without a word (exit code 3)."""

    exit_code = 3


class BuildFailed(WarehouseError):
    """A model, a test or a check failed: nothing was published (exit code 1)."""

    exit_code = 1
