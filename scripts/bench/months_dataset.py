"""A network of sellers over many months: what `tierbill generate` does not write.

One provider, distributors and resellers; each of them issues every month at an instant of its own.
The month before which all others are issued is open; its days are datasets of their own.
Usage has the mix of `tierbill generate`: eight records a settlement hour, 65 % durations at a flat
price, 30 % of it in tiers. One record in a thousand is late: after the issues of its month, or a
day late in the open month.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
from network_parties import (
    CUSTOMERS_PER_SELLER,
    PROVIDER,
    SKUS,
    partners,
    party_tables,
    prices,
    starts_at,
)
from tierbill.generate.schema import Tables, contract_casts, write_table

OPEN_MONTH = date(2025, 9, 1)
# On average three hours of eight records a resource and day.
RECORDS_PER_RESOURCE_DAY = 24
LATE_DAYS = 11
_EPOCH = date(1970, 1, 1)

_USAGE = """
select
    printf('u-%d-%d-%d', resource_number, day, k) as usage_id,
    printf('2000%08d', resource_number * 7919 % {customers}) as owner_account_id,
    printf('res-%08x', resource_number) as resource_id,
    'resource ' || resource_number as resource_name,
    (['web', 'data', 'mobile', null])[1 + resource_number % 4] as project,
    printf('sku-%02d', resource_number % {skus}) as sku_id,
    'region-' || resource_number % 3 as region_id,
    case when resource_number % 3 = 0 then '{{"env":"prod"}}' end as tags,
    make_timestamptz(started_us) as usage_started_at,
    make_timestamptz(started_us + 450000000) as usage_ended_at,
    case when resource_number % {skus} % 20 < 13 then 1
        else (1 + draw % 5000) * 0.001::decimal(4, 3) end as usage_quantity,
    {recorded_at} as recorded_at
from (
    select
        *,
        hash(resource_number, day, k) as draw,
        day * 86400000000 - 28800000000 + start_hour * 3600000000 + k * 450000000 as started_us
    from (
        select
            resource_number,
            day,
            (hash(resource_number, day, 'start') % 20)::bigint as start_hour,
            unnest(range(8 + 8 * (hash(resource_number, day, 'hours') % 5)::bigint)) as k
        from range({resources}) as resources (resource_number)
        cross join range({from_day}, {to_day}) as days (day)
    )
)
where draw % 1000 {late} 7
"""
_ON_TIME = "make_timestamptz((started_us // 3600000000 + 1) * 3600000000 + 900000000)"
_COPY = """
copy (
    select {columns}
    from (select null as operator_account_id, null as zone_id, null as linear_size, * from ({rows}))
    order by owner_account_id, resource_id, usage_started_at
) to '{path}' (format parquet, compression zstd)
"""


def month_before(count: int) -> date:
    """The first day of the month that lies `count` months before the open one."""
    number = OPEN_MONTH.year * 12 + OPEN_MONTH.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)


def next_month(month: date) -> date:
    """The first day of the month after `month`."""
    return (month + timedelta(days=31)).replace(day=1)


@dataclass(frozen=True)
class Network:
    """Datasets of a network in `folder`, each written when it is asked for and then kept.

    `sellers` counts the provider, too. A month has `month_records` usage records, the open one has
    `open_records`; both are met to a few in a hundred.
    """

    folder: Path
    sellers: int
    month_records: int
    open_records: int

    @property
    def partners(self) -> list[str]:
        """All sellers but the provider."""
        return partners(self.sellers)

    @property
    def changed_sku(self) -> str:
        """The sku whose price changes: a flat one, with one record in forty."""
        return "sku-05"

    def parties(self) -> Path:
        """The accounts, what binds them, skus, prices and discounts."""
        return self._tables("parties", lambda: party_tables(self.sellers))

    def issues(self, month: date, *, but_last: bool = False) -> Path:
        """The issues of a month: one a seller, seven minutes apart, from the 5th on."""
        sellers = [PROVIDER, *self.partners]
        sellers = sellers[:-1] if but_last else sellers
        first = starts_at(next_month(month)) + timedelta(days=4)
        rows = [
            {
                "seller_account_id": seller,
                "billing_month": month,
                "version": 1,
                "issued_at": first + timedelta(minutes=7 * number),
                "recorded_at": first + timedelta(minutes=7 * number),
            }
            for number, seller in enumerate(sellers)
        ]
        return self._tables(f"issues-{month:%Y-%m}", lambda: {"bill_issues": rows})

    def month(self, month: date, *, is_first: bool) -> Path:
        """The usage of an issued month, and what came late of the month before, if there is one."""
        if is_first:
            return self._usage(f"first-{month:%Y-%m}", [self._whole(month)])
        return self._usage(f"month-{month:%Y-%m}", [self._whole(month), self._late(month)])

    def day(self, number: int) -> Path:
        """The usage of a day of the open month, and what came late of the day before."""
        day = OPEN_MONTH + timedelta(days=number - 1)
        parts = [self._rows(self.open_records, day, day + timedelta(days=1), _ON_TIME)]
        if number > 1:
            recorded_at = f"{_ON_TIME} + interval 1 day"
            parts.append(
                self._rows(self.open_records, day - timedelta(days=1), day, recorded_at, late=True)
            )
        if number == LATE_DAYS + 1:
            parts.append(self._late(OPEN_MONTH))
        return self._usage(f"day-{day}", parts)

    def price_change(self) -> Path:
        """Another list price of one sku from the start of the open month on."""
        rows = prices(self.changed_sku, "flat", OPEN_MONTH, Decimal("1.1"))
        return self._tables("price-change", lambda: {"list_prices": rows})

    def _whole(self, month: date) -> str:
        return self._rows(self.month_records, month, next_month(month), _ON_TIME)

    def _late(self, month: date) -> str:
        before = (month - timedelta(days=1)).replace(day=1)
        recorded_at = starts_at(month) + timedelta(days=LATE_DAYS)
        late_at = f"'{recorded_at.isoformat()}'::timestamptz"
        return self._rows(self.month_records, before, month, late_at, late=True)

    def _rows(
        self, records: int, first: date, until: date, recorded_at: str, *, late: bool = False
    ) -> str:
        """A query for the records of the days from `first` until before `until`."""
        days = (next_month(first.replace(day=1)) - first.replace(day=1)).days
        return _USAGE.format(
            customers=self.sellers * CUSTOMERS_PER_SELLER,
            skus=SKUS,
            resources=max(1, round(records / days / RECORDS_PER_RESOURCE_DAY)),
            from_day=(first - _EPOCH).days,
            to_day=(until - _EPOCH).days,
            recorded_at=recorded_at,
            late="=" if late else "<>",
        )

    def _usage(self, name: str, parts: list[str]) -> Path:
        def write(folder: Path) -> None:
            with duckdb.connect(config={"threads": 2, "memory_limit": "3GB"}) as con:
                con.execute("set TimeZone = 'UTC'")
                columns = contract_casts("usage")
                rows = " union all by name ".join(parts)
                path = folder / f"{name}.parquet"
                con.execute(_COPY.format(columns=columns, rows=rows, path=path))

        return self._dataset(name, lambda folder: write(_made(folder / "usage")))

    def _tables(self, name: str, tables: Callable[[], Tables]) -> Path:
        def write(folder: Path) -> None:
            for table, rows in tables().items():
                write_table(folder, table, rows)

        return self._dataset(name, write)

    def _dataset(self, name: str, write: Callable[[Path], None]) -> Path:
        folder = self.folder / name
        if not folder.exists():
            write(_made(folder))
        return folder


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder
