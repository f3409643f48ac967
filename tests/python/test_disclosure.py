"""Nobody's costs, names or tags are in anybody else's file, log or build artefact.

A generated dataset gets ten thousand planted values that appear nowhere else: names of accounts
and resources, projects, tags, and costs that follow from discounts of ten digits. Every file that
leaves the warehouse is read, and each planted value in it must belong to whoever gets the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import yaml
from building import DbtFolder, tierbill
from exporting import query
from generated_data import generated
from published_demo import publish, publish_file
from tierbill.daily.channels import NO_CHANNEL, channel_of
from tierbill.daily.run import DailyRequest, export_day
from tierbill.export import disclosure
from tierbill.export.export import ExportRequest, export_warehouse
from tierbill.export.layout_files import LayoutRequest, export_layout
from tierbill.export.layouts import LAYOUTS
from tierbill.export.reports import bill_marts
from tierbill.generate.plan import Features
from tierbill.statement.write import StatementRequest, write_statements

TOKEN = re.compile(r"canary-[a-z]+-[0-9]+-[0-9]+")
NUMBER = re.compile(r"(?<![0-9.A-Za-z-])[0-9]+\.[0-9]{1,10}(?![0-9A-Za-z])")
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
    "update intermediate.int_bills_rounded set state = 'issued', version = 1",
    """
    create table issues as
    select
        seller_account_id, billing_month, 1::bigint as version,
        due_at as issued_at, due_at as recorded_at, null::varchar as rejection_reason
    from marts.dim_billing_months
    """,
    "create or replace table intermediate.int_bill_issues_checked as from issues",
)
POSTED = "create or replace table intermediate.int_account_postings_dated as {postings}"


@dataclass(frozen=True)
class Planted:
    """The warehouse, where dbt left its artefacts, and who may see which planted value."""

    file: Path
    folder: DbtFolder
    names: Mapping[str, frozenset[str]]
    costs: Mapping[str, frozenset[str]]
    seen: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
def planted(tmp_path_factory) -> Planted:
    home = tmp_path_factory.mktemp("canaries")
    dataset = generated(home / "dataset", usage_rows=40_000, month_count=2, features=Features.all)
    plant(dataset)
    # Nothing is issued while the warehouse is built: closing many sellers' months takes long.
    (dataset / "bill_issues.parquet").unlink()
    tierbill("load", dataset, "--landing", home / "landing")
    folder = DbtFolder(home / "dbt")
    folder.build(home / "w.duckdb", landing=home / "landing")
    compiled = folder.target / "compiled/tierbill/models/intermediate/postings"
    postings = (compiled / "int_account_postings_dated.sql").read_text(encoding="utf-8")
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


def texts_of(path: Path) -> Iterator[str]:
    if path.suffix == ".parquet":
        for column in pq.read_table(path).columns:
            values = pc.unique(column.cast(pa.string())).to_pylist()
            yield "\n".join(value for value in values if value is not None)
    elif path.suffix == ".xlsx":
        with ZipFile(path) as archive:
            for name in archive.namelist():
                yield archive.read(name).decode("utf-8", "replace")
    elif path.suffix != ".pdf":
        yield path.read_text(encoding="utf-8", errors="replace")


def leaks(planted: Planted, path: Path, readers: frozenset[str]) -> list[str]:
    """Planted values of a file that are for none of its readers."""
    found = []
    for text in texts_of(path):
        tokens = set(TOKEN.findall(text))
        planted.seen.update(tokens)
        found += [
            f"{path}: {token} is not for {sorted(readers)}"
            for token in tokens
            if not planted.names[token] & readers
        ]
        for number in set(NUMBER.findall(text)):
            allowed = planted.costs.get(number.rstrip("0"))
            if allowed is not None and not allowed & readers:
                found.append(f"{path}: {number} is only for {sorted(allowed)}")
    return found


def codes_of(root: Path) -> dict[str, tuple[str, str]]:
    """Folder -> kind and code, as the manifest of the root says."""
    manifest = json.loads((root / "manifest.json").read_text(encoding="utf-8"))
    return {
        entry["folder"]: (entry.get("kind", "accounts"), entry["code"])
        for entry in manifest["folders"]
    }


def owners(planted: Planted) -> dict[tuple[str, str], frozenset[str]]:
    """Who reads the folder of a channel or a billing group."""
    rows = query(
        planted.file,
        """
        select 'channels', channel_code, reseller_account_id from marts.dim_channels
        union all
        select 'billing_groups', billing_group_code, distributor_account_id
        from marts.dim_billing_groups
        """,
    )
    return {(kind, code): frozenset({account}) for kind, code, account in rows}


# The scan


def test_ten_thousand_values_are_planted(planted):
    assert len(planted.names) + len(planted.costs) > 10_000
    assert len(planted.costs) > 1_000


def test_no_party_finds_a_value_of_another_in_its_export(planted, tmp_path):
    export_warehouse(ExportRequest(planted.file, tmp_path))
    readers_of = owners(planted)
    planted.seen.clear()
    found = []
    for folder, (kind, code) in codes_of(tmp_path).items():
        readers = frozenset({code}) if kind == "accounts" else readers_of[kind, code]
        for path in (tmp_path / folder).iterdir():
            found += leaks(planted, path, readers)
    assert found == []
    assert len(planted.seen) > len(planted.names) * 0.9


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_party_finds_a_value_of_another_in_a_layout(planted, tmp_path, layout):
    export_layout(LayoutRequest(planted.file, tmp_path, layout, workbooks=layout == "focus-1.4"))
    planted.seen.clear()
    found = []
    for folder, (_, code) in codes_of(tmp_path / layout).items():
        for path in (tmp_path / layout / folder).iterdir():
            found += leaks(planted, path, frozenset({code}))
    assert found == []
    assert planted.seen


def test_no_party_finds_a_value_of_another_in_a_statement(planted, tmp_path):
    parties = query(
        planted.file,
        """
        select distinct buyer_account_id, billing_month from (
            from marts.bill_b_statements union all by name from marts.channel_bill_statements
            union all by name from marts.bill_a_statements
            union all by name from marts.direct_bill_statements
        ) order by all limit 25
        """,
    )
    found = []
    for account, month in parties:
        for path in write_statements(StatementRequest(planted.file, tmp_path, account, month)):
            found += leaks(planted, path, frozenset({account}))
    assert found == []


def test_no_channel_finds_a_value_of_another_in_the_daily_export(planted, tmp_path):
    first, last = query(
        planted.file,
        "select min(posted_date), max(posted_date) from intermediate.int_account_postings_dated",
    )[0]
    request = DailyRequest(planted.file, tmp_path, last.replace(year=last.year + 1), since=first)
    export_day(request)
    readers_of = owners(planted)
    found, folders = [], 0
    for folder in tmp_path.glob("*/target/*"):
        if folder.name == NO_CHANNEL:
            continue
        folders += 1
        readers = readers_of["channels", channel_of(folder.name) or ""]
        for path in folder.iterdir():
            found += leaks(planted, path, readers)
    assert found == []
    assert folders > 0


def test_neither_logs_nor_target_hold_a_planted_value(planted):
    found = [
        f"{path}: {token}"
        for path in planted.folder.home.rglob("*")
        if path.is_file() and path.suffix in (".log", ".json", ".sql", ".txt", ".yml", ".html")
        for text in texts_of(path)
        for token in [
            *TOKEN.findall(text),
            *(number for number in NUMBER.findall(text) if number.rstrip("0") in planted.costs),
        ]
    ]
    assert found == []
    assert (planted.folder.target / "manifest.json").is_file()


# The scan itself


def test_the_scan_finds_what_is_planted_in_the_wrong_folder(planted, tmp_path):
    cost, allowed = next(iter(sorted(planted.costs.items())))
    name, named = next(iter(sorted(planted.names.items())))
    path = tmp_path / "bill.csv"
    path.write_text(f'"{name}",{cost}\n', encoding="utf-8")
    assert len(leaks(planted, path, frozenset({"nobody"}))) == 2
    assert leaks(planted, path, allowed | named) == []


# The allow-list


def test_every_column_of_a_bill_is_decided_upon(database):
    """A new column is neither shown nor forgotten: it must be listed for some reader."""
    undecided = {
        f"{mart.name}.{column}"
        for mart in bill_marts()
        for (column, *_) in database.execute(f"describe marts.{mart.name}").fetchall()
        if column not in disclosure.known_columns()
    }
    assert undecided == set()


def test_no_cost_of_a_tier_above_is_in_the_list_of_a_tier_below():
    content = yaml.safe_load(disclosure.LIST.read_text(encoding="utf-8"))
    for bill, sides in content["bills"].items():
        for side, groups in sides.items():
            if bill != "bill_b_reseller_view":
                assert "reseller_cost" not in groups
            if bill not in ("bill_a", "direct_bill"):
                assert "plan" not in groups
            if (bill, side) in [("bill_a", "buyer"), ("channel_bill", "buyer"),
                                ("channel_bill", "seller"), ("bill_b", "seller")]:  # fmt: skip
                assert "tags" not in groups
            if side == "buyer" and bill in ("bill_b", "direct_bill"):
                assert "chain" not in groups


def test_a_customer_sees_discount_columns_only_under_its_resellers_allowlist(demo, tmp_path):
    file = publish(demo, tmp_path / "w.duckdb")
    export_warehouse(ExportRequest(file, tmp_path / "out"))
    allowed = {
        account
        for (account,) in query(
            file,
            "select account_id from marts.dim_accounts where shows_customer_discounts",
        )
    }
    seen = set()
    for path in (tmp_path / "out").glob("accounts/*/bill_b_details.parquet"):
        table = pq.read_table(path)
        sellers = set(table.column("seller_account_id").to_pylist())
        shows = "discount_multiplier" in table.column_names
        assert shows == bool(sellers & allowed)
        seen.add(shows)
    assert seen == {True, False}
