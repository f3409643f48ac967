"""The rejected records of a warehouse by cause: reason, and what the record refers to."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb

from tierbill.shared.named_ids import names_of
from tierbill.shared.nearest_ids import meant_id
from tierbill.shared.rejection_causes import RejectionCause
from tierbill.shared.rejection_reasons import rejection_reasons

# What a reason says is unknown: the raw table of it, and where the accepted ones are.
REFERENCES: Mapping[str, tuple[str, str]] = {
    "unknown_account": ("accounts", "select account_id from marts.dim_accounts"),
    "unknown_sku": ("skus", "select sku_id from marts.dim_skus"),
    "unknown_discount": ("discounts", "select discount_id from marts.discount_register"),
    "unknown_original_line": ("orders", "select null"),
    "no_list_price": ("list_prices", "select null"),
}
# How many of the fields of a reason may name what is unknown, if not only the first one.
_FIRST_FIELDS: Mapping[str, int | None] = {"unknown_account": None}

_RECORDS = """
select
    row_number() over (order by source_table, source_file, source_line, record_key) as place,
    *
from marts.rejected_records
where
    ($table is null or source_table = $table)
    and ($reason is null or reason = $reason)
    and ($key is null or record_key = $key)
    and ($resolved or not is_mended)
"""

_CAUSES = """
with rejected as ({records}),
fields_at_fault as (
    select * from (values {fields}) as named (reason, field, position)
),
accepted as ({accepted}),
culprits as (
    select rejected.place, min_by((rejected.record ->> field), position) as culprit
    from rejected
    inner join fields_at_fault using (reason)
    left join accepted
        on rejected.reason = accepted.reason and (rejected.record ->> field) = accepted.id
    where (rejected.record ->> field) is not null and accepted.id is null
    group by rejected.place
)
select
    source_table, reason, culprit, count(*),
    min_by({{
        'key': record_key, 'file': source_file, 'line': source_line, 'record': record,
        'detail': reason_detail
    }}, place)
from rejected
left join culprits using (place)
group by source_table, reason, culprit
"""

_REJECTED_THEMSELVES = """
select reason
from marts.rejected_records
where
    source_table = $table and not is_mended
    and (record_key = $id or starts_with(record_key, $id || '|'))
order by source_line
limit 1
"""


def rejection_groups(
    database: duckdb.DuckDBPyConnection,
    table: str | None = None,
    reason: str | None = None,
    *,
    key: str | None = None,
    resolved: bool = False,
) -> Sequence[RejectionCause]:
    """Return the causes of rejections, causes before their consequences.

    Records that were put right since are counted with `resolved` only.
    """
    fields = []
    for code in REFERENCES:
        names = rejection_reasons()[code].fields[: _FIRST_FIELDS.get(code, 1)]
        fields += [f"('{code}', '{name}', {place})" for place, name in enumerate(names)]
    accepted = " union all ".join(
        f"select '{code}' as reason, id from ({query}) as known (id)"
        for code, (_, query) in REFERENCES.items()
    )
    query = _CAUSES.format(records=_RECORDS, fields=", ".join(fields), accepted=accepted)
    rows = database.execute(
        query, {"table": table, "reason": reason, "key": key, "resolved": resolved}
    ).fetchall()
    causes = _with_names(database, [_cause(database, row) for row in rows])
    return sorted(causes, key=lambda cause: cause.order)


def _with_names(
    database: duckdb.DuckDBPyConnection, causes: Sequence[RejectionCause]
) -> Sequence[RejectionCause]:
    """Give the causes the names of the ids that are at fault."""
    ids: dict[str, set[str]] = defaultdict(set)
    for cause in causes:
        for name, value in cause.at_fault.items():
            if value:
                ids[name].add(value)
    names = {name: names_of(database, name, values) for name, values in ids.items()}
    return [
        replace(
            cause,
            names={
                name: names[name][value]
                for name, value in cause.at_fault.items()
                if value and value in names[name]
            },
        )
        for cause in causes
    ]


def _cause(database: duckdb.DuckDBPyConnection, row: tuple) -> RejectionCause:
    table, reason, culprit, records, example = row
    values = json.loads(example["record"] or "{}")
    because = example["detail"] or ""
    if culprit is not None:
        because = _because(database, reason, culprit)
    return RejectionCause(
        table=table,
        reason=reason,
        records=records,
        record_key=example["key"],
        source_file=example["file"],
        source_line=example["line"],
        values={name: None if value is None else str(value) for name, value in values.items()},
        culprit=culprit,
        because=because,
    )


def _because(database: duckdb.DuckDBPyConnection, reason: str, culprit: str) -> str:
    """Say whether what is unknown was rejected itself or never delivered."""
    table, query = REFERENCES[reason]
    found = database.execute(_REJECTED_THEMSELVES, {"table": table, "id": culprit}).fetchone()
    if found is not None:
        return f"{table} {culprit} was delivered and rejected itself: {found[0]}."
    if reason == "no_list_price":
        return ""
    near = meant_id(database, f"select id from ({query}) as known (id)", "id", culprit)
    hint = f" Is {near} meant?" if near else ""
    return f"{table} {culprit} was never delivered.{hint}"
