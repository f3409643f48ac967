"""What commands print: results to standard output, messages to standard error; exit codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.text import Text

from tierbill.shared.errors import WarehouseError


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
