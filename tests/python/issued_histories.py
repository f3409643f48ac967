"""Random histories whose issued lines are kept, whatever is loaded, set or changed afterwards."""

from __future__ import annotations

import io
import random
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from building import ROOT, tierbill
from rich.console import Console
from tierbill.build.replay import Replay
from tierbill.build.replayed_landing import replayed_landing
from tierbill.build.warehouse_build import BuildRequest, build_warehouse
from tierbill.build.warehouse_paths import WarehousePaths
from tierbill.landing.close_ledger import Close, CloseLedger, read_close_ledger, write_close_ledger
from tierbill.landing.issued import ISSUED, read_closes
from written_closes import altered

BILLS = ("bill_a", "channel_bill", "bill_b", "direct_bill")
LEVELS = ("details", "details_monthly", "resources", "summary", "statements")
COSTS = ("contracted_cost", "voucher_cost", "pretax_cost", "tax_cost", "billed_cost")
# What a line has in the ledger and in each bill.
SHOWN = (
    *("seller_account_id", "line_id", "line_kind", "corrects_line_id", "corrects_billing_month"),
    *("leg_id", "charge_id", "billing_month", "buyer_account_id", "owner_account_id"),
    *("transaction_type", "product_code", "product_name", "resource_id", "resource_name", "tags"),
    *("sku_id", "region_id", "charge_period_start", "charge_period_end", "currency_code"),
    *COSTS,
)
LINES = " union all ".join(f"select {', '.join(SHOWN)} from marts.{bill}_details" for bill in BILLS)
# Corrections that no build has closed yet are billed in the first month after that of the charge
# which the seller has not issued; all other lines that are not in the ledger are of open months.
MISPLACED = """
select lines.seller_account_id, lines.line_id, lines.billing_month
from lines
anti join issued using (seller_account_id, line_id)
where
    (seller_account_id, billing_month) in (from closed)
    or line_kind != 'original' and billing_month != (
        select min(months.month::date)
        from generate_series(
            lines.corrects_billing_month + interval 1 month,
            lines.billing_month + interval 1 month,
            interval 1 month
        ) as months (month)
        where (lines.seller_account_id, months.month::date) not in (from closed)
    )
"""
SUMS = f"""
select seller_account_id, leg_id
from (
    select seller_account_id, leg_id, {", ".join(COSTS)} from lines
    union all
    select seller_account_id, leg_id, {", ".join(f"-{cost}" for cost in COSTS)}
    from marts.fct_rated_legs
)
group by all
having {" or ".join(f"sum({cost}) != 0" for cost in COSTS)}
"""
CORRECTED = """
select count(*) from lines anti join issued using (seller_account_id, line_id)
where line_kind != 'original'
"""


@dataclass
class IssuedHistory:
    """A landing and its warehouse; every build is checked against what was issued before."""

    home: Path
    files: dict[str, bytes] = field(default_factory=dict)
    version: Path | None = None

    @property
    def landing(self) -> Path:
        return self.home / "landing"

    @property
    def closes(self) -> list[Close]:
        return read_closes(self.landing)

    def load(self, folder: Path) -> None:
        tierbill("load", folder, "--landing", self.landing, "--allow-rejected")

    def build(
        self, project: Path = ROOT, settings: Mapping[str, object] | None = None, **options: bool
    ) -> int:
        """Build and check; return how many lines correct issued months without being issued."""
        before = self.version
        closes = [] if "replays_lost_closes" in options else self.closes
        request = BuildRequest(
            project,
            WarehousePaths.of(self.home / "bills.duckdb"),
            self.landing,
            settings=settings or {},
            **options,
        )
        said = io.StringIO()
        self.version = build_warehouse(request, Console(file=said)).version
        files = {
            path.name: path.read_bytes() for path in (self.landing / ISSUED).glob("[0-9]*.parquet")
        }
        assert self.closes[: len(closes)] == closes
        assert files.items() >= self.files.items()
        self.files = files
        if before is not None:
            assert changed_rows(before, self.version, closes) == {}
        return self._check()

    def replay(self, project: Path = ROOT) -> Replay:
        quiet = Console(file=io.StringIO())
        return replayed_landing(project, self.landing, {}, quiet).replay

    def copy(self, home: Path) -> IssuedHistory:
        """The landing alone, with a warehouse of its own to come."""
        shutil.copytree(self.landing, home / "landing")
        return IssuedHistory(home, dict(self.files))

    def _check(self) -> int:
        """All that was issued is shown, nothing else is in issued months, and all adds up."""
        with duckdb.connect(str(self.version), read_only=True) as database:
            database.execute("set TimeZone = 'UTC'")
            put_closes(database, self.closes)
            database.execute(f"create temp table lines as {LINES}")
            database.execute(
                f"create temp table issued as select {', '.join(SHOWN)} "
                f"from read_parquet('{self.landing}/{ISSUED}/*.parquet')"
            )
            for sql in (
                "from issued except all from lines",
                "select * from lines where (seller_account_id, billing_month) in (from closed) "
                "except all from issued",
                MISPLACED,
                SUMS,
            ):
                assert database.execute(sql).fetchmany(5) == [], sql
            return database.execute(CORRECTED).fetchall()[0][0]


def put_closes(database: duckdb.DuckDBPyConnection, closes: list[Close]) -> None:
    """The closed months of sellers as a table of the database."""
    database.execute("create temp table closed (seller_account_id varchar, billing_month date)")
    if closes:
        database.executemany("insert into closed values (?, ?)", [close.month for close in closes])


def changed_rows(before: Path, now: Path, closes: list[Close]) -> dict[str, int]:
    """How many rows of closed months each mart of bills has in one version only."""
    found = {}
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        for name, version in (("before", before), ("now", now)):
            database.execute(f"attach '{version}' as {name} (read_only)")
        put_closes(database, closes)
        for mart in (f"{bill}_{level}" for bill in BILLS for level in LEVELS):
            one, other = (
                f"select * from {name}.marts.{mart} "
                "where (seller_account_id, billing_month) in (from closed)"
                for name in ("before", "now")
            )
            [(count,)] = database.execute(
                f"select count(*) from (({one} except all {other}) union all "
                f"({other} except all {one}))"
            ).fetchall()
            if count:
                found[mart] = count
    return found


def changed_project(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """A copy of the project; a change is a file, a text in it, and what it is there."""
    for name in ("models", "macros", "seeds", "tests/generic", "tests/singular", "scripts"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, folder / name)
    for file, old, new in changes:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def plant(history: IssuedHistory, draw: random.Random) -> set[tuple[str, str, str]]:
    """Change issued lines in the files, each with a digest that is right again; return the
    seller, line and kind of what a replay is to name.
    """
    planted = set()
    issued = history.landing / ISSUED
    closes = history.closes
    chosen = draw.sample([n for n, close in enumerate(closes) if close.line_count > 3], 4)
    for place, kind in zip(chosen, ("cost", "text", "gone", "new"), strict=True):
        close = closes[place]
        ids = duckdb.read_parquet(str(close.path(issued))).project("line_id").order("line_id")
        line = draw.choice(ids.fetchall())[0]
        change, told = {
            "cost": ("update lines set billed_cost = billed_cost + 0.00000001", "differs"),
            "text": ("update lines set product_name = 'Another'", "differs"),
            "gone": ("delete from lines", "derived only"),
            "new": (
                "insert into lines select * replace (line_id || ':x' as line_id) from lines",
                "in the ledger only",
            ),
        }[kind]
        closes[place] = altered(issued, close, f"{change} where line_id = ?", line)
        planted.add((close.seller_account_id, line + (":x" if kind == "new" else ""), told))
    write_close_ledger(issued, CloseLedger(closes, read_close_ledger(issued).history))
    return planted


def named(replay: Replay) -> set[tuple[str, str, str]]:
    return {(line.seller_account_id, line.line_id, line.kind) for line in replay.lines}


def differing_lines(ledger: Path, derived: Path) -> set[tuple[str, str, str]]:
    """What a replay is to name if the ledger of one landing were derived as that of another."""
    with duckdb.connect() as database:
        database.execute("set TimeZone = 'UTC'")
        for name, landing in (("ledger", ledger), ("derived", derived)):
            database.execute(
                f"create table {name} as select * exclude (close_sequence) "
                f"from read_parquet('{landing}/{ISSUED}/*.parquet')"
            )
        return set(
            database.execute(
                "select seller_account_id, line_id, case "
                "when count(*) = 2 then 'differs' "
                "when bool_and(is_issued) then 'in the ledger only' else 'derived only' end "
                "from (select true as is_issued, * from (from ledger except all from derived) "
                "union all "
                "select false as is_issued, * from (from derived except all from ledger)) "
                "group by all"
            ).fetchall()
        )
