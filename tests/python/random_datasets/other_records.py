"""Credits, adjustments and the tables that rate nothing."""

from __future__ import annotations

from datetime import timedelta

from reference.billing_calendar import instant_text

from .consumption import purchase
from .world import AUGUST, World


def add_credits(world: World) -> None:
    """More given back early on than is billed then, so that something is left to carry."""
    for _ in range(4):
        moment = AUGUST + timedelta(days=world.rng.randrange(-3, 20))
        world.add(
            "bill_adjustments",
            reseller_account_id=world.pick(["D1", "R1"]),
            amount=world.pick(["50", "700.5", "123456.789", "9.0009"]),
            currency_code=world.pick(["USD", "CNY", "JPY", "KWD"]),
            occurred_at=moment,
            recorded_at=world.soon_after(moment),
        )
    for number in range(6):
        record = purchase(world, f"g-{number}", order_type="price_adjustment")
        moment = AUGUST + timedelta(days=world.rng.randrange(-3, 20))
        record["placed_at"] = record["paid_at"] = instant_text(moment)
        record["recorded_at"] = instant_text(world.soon_after(moment))
        record["list_cost"] = world.pick(["-50", "-700.5", "-123456.789", "-9.0009"])
        record["currency_code"] = world.pick(["USD", "CNY", "JPY", "KWD"])


def add_adjustments(world: World, count: int, *, with_owners: bool = True) -> None:
    partners = [*world.partners, "A1", *world.customers[:1]]
    for _ in range(count):
        moment = world.near_an_edge()
        world.add(
            "bill_adjustments",
            provider_account_id=world.pick(["P1", "P2", "P1", "R1"]),
            reseller_account_id=world.pick(partners),
            owner_account_id=world.pick([None, *world.customers]) if with_owners else None,
            adjustment_kind=world.pick(["compensation", "deduction"]),
            amount=world.pick(["0.005", "150", "40", "0.125", "0.00000001", "2.675"]),
            currency_code=world.pick(["USD", "CNY", "EUR", "JPY", "KWD"]),
            occurred_at=moment,
            reason=world.pick([None, "goodwill"]),
            recorded_at=world.soon_after(moment),
        )


def add_other_tables(world: World) -> None:
    """Tables that nothing is rated from; their records are only cleaned."""
    for number in range(3):
        world.add(
            "billing_tag_keys",
            account_id=world.pick([*world.partners, "nobody"]),
            tag_key=f"project{number}",
            enabled_at=AUGUST + timedelta(days=number),
        )
        world.add(
            "payments",
            account_id=world.pick([*world.customers, "nobody"]),
            payee_account_id="R1",
            payment_kind="payment",
            amount="-3.5",
            currency_code="USD",
            status=world.pick(["completed", "failed"]),
            occurred_at=AUGUST,
        )
