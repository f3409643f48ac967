"""Signals that asked this process to end (SIGTERM, SIGHUP)."""

from __future__ import annotations

import signal

# In the order of their arrival.
received: list[int] = []


class Terminated(BaseException):
    """The process was asked to end: it puts its files in order first."""

    def __init__(self, number: int) -> None:
        """Take the number of the signal."""
        super().__init__(signal.Signals(number).name)
        self.number = number


def end_if_asked() -> None:
    """Raise what a library has swallowed that was raised inside it when the signal came.

    Raises:
        Terminated: a signal asked the process to end.
    """
    if received:
        raise Terminated(received[-1])
