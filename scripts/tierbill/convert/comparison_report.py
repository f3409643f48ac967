"""What a comparison reports: tables to read, CSV files to keep."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from pathlib import Path

from tierbill.convert.comparison import Difference
from tierbill.convert.converted_dataset import write_csv
from tierbill.convert.decimals import COST_PLACES, plain, rounded, total
from tierbill.convert.rated_costs import Tier
from tierbill.shared.terminal_tables import TerminalTable


@dataclass(frozen=True, slots=True)
class SkuTotal:
    """Rows of one account and sku: the file's cost to its last digit and by rows at 8 decimals."""

    account_id: str
    sku_id: str
    currency_code: str
    row_count: int
    file_cost: Decimal
    file_cost_at_8: Decimal
    list_cost: Decimal
    reasons: str


def sku_totals(lines: Iterable[Difference]) -> list[SkuTotal]:
    """The comparison by account, sku and currency; `reasons` counts what differs at 8 decimals."""
    groups: dict[tuple[str, str, str], list[Difference]] = defaultdict(list)
    for line in lines:
        groups[line.account_id, line.sku_id, line.currency_code].append(line)
    return [
        SkuTotal(
            account_id=account_id,
            sku_id=sku_id,
            currency_code=currency_code,
            row_count=sum(1 for line in group if line.source_file),
            file_cost=total(line.file_cost for line in group),
            file_cost_at_8=total(rounded(line.file_cost, COST_PLACES) for line in group),
            list_cost=total(line.list_cost for line in group),
            reasons=_counted(line.reason for line in group if not line.is_equal_at_8),
        )
        for (account_id, sku_id, currency_code), group in sorted(groups.items())
    ]


def _counted(reasons: Iterable[str]) -> str:
    return ", ".join(f"{reason} ({count})" for reason, count in sorted(Counter(reasons).items()))


def difference_table(lines: Sequence[Difference], most: int) -> TerminalTable:
    """The rows whose cost at 8 decimals is not ours, each with its reason; at most `most`."""
    differing = [line for line in lines if not line.is_equal_at_8]
    title = f"{len(differing)} of {len(lines)} lines differ at 8 decimals"
    table = TerminalTable.of(title, ("row", "sku"), ("file's cost", "our list cost"), ("reason",))
    for line in differing[:most]:
        place = f"{line.source_file}, line {line.source_line}" if line.source_file else "charge"
        costs = (plain(line.file_cost), plain(line.list_cost))
        table.add_row(place, line.sku_id, *costs, line.reason)
    if len(differing) > most:
        table.caption = f"{len(differing) - most} more in differences.csv (--report)"
    return table


def reason_table(lines: Iterable[Difference]) -> TerminalTable:
    """How many rows differ and by how much for each reason, those below 8 decimals too."""
    groups: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for line in lines:
        if line.reason:
            groups[line.reason, line.currency_code].append(line.gap)
    numbers = ("rows", "ours - file's")
    table = TerminalTable.of("Differences by reason", ("reason",), numbers, ("currency",))
    for (reason, currency_code), gaps in sorted(groups.items()):
        table.add_row(reason, str(len(gaps)), plain(total(gaps)), currency_code)
    return table


def sku_table(totals: Iterable[SkuTotal]) -> TerminalTable:
    """The comparison by account and sku."""
    costs = ("rows", "file's cost", "at 8 decimals", "our list cost")
    ends = ("currency", "at 8 decimals it is")
    table = TerminalTable.of("List cost by account and sku", ("account", "sku"), costs, ends)
    for row in totals:
        numbers = (row.file_cost, row.file_cost_at_8, row.list_cost)
        texts = (str(row.row_count), *(plain(number) for number in numbers))
        ends = (row.currency_code, row.reasons or "equal")
        table.add_row(row.account_id, row.sku_id, *texts, *ends)
    return table


def tier_table(tiers: Iterable[Tier]) -> TerminalTable:
    """What each tier pays the one above it, by month."""
    parties = ("month", "leg", "seller", "buyer")
    table = TerminalTable.of(
        "Totals by tier", parties, ("charges", "list cost", "contracted cost"), ("currency",)
    )
    for tier in tiers:
        leg = (f"{tier.billing_month:%Y-%m}", f"{tier.leg_number} {tier.leg_kind}")
        costs = (str(tier.charge_count), str(tier.list_cost), str(tier.contracted_cost))
        sides = (tier.seller_account_id, tier.buyer_account_id)
        table.add_row(*leg, *sides, *costs, tier.currency_code)
    return table


def write_comparison(
    folder: Path, lines: Sequence[Difference], totals: Sequence[SkuTotal], tiers: Sequence[Tier]
) -> None:
    """Write differences.csv (every row), skus.csv and tiers.csv into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [asdict(line) | {"difference": line.gap} for line in lines]
    columns = [field.name for field in fields(Difference)]
    write_csv(folder / "differences.csv", [*columns[:-1], "difference", "reason"], rows)
    for name, kind, records in (("skus", SkuTotal, totals), ("tiers", Tier, tiers)):
        columns = [field.name for field in fields(kind)]
        write_csv(folder / f"{name}.csv", columns, [asdict(record) for record in records])
