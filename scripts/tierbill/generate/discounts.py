"""Discounts: special approvals, partner and customer discounts, and some against the rules."""

from datetime import datetime, timedelta
from decimal import Decimal

from tierbill.generate.catalogue import COMPONENTS, PROVIDERS, Component
from tierbill.generate.parties import BEGINNING, Parties, Party
from tierbill.generate.plan import Plan
from tierbill.generate.random_draws import Draws, billing_midnight
from tierbill.generate.schema import Row

_SCOPE = ("product_code", "subproduct_code", "component_type_code", "component_code")
_TEN_PLACES = Decimal("0.0000000001")
_CNY = Decimal("7.1")


class Register:
    """The discounts drawn so far, with ids in the order of drawing."""

    def __init__(self, plan: Plan, draws: Draws) -> None:
        """Start an empty register."""
        self.plan = plan
        self.draws = draws
        self.rows: list[Row] = []

    def add(self, seller: Party, buyer: Party, **change: object) -> Row:
        """Add a discount; by default a multiplier on everything, in force long before."""
        row: Row = dict.fromkeys(_SCOPE) | {
            "discount_id": f"dsc-{len(self.rows):07d}",
            "seller_account_id": seller.account_id,
            "buyer_account_id": buyer.account_id,
            "based_on_discount_id": None,
            "discount_kind": "multiplier",
            "multiplier": self.draws.number(550, 950, 3),
            "contract_unit_price": None,
            "submitted_at": BEGINNING + timedelta(days=210),
            "effective_at": BEGINNING + timedelta(days=212),
            "expires_at": None,
            "auto_renew": False,
        }
        row |= change
        row["recorded_at"] = row["submitted_at"]
        self.rows.append(row)
        return row

    def dates(self) -> Row:
        """Terms of validity: most long before, some begin or end inside the months."""
        plan, draws = self.plan, self.draws
        share = draws.random()
        if share < 0.7:
            return {}
        if share < 0.85:
            begins = draws.change_instant(plan.starts_at, plan.ends_at)
            return {"submitted_at": begins - timedelta(days=2), "effective_at": begins}
        if share < 0.95:
            return {"expires_at": draws.change_instant(plan.starts_at, plan.ends_at)}
        return {"expires_at": plan.ends_at + timedelta(days=400), "auto_renew": True}

    def scope(self, component: Component, level: int) -> Row:
        """The scope down to a level: 0 everything, 4 the component."""
        codes = (
            f"p_{component.product}",
            f"sp_{component.subproduct}",
            f"v_{component.subproduct}_{component.component_type}",
            f"sv_{component.subproduct}_{component.component}",
        )
        return dict(zip(_SCOPE[:level], codes[:level], strict=True))

    def terms(self, component: Component, level: int, is_yuan: bool) -> Row:
        """Scope and value: component discounts are contract prices half of the time."""
        found = self.scope(component, level)
        if level == 4 and self.draws.chance(0.5):
            price = Decimal(component.price) * self.draws.number(50, 90, 2)
            price = (price * (_CNY if is_yuan else 1)).quantize(_TEN_PLACES)
            found |= {
                "discount_kind": "contract_price",
                "multiplier": None,
                "contract_unit_price": price,
            }
        return found


def discount_rows(plan: Plan, parties: Parties) -> list[Row]:
    """The table `discounts`."""
    draws = Draws(plan.seed, "discounts")
    register = Register(plan, draws)
    approvals = {
        first.account_id: _special_approvals(register, first) for first in parties.first_level
    }
    for direct in (one for one in parties.customers if one.parent in parties.providers):
        if draws.chance(0.2):
            register.add(direct.top, direct, **register.dates())
    for lower in parties.lower:
        if lower.parent is not None and draws.chance(0.8):
            _partner_discounts(register, lower.parent, lower)
    for customer in parties.customers:
        first = customer.first_level
        is_sold_on = customer.parent is not None and customer.parent.is_partner
        if is_sold_on and first.is_allowlisted and draws.chance(0.5):
            _customer_discounts(register, first, customer, approvals[first.account_id])
    _illegal(register, parties, approvals)
    return register.rows + [dict(row) for row in register.rows[:2]]


def _is_yuan(party: Party) -> bool:
    """Whether the party's home provider prices in yuan."""
    return party.top.account_id == PROVIDERS[1].account_id


def _special_approvals(register: Register, first: Party) -> list[Row]:
    """What a provider grants a first-level partner: several scopes, some inside others."""
    draws = register.draws
    found = []
    for level in (0, 1, 1, 1, 2, 2, 3, 4, 4):
        component = COMPONENTS[draws.skewed(len(COMPONENTS))]
        terms = register.terms(component, level, _is_yuan(first)) | register.dates()
        found.append(register.add(first.top, first, **terms))
    return found


def _partner_discounts(register: Register, seller: Party, buyer: Party) -> None:
    """What a partner grants the partner below it."""
    for level in (0, 1, 2)[: register.draws.randint(1, 3)]:
        component = COMPONENTS[register.draws.skewed(len(COMPONENTS))]
        register.add(seller, buyer, **register.scope(component, level), **register.dates())


def _customer_discounts(
    register: Register, seller: Party, buyer: Party, approvals: list[Row]
) -> None:
    """Customer discounts resting on special approvals, submitted the day before."""
    draws = register.draws
    for approval in draws.sample(approvals, draws.randint(1, 3)):
        terms = {code: approval[code] for code in _SCOPE} | register.dates()
        if approval["discount_kind"] == "contract_price":
            higher_price = approval["contract_unit_price"] * Decimal("1.1")
            terms |= {
                "discount_kind": "contract_price",
                "multiplier": None,
                "contract_unit_price": higher_price.quantize(_TEN_PLACES),
            }
        else:
            terms["multiplier"] = min(Decimal(1), approval["multiplier"] + draws.number(1, 20, 2))
        terms["based_on_discount_id"] = approval["discount_id"]
        if "submitted_at" in terms and draws.chance(0.5):
            terms |= _next_day(draws, register.plan)
        register.add(seller, buyer, **terms)


def _next_day(draws: Draws, plan: Plan) -> Row:
    """Submitted within the months, effective from the next billing-calendar day on."""
    submitted_at = draws.instant(plan.starts_at, plan.ends_at)
    return {
        "submitted_at": submitted_at,
        "effective_at": billing_midnight(submitted_at + timedelta(days=1)),
    }


def _illegal(register: Register, parties: Parties, approvals: dict[str, list[Row]]) -> None:
    """One discount or more for each reason of rules 5.1."""
    plan, draws = register.plan, register.draws
    noon = billing_midnight(draws.instant(plan.starts_at, plan.ends_at)) + timedelta(hours=12)
    below = {
        first: [one for one in parties.customers if one.parent and one.first_level is first]
        for first in parties.first_level
    }
    shown = next(one for one in parties.first_level if one.is_allowlisted and below[one])
    hidden = [one for one in parties.first_level if not one.is_allowlisted and below[one]]
    buyer, granted = below[shown][0], approvals[shown.account_id]
    everything = granted[0]
    based = {"based_on_discount_id": everything["discount_id"]}
    register.add(shown, buyer, **based, contract_unit_price=Decimal(1))  # rate_or_price
    register.add(shown, buyer, **based, expires_at=BEGINNING)  # expires_before_effective
    register.add(shown, buyer, **based, product_code="p_disk", component_code="sv_disk_ssd_x")
    lower = next(one for one in parties.lower if one.parent is not None)
    register.add(lower, buyer, **based)  # second_level_reseller_may_not
    for partner in hidden:
        register.add(partner, below[partner][0])  # not_allowlisted
    register.add(shown, _stranger(parties, shown), **based)  # not_your_customer
    register.add(shown, buyer)  # no_special_approval
    register.add(shown, buyer, **based, product_code="p_disk")  # scope_differs
    register.add(shown, buyer, **based, **_same_day(noon))  # retroactive
    register.add(buyer, shown)  # a customer that sells
    register.add(shown, parties.providers[0])  # a provider that buys
    register.add(parties.providers[0], lower)  # never applies
    register.add(Party("199999999999", "provider"), shown)  # unknown_account


def _same_day(noon: datetime) -> Row:
    """Submitted at noon, effective in the afternoon of the same day."""
    return {"submitted_at": noon, "effective_at": noon + timedelta(hours=3)}


def _stranger(parties: Parties, partner: Party) -> Party:
    """A customer of another first-level partner."""
    return next(
        one
        for one in parties.customers
        if one.parent and one.parent.is_partner and one.first_level is not partner
    )
