"""Runs one command as a process of its own and measures the whole process tree."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_POLL_SECONDS = 0.05


class StepFailedError(RuntimeError):
    """A measured command ended with an error; the message names its log."""


@dataclass(frozen=True)
class Measure:
    """What a step took: seconds of wall and of CPU (user and system, all its processes).

    `peak_rss_bytes` is the largest resident memory of the process tree at one moment.
    """

    step: str
    wall_seconds: float
    cpu_seconds: float
    peak_rss_bytes: int


class _PeakMemory(threading.Thread):
    """Watches the resident memory of a process and all below it until it ends."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.root = psutil.Process(pid)
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Poll until told that the process has ended."""
        while not self.ended.wait(_POLL_SECONDS):
            self.peak = max(self.peak, self._now())

    def _now(self) -> int:
        total = 0
        try:
            tree = [self.root, *self.root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return 0
        for process in tree:
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue  # ended between the listing and the question
        return total


def measure(
    step: str, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> Measure:
    """Run a command to its end, its output going to `log` (StepFailedError if it fails)."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
        )
        memory = _PeakMemory(process.pid)
        memory.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        memory.ended.set()
        memory.join()
    if process.returncode != 0:
        raise StepFailedError(f"{step}: exit code {process.returncode}; its output is in {log}")
    # ru_maxrss is the largest single process: kilobytes on Linux, bytes on macOS
    largest = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Measure(step, wall, usage.ru_utime + usage.ru_stime, max(memory.peak, largest))
