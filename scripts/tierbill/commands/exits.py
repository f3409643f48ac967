"""What commands print: results to standard output, messages to standard error; exit codes."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import duckdb
import pyarrow as pa
import typer
from rich.console import Console
from rich.text import Text
from xlsxwriter.exceptions import FileCreateError

from tierbill.shared.environment import check_environment, umask
from tierbill.shared.errors import WarehouseError
from tierbill.shared.machine_faults import fault_in_text, fault_of


class Terminated(BaseException):
    """The process was asked to end (SIGTERM, SIGHUP): it puts its files in order first."""

    def __init__(self, number: int) -> None:
        """Take the number of the signal."""
        super().__init__(signal.Signals(number).name)
        self.number = number


def message_console() -> Console:
    """Return a console on standard error, for progress and messages."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def exit_codes(*refusals: type[Exception]) -> Iterator[None]:
    """Turn errors into one message and their exit code, after a check of the environment.

    `refusals` are further exception types that mean refused input (exit code 2). What the disk,
    the memory or a signal caused is one line, too: 1, or 128 and the number of the signal. Files
    made inside lack the permissions of TIERBILL_UMASK.
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
        except KeyboardInterrupt as error:
            raise _said("Interrupted. Readers see what was there before.", 130) from error
        except Terminated as error:
            message = f"Ended by {error}. Readers see what was there before."
            raise _said(message, 128 + error.number) from error
        except WarehouseError as error:
            raise _said(str(error), error.exit_code) from error
        except refusals as error:
            raise _said(str(error), 2) from error
        except duckdb.Error as error:
            first = str(error).partition("\n")[0]
            message = fault_in_text(str(error)) or (
                f"The database cannot be read or written: {first} Check the disk and the "
                "warehouse; build it again if it is damaged or of another version."
            )
            raise _said(message, 1) from error
        except (MemoryError, OSError) as error:
            raise _said(fault_of(error) or str(error), 1) from error
        except pa.ArrowException as error:
            message = fault_in_text(str(error)) or f"A file cannot be read or written: {error}"
            raise _said(message, 1) from error
        except FileCreateError as error:
            cause = error.args[0] if error.args else error
            raise _said(fault_of(cause) or str(error), 1) from error
        except (ImportError, RuntimeError) as error:
            # a library that cannot be loaded, a thread that cannot be started
            message = fault_in_text(str(error))
            if message is None:
                raise
            raise _said(message, 1) from error


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
    raise Terminated(number)
