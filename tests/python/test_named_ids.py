"""Accounts and channels found by their names; ids win, several hits are refused with their ids."""

from __future__ import annotations

import duckdb
import pytest
from tierbill.shared.displayed_tables import Display
from tierbill.shared.errors import Refused
from tierbill.shared.named_ids import chosen_account, chosen_id, named_id, names_of
from tierbill.shared.nearest_ids import meant_id, nearest
from tierbill.show.finding_text import finding_text

ACCOUNTS = [
    ("1", "Paula, reseller in Singapore"),
    ("2", "Pia, Paula's customer"),
    ("3", "René"),
    ("4", "Renée Trading"),
    ("5", "Northcloud"),
    ("6", "Northcloud Retail"),
    ("7", "5"),
    ("8", "50 % off_ltd"),
    ("9", None),
    ("10", "北方云"),
]


@pytest.fixture
def database():
    with duckdb.connect() as database:
        database.execute("create schema marts")
        database.execute("create table marts.dim_accounts (account_id text, account_name text)")
        database.executemany("insert into marts.dim_accounts values (?, ?)", ACCOUNTS)
        yield database


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("1", "1"),
        ("5", "5"),  # an id wins over the name of another
        ("Paula", "1"),  # first words come before any part
        ("paula's", "2"),
        ("PAULA, RESELLER", "1"),
        ("singapore", "1"),
        ("rene", "3"),  # the whole name comes before its first words
        ("northcloud", "5"),
        ("northcloud r", "6"),
        ("% off_", "8"),
        ("方", "10"),
        ("9", "9"),
        ("nobody", "nobody"),
        ("", ""),
    ],
)
def test_an_account_is_found_by_id_or_name(database, given, found):
    assert chosen_account(database, "--seller", given) == found


def test_several_hits_are_refused_with_their_ids(database):
    with pytest.raises(Refused) as refused:
        chosen_account(database, "--seller", "cloud")
    assert str(refused.value).splitlines() == [
        "--seller cloud: this is in 2 names. Give the id of one:",
        "  5 Northcloud",
        "  6 Northcloud Retail",
    ]


def test_of_many_hits_the_first_are_named_and_the_others_counted(database):
    known = "select n::varchar, 'customer ' || n from range(100, 150) as counted (n)"
    with pytest.raises(Refused) as refused:
        chosen_id(database, "--buyer", "customer", known)
    lines = str(refused.value).splitlines()
    assert len(lines) == 22
    assert lines[-1] == "  ... and 30 more"


def test_only_what_is_known_there_is_found(database):
    known = "select account_id, account_name from marts.dim_accounts where account_id <> $other"
    assert chosen_id(database, "--buyer", "paula", known, {"other": "1"}) == "2"


def test_names_stand_behind_ids_and_control_nothing(database):
    database.execute("insert into marts.dim_accounts values ('11', 'a' || chr(27) || 'b')")
    assert named_id(database, "seller_account_id", "11") == r"11 a\x1bb"
    assert named_id(database, "account_id", "7") == "7 5"
    assert named_id(database, "account_id", "none") == "none"
    assert names_of(database, "charge_id", {"1"}) == {}
    assert names_of(database, "sku_id", {"1"}) == {}  # a warehouse without skus


def test_the_nearest_are_those_like_the_id_or_like_the_name(database):
    accounts = "from marts.dim_accounts"
    assert nearest(database, accounts, "account_id", "Pavla", 1) == (
        "Nearest: 1 Paula, reseller in Singapore."
    )
    assert nearest(database, "select 'unknown_sku' as reason", "reason", "unknown") == (
        "Nearest: unknown_sku."
    )
    assert nearest(database, f"{accounts} where false", "account_id", "x") == (
        "There are none in this warehouse."
    )


def test_an_id_is_meant_if_it_differs_in_a_letter_or_two():
    with duckdb.connect() as database:
        known = "select unnest(['customer-1', 'P']) as id"
        assert meant_id(database, known, "id", "customer-21") == "customer-1"
        assert meant_id(database, known, "id", "sku") is None


def test_the_text_of_a_finding_has_names_local_times_and_the_digits_of_its_currency(database):
    database.execute("create schema meta")
    database.execute(
        "create table meta.build as select map {'billing_timezone': 'Etc/GMT-8'} as settings"
    )
    database.execute(
        "create table marts.dim_currencies as select 'JPY' as currency_code, 0 as currency_digits"
    )
    database.execute("insert into marts.dim_accounts values ('R1', 'Rita')")
    text = (
        "1 of 5 records of owner R1 and of R1 to R1 from 2025-08-21T00:30:00Z to "
        "2025-09-03T00:30:41.500000Z: list cost 973.96519576 JPY, pricing_increment 0.2500000000."
    )
    assert finding_text(Display(database), text) == (
        "1 of 5 records of owner R1 (Rita) and of R1 (Rita) to R1 (Rita) from 2025-08-21 08:30 "
        "UTC+8 to 2025-09-03 08:30:41.500000 UTC+8: list cost 974 JPY, pricing_increment "
        "0.2500000000."
    )
    exact = finding_text(Display(database, exact=True), text)
    assert "list cost 973.96519576 JPY" in exact
