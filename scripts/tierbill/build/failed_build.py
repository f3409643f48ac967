"""What to tell of a dbt run that failed: which node and why, in the words of dbt."""

from __future__ import annotations

from pathlib import Path

from tierbill.build.dbt_run import DbtOutcome
from tierbill.shared.machine_faults import NO_MEMORY, fault_in_text

SHOWN_FAILURES = 10


def failed_build(outcome: DbtOutcome, log: Path, said: str) -> str:
    """Return `said`, then which node failed and why, and the path of the log; one line if it was
    the machine.
    """
    messages = [*(failure.message for failure in outcome.failures), *outcome.errors]
    if fault := fault_in_text("\n".join(messages)):
        return f"{fault} The whole log: {log}"
    if outcome.exit_code < 0:
        return (
            f"dbt was ended by signal {-outcome.exit_code}, mostly for want of memory. {said} "
            f"{NO_MEMORY} The whole log: {log}"
        )
    lines = [said]
    for failure in outcome.failures[:SHOWN_FAILURES]:
        lines.append(f"\n{failure.kind} {failure.name} ({failure.path})")
        lines += [f"  {line}" for line in failure.message.splitlines()]
        if failure.code is not None:
            lines.append(f"  the SQL that ran: {failure.code}")
    more = len(outcome.failures) - SHOWN_FAILURES
    if more > 0:
        lines.append(f"\n... and {more} more failures.")
    if skipped := outcome.counts.get("skip", 0):
        lines.append(f"\nSkipped because of that: {skipped}.")
    lines += [f"  {line}" for error in outcome.errors for line in error.splitlines()]
    if not outcome.failures and not outcome.errors:
        lines.append(f"dbt ended with code {outcome.exit_code} and built nothing.")
    lines.append(f"\nThe whole log: {log}")
    return "\n".join(lines)
