"""A warehouse of a generated dataset with planted values, and who may see which of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from building import DbtFolder, tierbill
from exporting import query
from generated_data import generated
from published_demo import publish_file
from tierbill.generate.plan import Features

TOKEN = re.compile(r"canary-[a-z]+-[0-9]+-[0-9]+")
SIGNIFICANT = 7

# A number that follows from two values.
DRAWS = (
    "create or replace macro draw(one, other) as hash([one::varchar, other::varchar]) % 1e9::int;"
)
PLANT = {
    "accounts": "* replace ('canary-account-1-' || row_number() over (order by account_id) as "
    "account_name)",
    "discounts": """* replace (
        case when multiplier is not null
            then (0.5 + (hash(discount_id) % 499999937)::decimal(18, 0)
                * 0.000000001)::decimal(18, 10)
        end as multiplier
    )""",
    "usage": """* replace (
        'canary-resource-' || draw(usage_id, recorded_at) || '-' || draw(owner_account_id, '')
            as resource_name,
        'canary-project-' || draw(sku_id, region_id) || '-' || draw(owner_account_id, '')
            as project,
        '{"canary-key-1-' || draw(owner_account_id, '') || '":"canary-tag-'
            || draw(usage_id, recorded_at) || '-' || draw(owner_account_id, '') || '"}' as tags
    )""",
}


# Every month counts as issued on the 5th, and is posted then.
ISSUED = (
    "update intermediate.int_bill_statements set state = 'issued', version = 1",
    """
    create table issues as
    select
        seller_account_id, billing_month, 1::bigint as version,
        due_at as issued_at, due_at as recorded_at, null::varchar as rejection_reason
    from marts.dim_billing_months
    """,
    "create or replace table intermediate.int_bill_issues_validated as from issues",
)
POSTED = "create or replace table intermediate.int_account_postings as {postings}"


@dataclass(frozen=True)
class Planted:
    """The warehouse, where dbt left its artefacts, and who may see which planted value."""

    file: Path
    folder: DbtFolder
    names: Mapping[str, frozenset[str]]
    costs: Mapping[str, frozenset[str]]
    seen: set[str] = field(default_factory=set)


def build_planted(home: Path) -> Planted:
    """Generate a dataset, plant the values and build its warehouse, all below `home`."""
    dataset = generated(home / "dataset", usage_rows=40_000, month_count=2, features=Features.all)
    plant(dataset)
    # Nothing is issued while the warehouse is built: closing many sellers' months takes long.
    (dataset / "bill_issues.parquet").unlink()
    tierbill("load", dataset, "--landing", home / "landing")
    folder = DbtFolder(home / "dbt")
    folder.build(home / "w.duckdb", landing=home / "landing")
    compiled = folder.target / "compiled/tierbill/models/intermediate/exports"
    postings = (compiled / "int_account_postings.sql").read_text(encoding="utf-8")
    file = publish_file(home / "w.duckdb", *ISSUED, POSTED.format(postings=postings))
    chains = chains_of(file)
    return Planted(file, folder, names_of(file, chains), costs_of(file))


def plant(dataset: Path) -> None:
    with duckdb.connect() as database:
        for table, columns in PLANT.items():
            for path in sorted(dataset.glob(f"{table}.parquet")) or sorted(
                dataset.glob(f"{table}/*.parquet")
            ):
                fresh = path.with_suffix(".new")
                database.execute(
                    f"{DRAWS} copy (select {columns} from '{path}') to '{fresh}' (format parquet)"
                )
                same = pq.read_table(fresh).cast(pq.read_schema(path))
                pq.write_table(same, path)
                fresh.unlink()


def chains_of(file: Path) -> list[tuple[str, ...]]:
    """Every chain that a charge was billed through, from the provider to the owner."""
    found = query(
        file,
        """
        select distinct parties from (
            select list(seller_account_id order by leg_number)
                || [max_by(buyer_account_id, leg_number)]
                || list_distinct(list(owner_account_id)) as parties
            from marts.fct_rated_legs group by charge_id
        )
        """,
    )
    return [tuple(dict.fromkeys(parties)) for (parties,) in found]


def names_of(file: Path, chains: list[tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """A name is for the account, all above it and those it bills; a provider's for everybody.

    Tags are for the owner and the provider, not for the partners between.
    """
    above: dict[str, set[str]] = {}
    below: dict[str, set[str]] = {}
    for chain in chains:
        for place, account in enumerate(chain):
            above.setdefault(account, {account}).update(chain[:place])
            sold_to = chain[1:] if place == 0 else chain[place + 1 : place + 2]
            below.setdefault(account, set()).update(sold_to)
    for account, *partners in query(
        file,
        """
        select account_id, parent_account_id, reseller_account_id, distributor_account_id
        from marts.dim_account_paths
        """,
    ):
        above.setdefault(account, {account}).update(partners)
    allowed = {}
    for account, name in query(file, "select account_id, account_name from marts.dim_accounts"):
        allowed[name] = frozenset(above.get(account, {account}) | below.get(account, set()))
    providers = {chain[0] for chain in chains}
    for owner, resource, project, tags in query(
        file,
        "select owner_account_id, resource_name, project, tags from marts.fct_charges "
        "where charge_category = 'usage'",
    ):
        allowed[resource] = allowed[project] = frozenset(above[owner])
        for text in TOKEN.findall(tags):
            allowed[text] = frozenset({owner} | providers)
    return allowed


def costs_of(file: Path) -> dict[str, frozenset[str]]:
    """A cost is for the two parties of its leg; what a customer is asked, for all above it too.

    A partner sees what the customers below it spend: that is what channel reports are.
    """
    allowed: dict[str, set[str]] = {}
    for parties, *costs in query(
        file,
        """
        select
            case
                when buyer_account_id = owner_account_id
                    then list_concat([owner_account_id], above)
                else [seller_account_id, buyer_account_id]
            end,
            list_cost, contracted_cost, pretax_cost,
            tax_cost, billed_cost, discount_cost, discount_multiplier
        from marts.fct_rated_legs
        inner join (
            select charge_id, list(seller_account_id) as above
            from marts.fct_rated_legs group by charge_id
        ) using (charge_id)
        """,
    ):
        for cost in costs:
            if cost is not None and significant(cost):
                allowed.setdefault(plain(cost), set()).update(parties)
    # A quantity or a price of the list is no cost, even where a cost happens to equal it.
    quantities = {
        plain(value)
        for row in query(
            file,
            """
            select consumed_quantity, pricing_quantity, reserved_quantity, list_unit_price
            from marts.fct_charges
            """,
        )
        for value in row
        if value is not None
    }
    return {
        cost: frozenset(accounts)
        for cost, accounts in allowed.items()
        if "." in cost and cost not in quantities
    }


def significant(cost: Decimal) -> bool:
    return len(cost.normalize().as_tuple().digits) >= SIGNIFICANT


def plain(cost: Decimal) -> str:
    return f"{abs(cost):f}".rstrip("0").rstrip(".")
