"""What commands print: results to standard output, messages to standard error; exit codes."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from types import FrameType

import duckdb
import pyarrow as pa
import typer
from rich.console import Console
from rich.text import Text
from xlsxwriter.exceptions import FileCreateError

from tierbill.shared.environment import check_environment, umask
from tierbill.shared.errors import RecordsRejected, WarehouseError
from tierbill.shared.machine_faults import fault_in_text, fault_of
from tierbill.shared.terminated import Terminated, received

# What libraries raise when they cannot have memory, threads or their own files.
_OF_LIBRARIES = (duckdb.Error, pa.ArrowException, ImportError, RuntimeError)


def message_console() -> Console:
    """Return a console on standard error, for progress and messages."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def exit_codes() -> Iterator[None]:
    """Turn errors into one message and their exit code, after a check of the environment.

    What the disk, the memory or a signal caused is one line, too: 1, or 128 and the number of the
    signal. Files made inside lack the permissions of TIERBILL_UMASK.
    """
    with _ended_by_signals():
        try:
            check_environment()
            before = os.umask(umask())
            try:
                yield
            finally:
                os.umask(before)
        except (BrokenPipeError, typer.Exit):
            raise  # a reader of our output that is gone has nobody to tell
        except WarehouseError as error:
            raise _said(str(error), error.exit_code) from error
        except (KeyboardInterrupt, Terminated, Exception) as error:
            told = _outside_cause(error)
            if told is None:
                raise
            raise _said(*told) from error


def _outside_cause(error: BaseException) -> tuple[str, int] | None:
    """Return the line and the exit code of an error that our code did not cause, else None."""
    left = "Readers see what was there before."
    if isinstance(error, Terminated):
        return f"Ended by {error}. {left}", 128 + error.number
    # in a query DuckDB notices the signal first, and says so in its own words
    is_stopped = isinstance(error, RuntimeError) and str(error) == "Query interrupted"
    if is_stopped or isinstance(error, KeyboardInterrupt | duckdb.InterruptException):
        if received:
            ended = Terminated(received[-1])
            return f"Ended by {ended}. {left}", 128 + ended.number
        return f"Interrupted. {left}", 130
    if isinstance(error, FileCreateError) and error.args:
        error = error.args[0]
    message = fault_of(error)
    if message is None and isinstance(error, _OF_LIBRARIES):
        message = fault_in_text(str(error))
    first = str(error).partition("\n")[0]
    if message is None and isinstance(error, duckdb.Error):
        message = (
            f"The database cannot be read or written: {first} Check the disk and the warehouse; "
            "build it again if it is damaged or of another version."
        )
    if message is None and isinstance(error, pa.ArrowException):
        message = f"A file cannot be read or written: {first} Check it and the disk."
    return None if message is None else (message, 1)


def _said(message: str, code: int) -> typer.Exit:
    message_console().print(Text(message, style="red"))
    return typer.Exit(code)


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as an exception does, so that files are put in order."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        if before[number] is not signal.SIG_IGN:
            signal.signal(number, _raise_terminated)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise_terminated(number: int, _frame: FrameType | None) -> None:
    received.append(number)
    raise Terminated(number)


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
