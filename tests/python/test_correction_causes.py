"""Why issued lines are reversed or corrected, told from the lines."""

from __future__ import annotations

import duckdb
import pytest
from tierbill.build.correction_causes import correction_causes

LINE = {
    "seller_account_id": "p",
    "buyer_account_id": "r",
    "owner_account_id": "c",
    "leg_kind": "bill_a",
    "charge_id": "u",
    "charge_category": "usage",
    "corrects_billing_month": "2025-08-01",
    "currency_code": "USD",
    "consumed_quantity": "10",
    "pricing_quantity": "10",
    "list_unit_price": "1",
    "list_cost": "10",
    "reserved_cost": "0",
    "plan_cost": "0",
    "contracted_cost": "7",
    "voucher_cost": "0",
    "tax_cost": "0",
}
NEGATED = ("list_cost", "reserved_cost", "plan_cost", "contracted_cost", "voucher_cost", "tax_cost")


def reversal(**values: str) -> dict[str, str]:
    line = LINE | values | {"line_id": "u:1:2:reversal", "line_kind": "reversal"}
    return line | {name: str(-int(line[name])) for name in NEGATED}


def correction(**values: str) -> dict[str, str]:
    return LINE | values | {"line_id": "u:1:2", "line_kind": "correction"}


def causes(*lines: dict[str, str], roles: tuple[str, ...] = (), charges: tuple[str, ...] = ("u",)):
    """The causes of some lines; `roles` are accounts whose role changes."""
    with duckdb.connect() as database:
        database.execute("attach ':memory:' as later")
        database.execute("create schema later.intermediate; create schema later.marts")
        names = list(correction())
        types = dict.fromkeys((*NEGATED, "consumed_quantity", "pricing_quantity"), "decimal(18, 2)")
        types |= {"list_unit_price": "decimal(18, 2)", "corrects_billing_month": "date"}
        columns = ", ".join(f"{name} {types.get(name, 'varchar')}" for name in names)
        database.execute(f"create table later.intermediate.int_bill_lines ({columns})")
        marks = ", ".join("?" * len(names))
        for line in lines:
            database.execute(
                f"insert into later.intermediate.int_bill_lines values ({marks})",
                [line[name] for name in names],
            )
        database.execute(
            "create table later.intermediate.int_account_roles "
            "(account_id varchar, known_to timestamptz)"
        )
        for account in [*roles, *roles]:
            database.execute(
                "insert into later.intermediate.int_account_roles "
                "values (?, timestamptz '9999-12-31 00:00:00+00')",
                [account],
            )
        database.execute("create table later.marts.fct_charges (charge_id varchar)")
        for charge in charges:
            database.execute("insert into later.marts.fct_charges values (?)", [charge])
        new = "select seller_account_id, line_id from later.intermediate.int_bill_lines"
        found = correction_causes(database, new)
    return {(seller, f"{month:%Y-%m}"): told for (seller, month, _), told in found.items()}


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"buyer_account_id": "s"}, "binding"),
        ({"owner_account_id": "d"}, "usage or order restated"),
        ({"consumed_quantity": "8", "list_cost": "8"}, "usage restated or late"),
        ({"list_unit_price": "2", "list_cost": "20", "contracted_cost": "14"}, "list price"),
        ({"plan_cost": "2", "contracted_cost": "5"}, "entitlement"),
        ({"contracted_cost": "8"}, "discount"),
        ({"voucher_cost": "1"}, "voucher"),
        ({"tax_cost": "1"}, "tax"),
    ],
)
def test_what_differs_first_is_the_cause(changed, cause):
    assert causes(reversal(), correction(**changed)) == {("p", "2025-08"): [(cause, 1)]}


def test_a_leg_that_another_seller_has_now_moved_with_a_binding_or_a_role():
    moved = [reversal(seller_account_id="r"), correction(seller_account_id="s")]
    expected = {("r", "2025-08"): [("binding", 1)], ("s", "2025-08"): [("binding", 1)]}
    assert causes(*moved) == expected
    assert causes(*moved, roles=("c",))["r", "2025-08"] == [("role or binding", 1)]


def test_a_line_without_a_counterpart_is_late_or_gone():
    assert causes(correction())["p", "2025-08"] == [("late usage", 1)]
    assert causes(reversal(), charges=())["p", "2025-08"] == [("usage gone", 1)]


def test_nothing_is_told_of_a_version_without_its_steps():
    with duckdb.connect() as database:
        database.execute("attach ':memory:' as later")
        assert correction_causes(database, "select '' as seller_account_id, '' as line_id") == {}
