"""Accounts and dated bindings: providers, distributors, resellers, customers, channels."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tierbill.generate.catalogue import PROVIDERS
from tierbill.generate.plan import Plan
from tierbill.generate.random_draws import Draws, billing_midnight
from tierbill.generate.schema import Row, Tables

BEGINNING = datetime(2024, 12, 31, 16, tzinfo=UTC)  # 2025-01-01 in the billing calendar
_TAX_REGIONS = ("SG", "IN-KA", "CN", "DE", None)
_FIRST_WORDS = ("Amber", "Birch", "Cobalt", "Dune", "Ember", "Fjord", "Granite", "Heron", "Ivory",
                "Juniper", "Kestrel", "Linden", "Maple", "Nimbus", "Opal", "Pine")  # fmt: skip
_LAST_WORDS = ("Analytics", "Foods", "Freight", "Games", "Health", "Labs", "Media", "Mobility",
               "Retail", "Robotics", "Software", "Textiles", "Travel", "Utilities")  # fmt: skip


@dataclass(frozen=True)
class Party:
    """An account with its first parent (None: no binding)."""

    account_id: str
    role: str
    parent: "Party | None" = None
    channels: tuple[str, ...] = ()
    is_allowlisted: bool = False

    @property
    def is_partner(self) -> bool:
        """Whether it is a distributor or a reseller."""
        return self.role in ("distributor", "reseller")

    @property
    def is_first_level(self) -> bool:
        """Whether its parent is a provider or it has none."""
        return self.parent is None or self.parent.role == "provider"

    @property
    def top(self) -> "Party":
        """The provider above it, or itself where there is none."""
        return self if self.parent is None else self.parent.top

    @property
    def first_level(self) -> "Party":
        """Its topmost partner, or itself."""
        return self if self.is_first_level else self.parent.first_level  # type: ignore[union-attr]


@dataclass(frozen=True)
class Parties:
    """Every account of the dataset by level, and the rows of the tables that name them."""

    providers: tuple[Party, ...]
    first_level: tuple[Party, ...]
    lower: tuple[Party, ...]
    customers: tuple[Party, ...]
    tables: Tables = field(default_factory=dict)

    @property
    def partners(self) -> tuple[Party, ...]:
        """Partners of every level."""
        return self.first_level + self.lower

    def second_level_of(self, distributor: Party) -> Iterable[Party]:
        """The resellers that began directly under a distributor."""
        return (one for one in self.lower if one.parent is distributor)


def draw_parties(plan: Plan) -> Parties:
    """Draw the accounts of the dataset, their bindings, channels and billing groups."""
    draws = Draws(plan.seed, "parties")
    providers = tuple(Party(one.account_id, "provider") for one in PROVIDERS)
    distributors = _partners(draws, plan.distributors, "1100", "distributor", providers)
    single = _partners(draws, plan.single_tier, "1300", "reseller", providers)
    second = _partners(draws, plan.second_level, "1200", "reseller", distributors)
    third = _partners(draws, plan.third_level, "1250", "reseller", second)
    customers = tuple(
        _customer(
            draws,
            number,
            providers=providers,
            distributors=distributors,
            single=single,
            lower=second + third,
        )
        for number in range(plan.customers)
    )
    parties = Parties(providers, distributors + single, second + third, customers)
    parties.tables["accounts"] = [_account(draws, party) for party in _everyone(parties)]
    parties.tables["account_bindings"] = _bindings(plan, draws, parties)
    parties.tables["account_terms"] = _terms(plan, draws, parties)
    parties.tables.update(_channels(draws, parties))
    _restate_accounts(plan, draws, parties)
    return parties


def _everyone(parties: Parties) -> tuple[Party, ...]:
    """All accounts, providers first."""
    return parties.providers + parties.partners + parties.customers


def _partners(
    draws: Draws, count: int, prefix: str, role: str, parents: tuple[Party, ...]
) -> tuple[Party, ...]:
    """Partners spread over the parents, the first parents having more of them."""
    found, first_id = [], draws.randrange(10_000_000, 90_000_000)
    for number in range(count):
        account_id = f"{prefix}{first_id + number * 37}"
        parent = parents[number] if number < len(parents) else parents[draws.skewed(len(parents))]
        channels = tuple(f"ch-{account_id}-{n}" for n in range(1, draws.randint(1, 3) + 1))
        is_allowlisted = parent.role == "provider" and (number % 4 != 3 or number < 2)
        found.append(Party(account_id, role, parent, channels, is_allowlisted))
    return tuple(found)


def _customer(
    draws: Draws,
    number: int,
    *,
    providers: tuple[Party, ...],
    distributors: tuple[Party, ...],
    single: tuple[Party, ...],
    lower: tuple[Party, ...],
) -> Party:
    """One end customer: 40 % of lower resellers, 45 % of first-level ones, the rest direct."""
    account_id = f"2000{31_000_000 + number * 101 + draws.randrange(101):010d}"
    if number % 50 == 7:
        account_id = f"00301-{28_000 + number}-0--0"
    share = draws.random()
    if share < 0.40:
        parent = lower[draws.skewed(len(lower))]
    elif share < 0.65:
        parent = distributors[draws.skewed(len(distributors))]
    elif share < 0.85:
        parent = single[draws.skewed(len(single))]
    elif share < 0.95:
        parent = draws.choice(providers)
    else:
        return Party(account_id, "customer")
    return Party(account_id, "customer", parent)


def _account(draws: Draws, party: Party) -> Row:
    """The record of an account."""
    name = f"{draws.choice(_FIRST_WORDS)} {draws.choice(_LAST_WORDS)}"
    home = party.top.account_id
    provider = next((one for one in PROVIDERS if one.account_id == home), None)
    return {
        "account_id": party.account_id,
        "account_name": provider.name if party.role == "provider" and provider else name,
        "account_role": party.role,
        "tax_region": None if party.role == "provider" else draws.choice(_TAX_REGIONS),
        "currency_code": provider.currency_code if provider else draws.choice(("USD", "CNY")),
        "shows_customer_discounts": party.is_allowlisted,
        "shows_reseller_costs": party.is_partner and draws.chance(0.3),
        "recorded_at": BEGINNING,
    }


def _restate_accounts(plan: Plan, draws: Draws, parties: Parties) -> None:
    """Give one account in a hundred a later name and deliver two twice."""
    accounts = parties.tables["accounts"]
    customers = accounts[-plan.customers :]
    for row in customers[:: max(1, min(100, len(customers) // 3))]:
        later = draws.instant(plan.starts_at, plan.ends_at)
        accounts.append(
            row | {"account_name": row["account_name"] + " Group", "recorded_at": later}
        )
    accounts.extend(dict(row) for row in customers[1:3])


def _binding(
    number: int, child: Party, parent: Party, bound_at: datetime, channel: str | None
) -> Row:
    """An open binding, recorded when it begins."""
    return {
        "binding_id": f"bnd-{number:07d}",
        "account_id": child.account_id,
        "parent_account_id": parent.account_id,
        "channel_code": channel,
        "bound_at": bound_at,
        "unbound_at": None,
        "recorded_at": bound_at,
    }


def _channel_of(draws: Draws, parent: Party) -> str | None:
    """A channel of the parent; one binding in ten names none."""
    return draws.choice(parent.channels) if parent.channels and draws.chance(0.9) else None


def _bindings(plan: Plan, draws: Draws, parties: Parties) -> list[Row]:
    """Bindings: most last for ever, some end or move within the months; then the faulty ones."""
    rows: list[Row] = []
    for party in parties.partners + parties.customers:
        if party.parent is None:
            continue
        began = BEGINNING + timedelta(days=draws.randrange(200))
        if party.role == "customer" and draws.chance(0.02):
            began = draws.change_instant(plan.starts_at, plan.ends_at)  # direct until then
        channel = _channel_of(draws, party.parent) if party.role == "customer" else None
        rows.append(_binding(len(rows), party, party.parent, began, channel))
        movers = 0.05 if party.role == "customer" else 0.04 * (not party.is_first_level)
        if began < plan.starts_at and (draws.chance(movers) or party in parties.lower[:1]):
            _move(plan, draws, parties, rows, party)
    _add_faulty(plan, draws, parties, rows)
    return rows


def _move(plan: Plan, draws: Draws, parties: Parties, rows: list[Row], party: Party) -> None:
    """End the last binding within the months; four in five are then bound to another partner."""
    moved_at = draws.change_instant(plan.starts_at, plan.ends_at)
    known_at = moved_at + timedelta(minutes=draws.randint(0, 600))
    rows.append(rows[-1] | {"unbound_at": moved_at, "recorded_at": known_at})
    if party.role == "customer":
        choices: tuple[Party, ...] = parties.partners
    else:
        choices = tuple(one for one in parties.first_level if one.role == "distributor")
    parent = draws.choice([one for one in choices if one is not party.parent])
    if party.is_partner or draws.chance(0.8):
        channel = _channel_of(draws, parent) if party.role == "customer" else None
        number = len(rows)
        rows.append(_binding(number, party, parent, moved_at, channel) | {"recorded_at": known_at})


def _add_faulty(plan: Plan, draws: Draws, parties: Parties, rows: list[Row]) -> None:
    """Bindings that rules 1.2 reject, old ones that nobody ended, and a duplicate."""
    middle = billing_midnight(draws.instant(plan.starts_at, plan.ends_at))
    provider, partner, customer = parties.providers[0], parties.first_level[0], parties.customers[0]
    lower = parties.lower

    def add(child: Party, parent: Party, **change: object) -> None:
        rows.append(_binding(len(rows), child, parent, middle, None) | change)

    for number in range(max(2, plan.customers // 1000)):
        hanging = [one for one in parties.customers if one.parent and one.parent.is_partner]
        add(hanging[-1 - number], draws.choice(parties.partners))  # the old one is left open
    twin = next(row for row in rows if row["account_id"] == hanging[0].account_id)
    rows.append(twin | {"binding_id": f"bnd-{len(rows):07d}"})  # overlapping_binding, both
    add(customer, partner, unbound_at=middle - timedelta(days=1))  # ends_before_it_starts
    add(lower[-1], lower[-1])  # self_parent
    add(customer, parties.customers[1])  # parent_is_customer
    add(provider, partner)  # child_is_provider
    add(Party("299999999999", "customer"), partner)  # unknown_account
    ring = [Party(f"12900000000{n}", "reseller") for n in range(3)]
    parties.tables["accounts"] += [_account(draws, party) for party in ring]
    for number, party in enumerate(ring):  # hierarchy_cycle
        add(party, ring[(number + 1) % len(ring)])
    rows.append(dict(rows[0]))


def _terms(plan: Plan, draws: Draws, parties: Parties) -> list[Row]:
    """A customer in five hundred becomes a reseller; a provider's role may not change."""
    changing = parties.customers[3 :: max(1, min(500, len(parties.customers) // 2))]
    rows: list[Row] = []
    for party in (*changing, parties.providers[0]):
        valid_from = draws.change_instant(plan.starts_at, plan.ends_at)
        rows.append(
            {
                "account_id": party.account_id,
                "valid_from": valid_from,
                "account_role": "reseller",
                "recorded_at": valid_from,
            }
        )
    return rows


def _channels(draws: Draws, parties: Parties) -> Tables:
    """Channels of every partner; a distributor groups its own and its resellers' channels."""
    groups, channels = [], []
    for first in parties.first_level:
        codes = (
            [f"bg-{first.account_id}-{n}" for n in (1, 2)] if first.role == "distributor" else []
        )
        groups += [
            {
                "billing_group_code": code,
                "billing_group_name": f"Billing group {code}",
                "distributor_account_id": first.account_id,
                "recorded_at": BEGINNING,
            }
            for code in codes
        ]
        members = [first, *(one for one in parties.lower if one.first_level is first)]
        channels += [
            {
                "channel_code": code,
                "channel_name": f"Channel {code}",
                "reseller_account_id": member.account_id,
                "billing_group_code": draws.choice(codes) if codes and draws.chance(0.8) else None,
                "recorded_at": BEGINNING,
            }
            for member in members
            for code in member.channels
        ]
    return {"channels": channels, "billing_groups": groups}
