"""The stage of a random dataset: parties, their moves, channels, tax, and the clock."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from .dataset import BEGIN, Dataset

BEIJING = timedelta(hours=8)
BEFORE = datetime(2025, 6, 1, tzinfo=UTC)
EARLY = datetime(2020, 1, 1, tzinfo=UTC)
# Months in the billing calendar: July ends, August, September begins.
AUGUST = datetime(2025, 8, 1, tzinfo=UTC) - BEIJING
SEPTEMBER = datetime(2025, 9, 1, tzinfo=UTC) - BEIJING
NUDGES = (
    timedelta(0),
    timedelta(microseconds=-1),
    timedelta(microseconds=1),
    timedelta(seconds=-1),
    timedelta(minutes=-30),
    timedelta(minutes=25, seconds=0.5),
    timedelta(hours=-1),
    timedelta(hours=1),
    timedelta(hours=-24),
)


class World(Dataset):
    """A dataset with dice, an own clock and lists of who and what there is."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.rng = random.Random(seed)
        self.partners: list[str] = []
        self.customers: list[str] = []
        self.skus: dict[str, dict] = {}
        # Instants at which something changes; events crowd around them.
        self.edges = [AUGUST, SEPTEMBER, AUGUST + timedelta(days=14)]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, values):
        return self.rng.choice(list(values))

    def boundary(self) -> datetime:
        """A fresh instant of change: often on the hour or day, sometimes inside an hour."""
        day = AUGUST + timedelta(days=self.rng.randrange(-3, 34))
        inside = self.pick(
            [
                timedelta(0),
                timedelta(hours=self.rng.randrange(24)),
                timedelta(hours=self.rng.randrange(24), minutes=30),
                timedelta(hours=10, minutes=30, microseconds=500000),
            ]
        )
        self.edges.append(day + inside)
        return day + inside

    def key_boundary(self) -> datetime:
        """A boundary that may stand in a key: whole seconds, since keys spell no fraction."""
        return self.boundary().replace(microsecond=0)

    def near_an_edge(self) -> datetime:
        """An instant on an edge or a nudge away from it; now and then anywhere."""
        if self.chance(0.15):
            return AUGUST + timedelta(seconds=self.rng.randrange(-3 * 86400, 34 * 86400))
        return self.pick(self.edges) + self.pick(NUDGES)

    def soon_after(self, moment: datetime) -> datetime:
        """When a record becomes known: mostly soon, sometimes weeks later."""
        if self.chance(0.1):
            return moment + timedelta(days=self.rng.randrange(3, 30), seconds=11)
        return moment + timedelta(seconds=self.rng.randrange(60, 2 * 86400))

    def number(self, *choices: str) -> Decimal:
        return Decimal(self.pick(choices))


def build_parties(world: World) -> None:
    """Two providers, partner trees four deep, customers that move, gaps and direct customers."""
    for provider, currency in (("P1", "USD"), ("P2", "CNY")):
        world.account(provider, "provider", currency_code=currency)
    roles = {"D1": "distributor", "D2": "distributor", "R1": "reseller", "R2": "reseller"}
    roles |= {"S1": "reseller", "S2": "reseller", "S3": "reseller", "T1": "reseller"}
    for partner, role in roles.items():
        world.account(
            partner,
            role,
            tax_region=world.pick(["SG", "IN", "IN", "XX", None]),
            shows_customer_discounts=partner != "R2" and world.chance(0.85),
            shows_reseller_costs=world.chance(0.5),
        )
        world.partners.append(partner)
    _bind_partners(world)
    for number in range(8):
        customer = world.account(
            f"00{9007199254740993 + number}",
            tax_region=world.pick(["SG", None]),
            currency_code=world.pick(["USD"] * 8 + ["JPY", "KWD"]),
        )
        world.customers.append(customer)
        _bind_customer(world, customer)
    _bad_bindings(world)
    _contested_bindings(world)
    _changed_roles(world)


def _bind_partners(world: World) -> None:
    for child, parent in (("D1", "P1"), ("R1", "P1"), ("S1", "D1"), ("T1", "S1"), ("S3", "D2")):
        world.bind(child, parent)
    if world.chance(0.5):
        world.bind("D2", "P2")
    moment = world.boundary()
    world.bind("S2", "D1", unbound_at=moment)
    gap = timedelta(0) if world.chance(0.6) else timedelta(days=1)
    world.bind("S2", world.pick(["D2", "P1", "S1"]), bound_at=moment + gap)


def _bind_customer(world: World, customer: str) -> None:
    """One to three parents in turn, with or without a gap; none is a direct customer."""
    parents = ["D1", "S1", "S2", "T1", "R1", "R2", "S3", "D2", "P1"]
    moments = sorted(world.boundary() for _ in range(world.pick([0, 1, 1, 2])))
    starts: list[object] = [BEGIN if world.chance(0.8) else world.boundary(), *moments]
    for position, start in enumerate(starts):
        end = moments[position] if position < len(moments) else None
        if isinstance(start, datetime) and end is not None and end <= start:
            continue
        if end is not None and world.chance(0.2):
            end -= timedelta(hours=5)
        if world.chance(0.12) or (isinstance(start, datetime) and end and end <= start):
            continue
        parent = world.pick(parents)
        channel = world.pick(["ch-1", "ch-2", "ch-3", "ch-lost", None])
        world.bind(customer, parent, channel_code=channel, bound_at=start, unbound_at=end)


def _bad_bindings(world: World) -> None:
    """Each reason of rules 1.2 now and then."""
    first, second = "A1", "A2"
    for partner in (first, second):
        world.account(partner, "reseller")
    if world.chance(0.6):
        world.bind(first, second, unbound_at=AUGUST)
        world.bind(second, first, bound_at=AUGUST - timedelta(days=world.pick([-1, 0, 1])))
    edge = world.boundary()
    bad = [
        {"child": world.pick(world.customers), "parent": "D1", "bound_at": edge},
        {"child": world.customers[0], "parent": world.customers[1]},
        {"child": world.customers[0], "parent": world.customers[0]},
        {"child": "P2", "parent": "D1"},
        {"child": world.customers[0], "parent": "nobody"},
        {"child": "R2", "parent": "P1", "bound_at": edge, "unbound_at": edge - timedelta(1)},
        {"child": "R2", "parent": "P1", "bound_at": edge, "unbound_at": edge + timedelta(1)},
    ]
    for values in world.rng.sample(bad, world.rng.randrange(5)):
        world.bind(**values)


def _contested_bindings(world: World) -> None:
    """Known at any time: overlapping, without end, beginning together, and in a circle."""
    parties = [*world.partners, *world.customers, "A1", "A2"]
    starts: list[object] = [BEGIN, *(world.boundary() for _ in range(3))]
    known = [BEGIN, *(world.boundary() for _ in range(3))]
    for _ in range(world.rng.randrange(9)):
        start = world.pick(starts)
        end = world.boundary() if world.chance(0.4) else None
        world.bind(
            world.pick(parties),
            world.pick([*world.partners, "A1", "A2", "P1"]),
            bound_at=start,
            unbound_at=end,
            recorded_at=world.pick(known),
        )


def _changed_roles(world: World) -> None:
    """Customers that become resellers and have customers, resellers that become customers."""
    for _ in range(world.rng.randrange(4)):
        account_id = world.pick([*world.customers, *world.partners])
        start = world.key_boundary()
        world.add(
            "account_terms",
            account_id=account_id,
            valid_from=start,
            account_role=world.pick(["reseller", "reseller", "customer", "distributor", None]),
            recorded_at=world.pick([BEGIN, world.soon_after(start), world.boundary()]),
        )
        if world.chance(0.6):
            world.bind(
                world.pick(world.customers),
                account_id,
                bound_at=world.pick([BEGIN, start, world.boundary()]),
                recorded_at=world.pick([BEGIN, start, world.boundary()]),
            )
    if world.chance(0.2):
        changed = {"account_id": world.pick(["P1", "D1"]), "valid_from": world.key_boundary()}
        world.add("account_terms", **changed, account_role=world.pick(["provider", "reseller"]))


def build_channels(world: World) -> None:
    for code, reseller, group in (
        ("ch-1", "S1", "bg-1"),
        ("ch-2", "R1", world.pick(["bg-1", "bg-2"])),
        ("ch-3", "D1", None),
    ):
        world.add(
            "channels", channel_code=code, reseller_account_id=reseller, billing_group_code=group
        )
    world.add("billing_groups", billing_group_code="bg-1", distributor_account_id="D1")
    if world.chance(0.3):
        world.add("billing_groups", billing_group_code="bg-9", distributor_account_id="nobody")


def build_taxes(world: World) -> None:
    """Several components, rates that change or overlap inside the time rated; always a table."""
    change = world.key_boundary()
    world.add("tax_rates", tax_region="SG", tax_component="GST", tax_rate="0.08", valid_to=change)
    world.add("tax_rates", tax_region="SG", tax_component="GST", tax_rate="0.09", valid_from=change)
    for component in ("CGST", "SGST"):
        world.add("tax_rates", tax_region="IN", tax_component=component, tax_rate="0.09")
    world.add(
        "tax_rates",
        tax_region="IN",
        tax_component="CGST",
        tax_rate=world.pick(["0.0925", "0", "0.333333"]),
        valid_from=world.key_boundary(),
    )


def build_policies(world: World) -> None:
    """Digits, modes and what negative bills do, by seller and currency; some known only later."""
    for _ in range(world.rng.randrange(3, 9)):
        known = world.pick([EARLY, EARLY, AUGUST + timedelta(days=world.rng.randrange(0, 60))])
        world.add(
            "rounding_policies",
            seller_account_id=world.pick(["P1", "P1", "P2", *world.partners]),
            currency_code=world.pick([None, None, "USD", "JPY", "KWD", "CNY"]),
            valid_from_month=world.pick(["2020-01-01", "2025-08-01", "2025-08-01", "2025-09-01"]),
            valid_to_month=world.pick([None, None, None, "2025-09-01", "2025-10-01"]),
            rounding_mode=world.pick([None, None, "half_up", "truncate"]),
            rounding_digits=world.pick([None, None, "0", "1", "2", "3", "4", "5"]),
            rounding_level=world.pick([None, None, "bill", "line"]),
            negative_bill=world.pick([None, *["carry_forward"] * 3, "due_negative", "due_zero"]),
            recorded_at=known + timedelta(seconds=world.rng.randrange(99)),
        )
    for seller in ("P1", *world.rng.sample(world.partners, 3)):
        if world.chance(0.7):
            world.add(
                "rounding_policies",
                seller_account_id=seller,
                valid_from_month="2025-01-01",
                negative_bill="carry_forward",
            )
    if world.chance(0.3):
        world.add("rounding_policies", seller_account_id="nobody", valid_from_month="2025-08-01")
