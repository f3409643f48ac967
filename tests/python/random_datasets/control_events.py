"""What the periods profile adds: issues, confirmations, credit, budgets, freezes, permissions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from .world import AUGUST, SEPTEMBER, World

NOW = datetime.fromisoformat("2025-10-06T00:00:00Z")
# The topmost partner over the customers of each partner (S2 moves away in some datasets).
TOPMOST = {"D1": "D1", "S1": "D1", "S2": "D1", "T1": "D1", "R1": "R1", "R2": "R2"}
TOPMOST |= {"D2": "D2", "S3": "D2"}
JULY_1, AUGUST_1, SEPTEMBER_1 = date(2025, 7, 1), date(2025, 8, 1), date(2025, 9, 1)
MONTH_ENDS = {JULY_1: AUGUST, AUGUST_1: SEPTEMBER}


def add_issues(world: World) -> None:
    """Most sellers issue July and August; some late, early, twice, out of order or at once."""
    sellers = ["P1", "P2", "D1", "D2", "S1", "S2", "S3", "T1", "R1", "R2"]
    for seller in sellers:
        if world.chance(0.15):
            continue
        together = SEPTEMBER + timedelta(days=4, hours=9) if world.chance(0.15) else None
        late_july = world.chance(0.15)
        for month, ended in MONTH_ENDS.items():
            days = world.pick([0, 4, 4, 5]) + (40 if late_july and month == JULY_1 else 0)
            _issue(world, seller, month, together or ended + timedelta(days=days))
    first = dict(world.tables["bill_issues"][0])
    for version, seconds in (("2", 86400), ("3", 30 * 86400)):
        again = datetime.fromisoformat(first["issued_at"]) + timedelta(seconds=seconds)
        world.add("bill_issues", **first | {"version": version, "issued_at": again})
    _issue(world, "D1", AUGUST_1, SEPTEMBER - timedelta(microseconds=1), version=9)
    _issue(world, "nobody", JULY_1, AUGUST)
    world.add(
        "bill_issues",
        seller_account_id="P1",
        billing_month=SEPTEMBER_1,
        version=1,
        issued_at=NOW + timedelta(days=1),
        recorded_at=NOW - timedelta(days=1),
    )


def _issue(
    world: World, seller: str, month: date, issued_at: datetime, *, version: int = 1
) -> None:
    world.add(
        "bill_issues",
        seller_account_id=seller,
        billing_month=month,
        version=version,
        issued_at=issued_at,
        recorded_at=issued_at + timedelta(seconds=world.pick([0, 60, 86400])),
    )


def managed(world: World) -> list[tuple[str, str]]:
    """(parent, customer) pairs, as they are bound at some time."""
    return [
        (row["parent_account_id"], row["account_id"])
        for row in world.tables["account_bindings"]
        if row["account_id"] in world.customers and row["parent_account_id"] in TOPMOST
    ]


def _moment(world: World) -> datetime:
    """Any second from the end of July to the end of September, never a round one."""
    return AUGUST + timedelta(seconds=world.rng.randrange(-3 * 86400, 55 * 86400) // 60 * 60 + 17)


def add_confirmations(world: World, count: int) -> None:
    for number in range(count):
        parent, customer = world.pick(managed(world))
        moment = SEPTEMBER + timedelta(
            days=world.rng.randrange(3, 30), seconds=world.rng.randrange(9)
        )
        illegal = [
            {"confirmed_by_account_id": TOPMOST[parent]},
            {"charge_id": "order:orders-0001"},
            {"batch_id": "b-0", "amount": "1"},
            {"amount": "0"},
            {"amount": "-5"},
            {"amount": "1000000000"},
            {"confirmed_at": AUGUST + timedelta(days=2)},
            {"billing_month": SEPTEMBER_1},
            {"customer_account_id": "nobody"},
        ]
        values = {
            "batch_id": None,
            "amount": world.pick([None, None, "0.01", "0.00000001", "1"]),
            "confirmed_by_account_id": parent,
            "customer_account_id": customer,
            "billing_month": world.pick([JULY_1, AUGUST_1, AUGUST_1]),
            "confirmed_at": moment,
        }
        if values["amount"] is None and world.chance(0.4):
            values["batch_id"] = f"b-{number // 5}"
        values |= world.pick(illegal) if world.chance(0.3) else {}
        world.add("bill_confirmations", recorded_at=moment, **values)


def add_allocations(world: World, count: int) -> None:
    pools = [("D1", "S1"), ("D1", "S2"), ("D2", "S3"), ("D1", "T1"), ("P1", "D1")]
    for _ in range(count):
        moment = _moment(world)
        is_pool = world.chance(0.3)
        by, account = world.pick(pools) if is_pool else world.pick(managed(world))
        if world.chance(0.1):
            by = world.pick(["P1", "R1", "nobody"])
        world.add(
            "credit_allocations",
            granted_by_account_id=by,
            account_id=account,
            allocation_kind="pool" if is_pool else "customer",
            amount=world.pick(
                ["10000", "100", "5", "0.00000001", "-1", "-100", "0", "-0.00000001"]
            ),
            allocated_at=moment,
            recorded_at=moment,
        )


def add_budgets(world: World, count: int) -> None:
    for _ in range(count):
        moment = _moment(world)
        parent, customer = world.pick(managed(world))
        by = world.pick([TOPMOST[parent], TOPMOST[parent], TOPMOST[parent], parent, "P1"])
        is_set = world.chance(0.85)
        world.add(
            "budget_events",
            set_by_account_id=by,
            customer_account_id=customer,
            budget_type=world.pick(["monthly", "monthly", "one_time"]),
            action="set" if is_set else "delete",
            amount=world.pick(["0", "0.01", "1", "10", "1000"]) if is_set else None,
            occurred_at=moment,
            recorded_at=moment,
        )
    world.add(
        "budget_events",
        set_by_account_id="D1",
        customer_account_id=world.customers[0],
        occurred_at=AUGUST,
        recorded_at=AUGUST,
    )


def add_tag_keys(world: World, count: int) -> None:
    """Keys that resources have, in their case or another, set by anyone, some taken back."""
    for _ in range(count):
        moment = _moment(world)
        later = moment + timedelta(days=world.rng.randrange(25))
        world.add(
            "billing_tag_keys",
            account_id=world.pick([*world.partners, *world.customers]),
            tag_key=world.pick(["project", "project", "Env", "env", "é"]),
            enabled_at=moment,
            disabled_at=world.pick([None, later]),
            recorded_at=moment,
        )


def add_control_events(world: World, count: int) -> None:
    """Grants to resellers, then freezes, restrictions and requests about customers."""
    for reseller, topmost in (("S1", "D1"), ("S2", "D1"), ("S3", "D2"), ("S1", "R1")):
        for action in ("grant_permission", "revoke_permission", "grant_permission"):
            if world.chance(0.5):
                permission = world.pick(["set_budget", "freeze_account", "freeze_resources"])
                _control(world, topmost, reseller, action, permission=permission)
    _control(world, "D1", "S1", "grant_permission")
    permission = world.pick(["set_budget", None])
    _control(world, "D1", world.customers[0], "grant_permission", permission=permission)
    actions = ["freeze_account", "unfreeze_account", "unfreeze_account", "freeze_resources"]
    actions += ["unfreeze_resources", "restrict_pay_per_use", "allow_pay_per_use"]
    for _ in range(count):
        parent, customer = world.pick(managed(world))
        by = world.pick([TOPMOST[parent], TOPMOST[parent], parent])
        _control(world, by, customer, world.pick(actions))
    for number in range(4):
        parent, customer = world.pick(managed(world))
        request = f"q-{number}"
        _control(world, parent, customer, "request_budget", request_id=request)
        answered = world.pick([request, "q-lost"])
        _control(world, TOPMOST[parent], customer, "accept_request", request_id=answered)


def _control(world: World, by: str, account: str, action: str, **values: object) -> None:
    moment = _moment(world)
    world.add(
        "account_control_events",
        made_by_account_id=by,
        account_id=account,
        action=action,
        occurred_at=moment,
        recorded_at=moment,
        **values,
    )
