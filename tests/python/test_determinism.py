"""The same records give the same bytes, and a secret reaches nobody it is kept from.

Rules 11.5: however records are ordered, split and repeated, with any number of threads and in
any zone of the machine, every mart is the same to the byte. Rules 11.8: what a provider agrees
with its partners, and what one tenant uses, changes no file of those it is no business of.
"""

from __future__ import annotations

import csv
import hashlib
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import duckdb
import pytest
from building import tierbill
from merged_datasets import write_merged
from tierbill.files.folder_names import folder_name

pytestmark = pytest.mark.slow
SEEDS = [("periods", seed) for seed in range(300, 312)]
# They count what was delivered, and where: rules 11.5 except them.
ACCOUNTS_OF_LOADS = {"findings", "load_accounting", "rejected_records"}
Row = dict[str, str]


@dataclass(frozen=True)
class Built:
    """A published warehouse and the files exported from it."""

    warehouse: Path
    exports: Path

    def marts(self) -> dict[str, str]:
        """The digest of every mart, rows in the order of all their columns."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            names = connection.execute(
                "select table_name from information_schema.tables "
                "where table_schema = 'marts' order by all"
            ).fetchall()
            return {name: digest(connection, name) for (name,) in names}

    def files(self) -> dict[str, str]:
        """The digest of every file below a party's folder."""
        return {
            path.relative_to(self.exports).as_posix(): sha256(path.read_bytes())
            for path in sorted(self.exports.glob("*/*/**/*"))
            if path.is_file()
        }


def digest(connection: duckdb.DuckDBPyConnection, mart: str) -> str:
    cursor = connection.execute(f'select * from marts."{mart}" order by all')
    return sha256("\n".join(map(repr, cursor.fetchall())).encode())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def build(
    home: Path, datasets: Iterable[Path], *options: object, environment: Mapping[str, str] = {}
) -> Built:
    landing, warehouse = home / "landing", home / "tierbill.duckdb"
    for dataset in datasets:
        tierbill("load", dataset, "--landing", landing, environment=environment)
    where = ("--landing", landing, "--warehouse", warehouse)
    tierbill("build", *where, *options, environment=environment)
    exports = home / "exports"
    tierbill("export", "--warehouse", warehouse, "--out", exports, environment=environment)
    return Built(warehouse, exports)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory) -> Path:
    return write_merged(SEEDS, tmp_path_factory.mktemp("dataset")).folder


@pytest.fixture(scope="module")
def plain(dataset, tmp_path_factory) -> Built:
    return build(tmp_path_factory.mktemp("plain"), [dataset])


def test_order_batches_and_repetition_change_nothing(dataset, plain, tmp_path):
    """Rules 11.5: shuffled, cut into three loads in another order, one of them loaded twice,
    another time under other file names with its records in another order; only
    `load_accounting` differs."""
    batches = [tmp_path / f"batch-{number}" for number in range(3)]
    again = tmp_path / "again"
    dice = random.Random(11)
    for path in sorted(dataset.glob("*.csv")):
        rows = read(path)
        dice.shuffle(rows)
        for number, batch in enumerate(batches):
            if rows[number::3]:
                write(batch / f"{path.stem}.csv", rows[number::3])
        write(again / path.stem / "second.csv", list(reversed(rows[0::3])))
    home = tmp_path / "built"
    found = build(home, [batches[2], batches[0], batches[2], again, batches[1]])
    assert same_but(ACCOUNTS_OF_LOADS, plain.marts(), found.marts()) == []
    assert plain.files() == found.files()


def test_a_file_loaded_twice_is_loaded_once(dataset, plain, tmp_path):
    found = build(tmp_path, [dataset, dataset])
    assert same_but({"load_accounting"}, plain.marts(), found.marts()) == []


def test_threads_change_nothing(dataset, plain, tmp_path):
    """Rules 11.5: with one thread and with two."""
    found = build(tmp_path, [dataset], "--threads", 1)
    assert same_but({"load_accounting"}, plain.marts(), found.marts()) == []
    assert plain.files() == found.files()


def test_the_zone_of_the_machine_changes_nothing(dataset, plain, tmp_path):
    found = build(tmp_path, [dataset], environment={"TZ": "Asia/Shanghai"})
    assert same_but({"load_accounting"}, plain.marts(), found.marts()) == []
    assert plain.files() == found.files()


def same_but(excepted: set[str], one: dict[str, str], other: dict[str, str]) -> list[str]:
    """The marts that differ, but for those excepted."""
    assert one.keys() == other.keys()
    return [name for name in one if one[name] != other[name] and name not in excepted]


def altered(dataset: Path, out: Path, table: str, change: Callable[[Row], Row]) -> Path:
    """A copy of a dataset in which one table is changed row by row."""
    for path in sorted(dataset.glob("*.csv")):
        rows = read(path)
        write(out / path.name, [change(row) for row in rows] if path.stem == table else rows)
    return out


def one_more(text: str) -> str:
    """A number plus one, so that different numbers stay different; what is none stays."""
    try:
        return str(Decimal(text) + 1) if text.replace(".", "").isdecimal() else text
    except InvalidOperation:
        return text


def changed_folders(one: Built, other: Built) -> set[str]:
    """The folders (kind/party) in which any file is new, gone or different."""
    before, after = one.files(), other.files()
    assert before, "nothing was exported"
    return {
        "/".join(name.split("/")[:2])
        for name in before.keys() | after.keys()
        if before.get(name) != after.get(name)
    }


def query(built: Built, sql: str) -> set[str]:
    with duckdb.connect(str(built.warehouse), read_only=True) as connection:
        return {row[0] for row in connection.execute(sql).fetchall()}


FIRST_PARTIES = """
select seller_account_id from marts.fct_rated_legs where leg_number = 1
union
select buyer_account_id from marts.fct_rated_legs where leg_kind = 'bill_a'
"""
# A channel without a record is read by the partner that sold through it.
THEIR_CHANNELS = f"""
select channel_code from marts.dim_channels where reseller_account_id in ({FIRST_PARTIES})
union
select channel_code from marts.fct_rated_legs
where
    reseller_account_id in ({FIRST_PARTIES})
    and channel_code not in (select channel_code from marts.dim_channels)
"""


def folders(kind: str, codes: Iterable[str | None]) -> set[str]:
    return {f"{kind}/{folder_name(code)}" for code in codes if code is not None}


def test_what_provider_and_partner_agree_stays_between_them(dataset, plain, tmp_path):
    """Rules 11.8: other special approvals and adjustments: no customer's and no second level's file
    moves, though `bill_a_details` does."""
    roles = "select account_id from marts.dim_accounts where account_role "
    providers = query(plain, roles + "= 'provider'")
    partners = query(plain, roles + "in ('distributor', 'reseller')")

    def other_terms(row: Row) -> Row:
        if row["seller_account_id"] not in providers or row["buyer_account_id"] not in partners:
            return row
        names = ("multiplier", "contract_unit_price")
        return row | {name: one_more(row[name]) for name in names}

    def other_amount(row: Row) -> Row:
        return row | {"amount": one_more(row["amount"])}

    terms = altered(dataset, tmp_path / "terms", "discounts", other_terms)
    both = altered(terms, tmp_path / "both", "bill_adjustments", other_amount)
    moved = changed_folders(plain, build(tmp_path, [both]))
    concerned = folders("accounts", query(plain, FIRST_PARTIES))
    concerned |= folders("channels", query(plain, THEIR_CHANNELS))
    concerned |= {folder for folder in moved if folder.startswith("billing_groups/")}
    assert moved - concerned == set()
    assert moved, "nothing changed: the test shows nothing"


def test_a_tenant_moves_only_its_own_bills(dataset, plain, tmp_path):
    """Rules 11.8: another quantity in all usage of one customer: nobody outside its chains sees a
    change."""
    (customer,) = query(
        plain,
        "select arg_max(owner_account_id, charges) from (select owner_account_id, "
        "count(*) as charges from marts.fct_rated_legs where leg_kind = 'bill_b' group by all)",
    )

    def more_usage(row: Row) -> Row:
        if row["owner_account_id"] != customer:
            return row
        return row | {"usage_quantity": one_more(row["usage_quantity"])}

    usage = altered(dataset, tmp_path / "usage", "usage", more_usage)
    moved = changed_folders(plain, build(tmp_path, [usage]))
    own = f"from marts.fct_rated_legs where owner_account_id = '{customer}'"
    parties = f"select seller_account_id {own} union select buyer_account_id {own}"
    concerned = folders("accounts", query(plain, parties))
    concerned |= folders("channels", query(plain, f"select channel_code {own}"))
    concerned |= folders("billing_groups", query(plain, f"select billing_group_code {own}"))
    assert moved - concerned == set()
    assert folders("accounts", [customer]) <= moved
