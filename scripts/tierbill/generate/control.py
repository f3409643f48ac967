"""Credit, confirmations, budgets, account states, billing tags, payments and issued months."""

from datetime import date, timedelta
from decimal import Decimal

from tierbill.generate.parties import BEGINNING, Parties, Party
from tierbill.generate.plan import Plan
from tierbill.generate.random_draws import Draws
from tierbill.generate.schema import Row, Tables


def control_tables(plan: Plan, parties: Parties) -> Tables:
    """The seven tables of control; some of their events are against rules 9."""
    return {
        "credit_allocations": _allocations(plan, parties),
        "bill_confirmations": _confirmations(plan, parties),
        "budget_events": _budgets(plan, parties),
        "account_control_events": _control_events(plan, parties),
        "billing_tag_keys": _tag_keys(plan, parties),
        "payments": _payments(plan, parties),
        "bill_issues": _issues(plan, parties),
    }


def _money(draws: Draws, low: int, high: int) -> Decimal:
    """A whole amount of money between low and high."""
    return Decimal(draws.randint(low, high))


def _of_resellers(parties: Parties) -> list[Party]:
    """Customers that began under a partner."""
    return [one for one in parties.customers if one.parent and one.parent.is_partner]


def _allocations(plan: Plan, parties: Parties) -> list[Row]:
    """Pools for second-level resellers, limits for customers, some taken back in a month."""
    draws = Draws(plan.seed, "allocations")
    rows: list[Row] = []

    def add(grantor: Party, account: Party, kind: str, amount: Decimal, is_late: bool) -> None:
        start = plan.starts_at if is_late else BEGINNING + timedelta(days=205)
        moment = draws.instant(start, plan.ends_at if is_late else plan.starts_at)
        rows.append(
            {
                "allocation_id": f"alc-{len(rows):07d}",
                "granted_by_account_id": grantor.account_id,
                "account_id": account.account_id,
                "allocation_kind": kind,
                "amount": amount,
                "allocated_at": moment,
                "recorded_at": moment,
            }
        )

    for lower in parties.lower:
        if lower.parent is not None:
            add(lower.parent, lower, "pool", _money(draws, 50_000, 900_000), False)
    for customer in _of_resellers(parties):
        if draws.chance(0.6) and customer.parent is not None:
            add(customer.parent, customer, "customer", _money(draws, 100, 9000), False)
            if draws.chance(0.15):
                add(customer.parent, customer, "customer", -_money(draws, 50, 5000), True)
    add(
        parties.customers[0], parties.customers[1], "customer", Decimal(5), True
    )  # not_your_account
    return rows


def _confirmations(plan: Plan, parties: Parties) -> list[Row]:
    """Bills confirmed as paid, wholly or partly, after the month was issued."""
    draws = Draws(plan.seed, "confirmations")
    rows: list[Row] = []
    for month in plan.months:
        for customer in _of_resellers(parties):
            if not draws.chance(0.4) or customer.parent is None:
                continue
            moment = month.ends_at + timedelta(days=5, seconds=draws.randrange(600_000))
            is_batch = draws.chance(0.2)
            amount = _money(draws, 1, 60) if draws.chance(0.25) else None
            by = customer.parent if draws.chance(0.97) else parties.first_level[0]
            rows.append(
                {
                    "confirmation_id": f"cnf-{len(rows):07d}",
                    "batch_id": f"cb-{len(rows) // 9:05d}" if is_batch else None,
                    "confirmed_by_account_id": by.account_id,
                    "customer_account_id": customer.account_id,
                    "billing_month": month.first_day,
                    "charge_id": "usage:line" if draws.chance(0.01) else None,
                    "amount": amount,
                    "confirmed_at": moment,
                    "recorded_at": moment,
                }
            )
    return rows


def _budgets(plan: Plan, parties: Parties) -> list[Row]:
    """Budgets set and deleted, mostly by the topmost partner."""
    draws = Draws(plan.seed, "budgets")
    rows: list[Row] = []
    for customer in _of_resellers(parties):
        for number in range(draws.choice((0, 0, 0, 1, 1, 2))):
            moment = draws.instant(plan.starts_at - timedelta(days=10), plan.ends_at)
            is_set = number == 0 or draws.chance(0.6)
            by = customer.first_level if draws.chance(0.95) else parties.first_level[0]
            rows.append(
                {
                    "budget_event_id": f"bdg-{len(rows):07d}",
                    "set_by_account_id": by.account_id,
                    "customer_account_id": customer.account_id,
                    "budget_type": "one_time" if draws.chance(0.2) else "monthly",
                    "action": "set" if is_set else "delete",
                    "amount": _money(draws, 0, 800) if is_set and draws.chance(0.98) else None,
                    "occurred_at": moment,
                    "recorded_at": moment,
                }
            )
    return rows


def _control_events(plan: Plan, parties: Parties) -> list[Row]:
    """Freezes and thaws, restrictions, permissions, requests and their answers."""
    draws = Draws(plan.seed, "control events")
    rows: list[Row] = []

    def add(by: Party, account: Party, action: str, **change: object) -> None:
        moment = draws.instant(plan.starts_at, plan.ends_at)
        rows.append(
            {
                "control_event_id": f"ctl-{len(rows):07d}",
                "made_by_account_id": by.account_id,
                "account_id": account.account_id,
                "action": action,
                "occurred_at": moment,
                "recorded_at": moment,
            }
            | change
        )

    permissions = ("set_budget", "freeze_account", "freeze_resources")
    for lower in parties.lower:
        permission = draws.choice(permissions)
        add(lower.first_level, lower, "grant_permission", permission=permission)
        if draws.chance(0.2):
            add(lower.first_level, lower, "revoke_permission", permission=permission)
    for number, customer in enumerate(_of_resellers(parties)):
        if draws.chance(0.1):
            action = draws.choice(("freeze_account", "freeze_resources", "restrict_pay_per_use"))
            add(customer.first_level, customer, action)
            if draws.chance(0.5):
                back = {"restrict_pay_per_use": "allow_pay_per_use"}.get(action, f"un{action}")
                add(customer.first_level, customer, back)
        if customer.parent is not None and not customer.parent.is_first_level and number % 20 == 0:
            request = {"request_id": f"req-{number:06d}"}
            add(customer.parent, customer, "request_freeze", **request)
            add(customer.first_level, customer, "accept_request", **request)
    stranger = parties.customers[0]
    add(stranger, parties.customers[1], "freeze_account")  # no_permission
    add(parties.first_level[0], parties.lower[0], "grant_permission")  # missing_permission
    return rows


def _tag_keys(plan: Plan, parties: Parties) -> list[Row]:
    """Billing tag keys of partners and of some customers."""
    draws = Draws(plan.seed, "tag keys")
    viewers = [*parties.partners, *parties.customers[::10]]
    rows: list[Row] = []
    for viewer in viewers:
        for key in draws.sample(("env", "team", "cost-centre"), draws.randint(1, 2)):
            enabled = draws.instant(BEGINNING + timedelta(days=220), plan.ends_at)
            ends = enabled + timedelta(days=20) if draws.chance(0.1) else None
            rows.append(
                {
                    "account_id": viewer.account_id,
                    "tag_key": key,
                    "enabled_at": enabled,
                    "disabled_at": ends,
                    "recorded_at": enabled,
                }
            )
    return rows


def _payments(plan: Plan, parties: Parties) -> list[Row]:
    """Payments of customers to their partners, a few failed, and credits."""
    draws = Draws(plan.seed, "payments")
    rows: list[Row] = []
    for customer in _of_resellers(parties):
        if customer.parent is None or not draws.chance(0.5):
            continue
        failed = draws.chance(0.05)
        moment = draws.instant(plan.starts_at, plan.ends_at + timedelta(days=8))
        rows.append(
            {
                "payment_id": f"pay-{len(rows):07d}",
                "account_id": customer.account_id,
                "payee_account_id": customer.parent.account_id,
                "payment_kind": "credit" if draws.chance(0.1) else "payment",
                "amount": draws.number(100, 500_000, 2),
                "currency_code": draws.choice(("USD", "CNY")),
                "status": "failed" if failed else "completed",
                "failure_code": "declined" if failed else None,
                "occurred_at": moment,
                "memo": None,
                "recorded_at": moment,
            }
        )
    return rows


def _issues(plan: Plan, parties: Parties) -> list[Row]:
    """Each seller issues each month on the 3rd to the 5th, a few a second time or too early."""
    draws = Draws(plan.seed, "issues")
    rows: list[Row] = []

    def add(seller: Party, billing_month: date, version: int, issued_at: object) -> None:
        rows.append(
            {
                "seller_account_id": seller.account_id,
                "billing_month": billing_month,
                "version": version,
                "issued_at": issued_at,
                "recorded_at": issued_at,
            }
        )

    for month in plan.months:
        for seller in parties.providers + parties.partners:
            if draws.chance(0.05):
                continue
            issued_at = month.ends_at + timedelta(days=2, seconds=draws.randrange(172_800))
            add(seller, month.first_day, 1, issued_at)
            if draws.chance(0.05):
                add(seller, month.first_day, 2, issued_at + timedelta(days=3))
        add(parties.first_level[0], month.first_day, 3, month.ends_at - timedelta(days=1))
    return rows
