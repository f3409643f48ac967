"""Names of ids: what people call an account, a sku, a channel, and ids found by their names."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import duckdb

from tierbill.shared.errors import Refused
from tierbill.shared.terminal_tables import printable

# The names of ids: SQL of id and name, by the end of the column that holds the id.
NAMES: Mapping[str, str] = {
    "account_id": "select account_id, account_name from marts.dim_accounts",
    "sku_id": "select sku_id, concat_ws(', ', product_name, component_name) from marts.dim_skus",
    "product_code": "select distinct product_code, product_name from marts.dim_skus",
    "channel_code": "select channel_code, channel_name from marts.dim_channels",
    "billing_group_code": (
        "select billing_group_code, billing_group_name from marts.dim_billing_groups"
    ),
}
MOST_CANDIDATES = 20

# The levels at which a text finds a name: the whole of it, its first words, any part of it.
_CANDIDATES = """
with known as (
    select distinct id, name
    from ({known}) as known (id, name)
    where id is not null
),

folded as (
    select id, name, lower(strip_accents(name)) as text, lower(strip_accents($given)) as given
    from known
),

found as (
    select
        id, name,
        case
            when lower(id) = lower($given) or text = given then 1
            when
                starts_with(text, given)
                and not regexp_matches(substr(text, length(given) + 1), '^[\\p{{L}}\\p{{N}}]')
                then 2
            when contains(text, given) then 3
        end as level
    from folded
)

select id, any_value(name)
from found
where level = (select min(level) from found)
group by id
order by id
"""


def names_query(database: duckdb.DuckDBPyConnection, column: str) -> str | None:
    """Return the SQL of the names of a column's ids; None if they, or this warehouse, have none."""
    for end, query in NAMES.items():
        if column == end or column.endswith(f"_{end}"):
            try:
                database.execute(f"describe {query}")
            except (duckdb.BinderException, duckdb.CatalogException):
                return None
            return query
    return None


def names_of(
    database: duckdb.DuckDBPyConnection, column: str, ids: Collection[str]
) -> Mapping[str, str]:
    """Return the names of the ids in a column; none for a column whose ids have no names."""
    query = names_query(database, column) if ids else None
    if query is None:
        return {}
    rows = database.execute(
        f"select id, min(name) from ({query}) as named (id, name) "
        "where id in (select unnest($ids)) and name is not null and name <> '' group by id",
        {"ids": list(ids)},
    ).fetchall()
    return dict(rows)


def with_name(identity: str, name: str | None) -> str:
    """Return an id and behind it its name; the id alone if it has no other name."""
    return f"{identity} {name}" if name and name != identity else identity


def named_id(database: duckdb.DuckDBPyConnection, column: str, identity: str) -> str:
    """Return an id of a column and its name, fit to be printed."""
    return printable(with_name(identity, names_of(database, column, [identity]).get(identity)))


def chosen_id(
    database: duckdb.DuckDBPyConnection,
    option: str,
    given: str,
    known: str,
    parameters: Mapping[str, object] | None = None,
) -> str | None:
    """Return the id in `known` (SQL of ids and their names) that a person means.

    An id is taken as it is. Else a name is looked for in any case and without accents: the whole
    name before its first words, those before any part of it. None if nothing has it.

    Raises:
        Refused: several have it; the message has them with their ids.
    """
    values = {**(parameters or {}), "given": given}
    ids = f"select id from ({known}) as known (id, name) where id = $given limit 1"
    if database.execute(ids, values).fetchone() is not None:
        return given
    if not given.strip():
        return None
    found = database.execute(_CANDIDATES.format(known=known), values).fetchall()
    if len(found) > 1:
        raise Refused(_several(option, given, found))
    return found[0][0] if found else None


def chosen_account(database: duckdb.DuckDBPyConnection, option: str, given: str) -> str:
    """Return the account that a person means by its id or name; what was given if none has it.

    Raises:
        Refused: several accounts have the name.
    """
    return chosen_id(database, option, given, NAMES["account_id"]) or given


def _several(option: str, given: str, found: Sequence[tuple[str, str | None]]) -> str:
    lines = [f"  {printable(with_name(*each))}" for each in found[:MOST_CANDIDATES]]
    if len(found) > MOST_CANDIDATES:
        lines.append(f"  ... and {len(found) - MOST_CANDIDATES:,} more")
    return "\n".join(
        [f"{option} {given}: this is in {len(found):,} names. Give the id of one:", *lines]
    )
