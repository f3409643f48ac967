"""What a delivery takes back that is all there is of a scope (rules 1.4, `--replace`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from tierbill.landing.folder import EMPTY, Landing
from tierbill.load.load_context import LoadContext
from tierbill.load.record_validation import record_key_sql
from tierbill.load.replaced_scope import ReplacedScope, month_sql, party_sql
from tierbill.load.source_names import names_by_source
from tierbill.shared.errors import Refused
from tierbill.shared.input_contract import RETRACTIONS, RawTable
from tierbill.shared.sql_text import literal

LARGE_SHARE = 0.5
"""More than this share of a scope is not taken back without being asked."""


@dataclass(frozen=True)
class Replacement:
    """The keys of a scope that a delivery takes back, of how many that are in force there.

    `files` are Parquet files by raw table: the retractions, and the delivered records that come
    back although what the landing holds of their keys is newer.
    """

    scope: ReplacedScope
    retracted_keys: Sequence[str]
    current: int
    restated: int
    files: Sequence[tuple[str, Path]]

    @property
    def is_large(self) -> bool:
        """Whether more than half of the scope is taken back."""
        return len(self.retracted_keys) > self.current * LARGE_SHARE


@dataclass(frozen=True)
class ReplacementRequest:
    """The scopes that a delivery replaces, and when it became known; None means at the load.

    `is_trial` computes what would be taken back and loads nothing; `may_be_large` takes back more
    than half of a scope, too.
    """

    scopes: Sequence[ReplacedScope] = ()
    known_at: datetime | None = None
    is_trial: bool = False
    may_be_large: bool = False


@dataclass(frozen=True)
class Delivery:
    """The landed files of a table before a load, and those that the load delivers."""

    before: Sequence[Path]
    delivered: Sequence[Path]


def check_size(replacements: Sequence[Replacement], request: ReplacementRequest) -> None:
    """Check that no more than half of a scope is taken back, unless that was agreed to.

    Raises:
        TooMuchTakenBack: more than half of a scope is.
    """
    large = [each for each in replacements if each.is_large]
    if large and not request.may_be_large and not request.is_trial:
        raise TooMuchTakenBack(
            "\n".join(
                f"--replace {each.scope.text}: takes back {len(each.retracted_keys):,} of the "
                f"{each.current:,} records in force there, more than half. Nothing was loaded."
                for each in large
            )
            + "\nSee which with --dry-run; load with --yes if that is right."
        )


class TooMuchTakenBack(Refused):
    """A delivery takes back more than half of a scope, and nobody agreed to it."""


def retracted_counts(database: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> dict[str, int]:
    """How many records the retractions in landed files take back, by raw table.

    An issue is never taken back (rules 1.4).
    """
    listed = ", ".join(literal(path) for path in paths)
    return dict(
        database.execute(
            f"select source_table, count(*) from read_parquet([{listed}], union_by_name = true) "
            "where rejection_reason is null and source_table != 'bill_issues' "
            "group by source_table order by source_table"
        ).fetchall()
    )


def plan_replacements(
    database: duckdb.DuckDBPyConnection,
    folder: Landing,
    request: ReplacementRequest,
    deliveries: Mapping[str, Delivery],
    context: LoadContext,
) -> Iterator[Replacement]:
    """Compare a delivery with what the landing holds and write what makes them the same.

    A record that is taken back or comes back has the instant at which the delivery became known as
    its `recorded_at`, or a later one if what it replaces is not older. A delivery that names its
    source is all there is of that source.

    Raises:
        Refused: the delivery has no file of a table.
    """
    moment = literal((request.known_at or context.loaded_at).isoformat())
    compared = None
    for scope in sorted(request.scopes, key=lambda scope: scope.table.name):
        if not deliveries[scope.table.name].delivered:
            raise Refused(
                f"--replace {scope.text}: the dataset has no {scope.table.name}. Deliver the file, "
                "with no record but its heading if there is nothing of that month."
            )
        if scope.table != compared:
            _compare(database, folder, scope.table, deliveries)
            compared = scope.table
        yield _planned(database, folder, scope, _in_scope(scope, context.source), moment)


def _planned(
    database: duckdb.DuckDBPyConnection,
    folder: Landing,
    scope: ReplacedScope,
    in_scope: str,
    moment: str,
) -> Replacement:
    table = scope.table
    database.execute(f"""
        create or replace temporary table current_in_scope as
        select record_key, known_at
        from newest_before as held
        where {in_scope} and (retracted_at is null or retracted_at < known_at)
    """)
    (current,) = database.execute("select count(*) from current_in_scope").fetchall()[0]
    database.execute(f"""
        create or replace temporary table taken_back as
        select record_key, greatest(timestamptz {moment}, known_at) as recorded_at
        from current_in_scope
        where record_key not in (select record_key from delivered_keys)
        order by record_key
    """)
    keys = [key for (key,) in database.execute("select record_key from taken_back").fetchall()]
    values = ", ".join(
        f"struct_extract(held.content, '{name}') as {name}"
        for name in table.column_names
        if name != "recorded_at"
    )
    database.execute(f"""
        create or replace temporary table brought_back as
        select
            {values},
            greatest(
                timestamptz {moment}, before.known_at + interval 1 microsecond,
                before.retracted_at + interval 1 microsecond
            ) as recorded_at
        from newest_delivered as held
        inner join newest_before as before on held.record_key = before.record_key
        where
            {in_scope}
            and (
                (before.retracted_at >= held.known_at and before.retracted_at >= before.known_at)
                or (before.known_at >= held.known_at and before.content != held.content)
            )
    """)
    (restated,) = database.execute("select count(*) from brought_back").fetchall()[0]
    files = []
    if keys:
        rows = (
            f"select {literal(table.name)} as source_table, record_key, "
            f"{literal(f'--replace {scope.text}')} as reason, recorded_at from taken_back"
        )
        files.append((RETRACTIONS, _written(database, folder, RETRACTIONS, rows)))
    if restated:
        columns = ", ".join(table.column_names)
        rows = f"select {columns} from brought_back order by {', '.join(table.key)}"
        files.append((table.name, _written(database, folder, table.name, rows)))
    return Replacement(scope, keys, current, restated, files)


def _compare(
    database: duckdb.DuckDBPyConnection,
    folder: Landing,
    table: RawTable,
    deliveries: Mapping[str, Delivery],
) -> None:
    """Create what is compared: by key the newest record held, and the newest delivered."""
    key = record_key_sql(table)
    content = ", ".join(f"{name} := {name}" for name in table.column_names if name != "recorded_at")

    def read(name: str, *, delivered: bool, before: bool) -> str:
        found = deliveries[name]
        paths = [folder.path / name / EMPTY]
        paths += [*found.before] if before else []
        paths += [*found.delivered] if delivered else []
        listed = ", ".join(literal(path) for path in paths)
        return f"read_parquet([{listed}], union_by_name = true)"

    database.execute(f"""
        create or replace temporary table providers as
        select sku_id as sku, arg_max(provider_account_id, recorded_at) as provider_account_id
        from {read("skus", delivered=True, before=True)}
        where rejection_reason is null
        group by sku_id
    """)
    for relation, is_delivered in (("newest_before", False), ("newest_delivered", True)):
        database.execute(f"""
            create or replace temporary table {relation} as
            select
                records.record_key,
                max(records.known_at) as known_at,
                arg_max(records.content, records.known_at) as content,
                arg_max(records.month, records.known_at) as month,
                arg_max(records.owner, records.known_at) as owner,
                arg_max(records.provider, records.known_at) as provider,
                max(retractions.retracted_at) as retracted_at
            from (
                select
                    {key} as record_key,
                    recorded_at as known_at,
                    struct_pack({content}) as content,
                    {month_sql(table)} as month,
                    {party_sql(table, "owner")} as owner,
                    {party_sql(table, "provider")} as provider
                from {read(table.name, delivered=is_delivered, before=not is_delivered)}
                where rejection_reason is null
            ) as records
            left join (
                select record_key, max(recorded_at) as retracted_at
                from {read(RETRACTIONS, delivered=True, before=True)}
                where rejection_reason is null and source_table = {literal(table.name)}
                group by record_key
            ) as retractions
                on records.record_key = retractions.record_key
            group by records.record_key
        """)
    database.execute(f"""
        create or replace temporary table delivered_keys as
        select record_key from newest_delivered
        union
        select rejected_key from {read(table.name, delivered=True, before=False)}
        where rejected_key is not null
    """)


def _in_scope(scope: ReplacedScope, source: str | None) -> str:
    """SQL of whether a newest record, under the alias `held`, lies in the scope."""
    condition = f"held.month = date {literal(scope.month.isoformat())}"
    if scope.party is not None:
        condition += f" and held.{scope.party} = {literal(scope.account_id)}"
    if source is not None and names_by_source(scope.table):
        condition += f" and starts_with(held.record_key, {literal(f'{source}/')})"
    return condition


def _written(database: duckdb.DuckDBPyConnection, folder: Landing, name: str, rows: str) -> Path:
    """Write rows of a raw table, in the types of its contract, into the folder of the load."""
    number = len(list(folder.staging.glob("replace-*")))
    path = folder.staging / f"replace-{number}-{name}"
    database.execute(f"copy ({rows}) to {literal(path)} (format parquet, compression zstd)")
    return path
