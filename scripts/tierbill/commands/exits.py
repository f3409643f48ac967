"""What commands print: results to standard output, messages to standard error; exit codes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

import typer
from rich.console import Console
from rich.text import Text

from tierbill.shared.errors import RecordsRejected, WarehouseError


def message_console() -> Console:
    """Return a console on standard error, for progress and messages."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def exit_codes(*refusals: type[Exception]) -> Iterator[None]:
    """Turn errors into one message and their exit code.

    `refusals` are further exception types that mean refused input (exit code 2).
    """
    try:
        yield
    except WarehouseError as error:
        message_console().print(Text(str(error), style="red"))
        raise typer.Exit(error.exit_code) from error
    except refusals as error:
        message_console().print(Text(str(error), style="red"))
        raise typer.Exit(2) from error


def fail_if_rejected(count: int) -> None:
    """End the command with exit code 3 if records were rejected."""
    if count:
        noun = "record was" if count == 1 else "records were"
        message_console().print(
            Text(f"{count:,} {noun} rejected (--fail-on-rejected).", style="red")
        )
        raise typer.Exit(RecordsRejected.exit_code)


def print_json(value: object) -> None:
    """Print a result for programs: exact decimals and instants are texts."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
