"""Resources: which owner runs what, where, and since when under another project.

Draws are hashes of the seed and a number, so that a resource is known without those before it.
"""

from decimal import Decimal

import duckdb
import pyarrow as pa

from tierbill.generate.catalogue import BANDWIDTH, BY_CODE, KITS, PROVIDERS, sku_id
from tierbill.generate.parties import Parties
from tierbill.generate.plan import Plan
from tierbill.generate.random_draws import Draws
from tierbill.generate.schema import Row

P95_SHARE = Decimal("0.12")
# Low guesses of the mean: streams beyond the wanted records are cut off.
_ROWS_PER_RESOURCE = 350
_P95_ROWS_PER_RESOURCE = 3000

# A share in [0, 1) from a hash of the resource or stream number and a label.
_DRAWS = """
create or replace macro draw(label, number) as
    (hash(label, number, $seed) >> 11)::double / 9007199254740992.0;
create or replace macro skewed(share, n) as least(n - 1, floor(pow(n + 1, share))::bigint - 1)
"""

_RESOURCES = """
create or replace table {table} as
with drawn as (
    select
        r as resource_number,
        case when r < {owners} then r::bigint else skewed(draw('owner', r), {owners}) end
            as owner_rank,
        {first_kit} + skewed(draw('kit', r), {kits}) as kit_number,
        draw('provider', r) as provider_draw,
        draw('region', r) as region_draw,
        lower(to_hex(hash('id', r, $seed))) as digits,
        draw('tags', r) as tags_draw,
        draw('change', r) as change_draw
    from range({first}, {first} + {resources}) as numbers (r)
),
placed as (
    select
        drawn.*,
        owners.account_id as owner_account_id,
        case
            when owners.provider_number is not null and provider_draw < 0.93
                then owners.provider_number
            else (hash('any', resource_number, $seed) % {providers})::integer
        end as provider_number
    from drawn
    inner join owners on drawn.owner_rank = owners.owner_rank
)
select
    placed.resource_number,
    placed.owner_account_id,
    placed.provider_number,
    placed.kit_number,
    kits.prefix || '-' || placed.digits as resource_id,
    case when placed.tags_draw < 0.85 then kits.kind || '-' || placed.resource_number % 100000 end
        as resource_name,
    case when placed.tags_draw < 0.2 then 'user' || placed.resource_number % 40 end
        as operator_account_id,
    (['default', 'web', 'data-lake', 'mobile', null])[1 + placed.resource_number % 5] as project,
    regions.regions[1 + skewed(placed.region_draw, len(regions.regions))] as region_id,
    case
        when placed.tags_draw > 0.95 then '{{"cost-centre":"cc' || placed.resource_number % 30
            || '","env":"prod","team":"t' || placed.resource_number % 12 || '"}}'
        when placed.tags_draw > 0.67 then '{{"env":"'
            || (['prod', 'test', 'dev'])[1 + placed.resource_number % 3] || '"}}'
    end as tags,
    placed.change_draw
from placed
inner join kits on placed.kit_number = kits.kit_number
inner join regions on placed.provider_number = regions.provider_number
"""


def create_resources(con: duckdb.DuckDBPyConnection, plan: Plan, parties: Parties) -> None:
    """Create the tables of owners, kits and resources that the streams of a month use."""
    for statement in _DRAWS.replace("$seed", str(plan.seed)).split(";"):
        con.execute(statement)
    tables = {
        "owners": _owners(plan, parties),
        "kits": _kits(),
        "kit_skus": _kit_skus(),
        "regions": _regions(),
    }
    for name, rows in tables.items():
        con.register("rows", pa.Table.from_pylist(rows))
        con.execute(f"create table {name} as select * from rows")
        con.unregister("rows")
    month = plan.rows_of_month(plan.month_count - 1)
    usual = month // _ROWS_PER_RESOURCE + 400
    _create_resources(con, plan, "resources", range(len(KITS)), range(usual))
    if plan.is_commercial:
        metered = int(month * P95_SHARE) // _P95_ROWS_PER_RESOURCE + 40
        bandwidth = range(len(KITS), len(KITS) + 1)
        numbers = range(usual, usual + metered)
        _create_resources(con, plan, "p95_resources", bandwidth, numbers)


def _create_resources(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    table: str,
    kits: range,
    numbers: range,
) -> None:
    """Create a table of resources with these numbers, made of these kits."""
    sql = _RESOURCES.format(
        table=table,
        owners=con.execute("select count(*) from owners").fetchone()[0],  # type: ignore[index]
        providers=len(PROVIDERS),
        first_kit=kits.start,
        kits=len(kits),
        first=numbers.start,
        resources=len(numbers),
    )
    con.execute(sql.replace("$seed", str(plan.seed)))


def _owners(plan: Plan, parties: Parties) -> list[Row]:
    """Owners from the busiest to the quietest: a shuffle of customers, some partners between."""
    draws = Draws(plan.seed, "owners")
    owners = list(parties.customers)
    draws.shuffle(owners)
    for number, partner in enumerate(parties.partners[::3]):
        owners.insert(min(len(owners), 8 + 25 * number), partner)
    numbers = {one.account_id: number for number, one in enumerate(PROVIDERS)}
    return [
        {
            "owner_rank": rank,
            "account_id": owner.account_id,
            "provider_number": numbers.get(owner.top.account_id),
        }
        for rank, owner in enumerate(owners)
    ]


def _kits() -> list[Row]:
    """Kinds of resources; the last is the bandwidth kit."""
    return [
        {"kit_number": number, "kind": kit.kind, "prefix": kit.prefix}
        for number, kit in enumerate((*KITS, BANDWIDTH))
    ]


def _kit_skus() -> list[Row]:
    """The skus of each kit at each provider."""
    return [
        {
            "kit_number": number,
            "provider_number": provider_number,
            "position": position,
            "sku_id": sku_id(provider, BY_CODE[code]),
            "settlement_cycle": BY_CODE[code].cycle,
            "metering": BY_CODE[code].metering,
            "typical": float(BY_CODE[code].typical),
            "is_sized": BY_CODE[code].sized,
            "is_global": BY_CODE[code].is_global,
        }
        for number, kit in enumerate((*KITS, BANDWIDTH))
        for provider_number, provider in enumerate(PROVIDERS)
        for position, code in enumerate(kit.components)
    ]


def _regions() -> list[Row]:
    """The regions of each provider, the busiest first."""
    return [
        {"provider_number": number, "regions": list(provider.regions)}
        for number, provider in enumerate(PROVIDERS)
    ]
