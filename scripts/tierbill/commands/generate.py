"""`tierbill generate`: a synthetic dataset of any size."""

from pathlib import Path
from typing import Annotated

import typer

from tierbill.commands.exits import message_console
from tierbill.generate.generated_dataset import generate_dataset
from tierbill.generate.plan import Features, Plan


def generate(
    *,
    out: Annotated[Path, typer.Option(help="Folder of the dataset; must be new or empty.")],
    usage_rows: Annotated[int, typer.Option(help="Usage records delivered, over all months.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    months: Annotated[int, typer.Option(help="Billing months, from September 2025 on.")] = 1,
    features: Annotated[
        Features, typer.Option(help="kernel; commercial adds p95, vouchers ...; all adds control.")
    ] = Features.kernel,
    vouchers: Annotated[
        int | None, typer.Option(help="Number of vouchers (commercial); by default a few.")
    ] = None,
) -> None:
    """Write a synthetic dataset: multi-tier, skewed, with the faults that real feeds have."""
    console = message_console()
    plan = Plan(usage_rows, seed, months, features, vouchers)
    with console.status("generating") as status:
        written = 0
        for path in generate_dataset(plan, out):
            written += 1
            status.update(f"{written} files, the last {path.name}")
    console.print(
        f"{out}: {written} files, {usage_rows:,} usage records, {plan.customers:,} customers"
    )
