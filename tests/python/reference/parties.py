"""Who hangs under whom, and when: rules 1.2 and 1.12 (bindings), 1.11 (roles), 6.2 (the chain)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise

from .records import kept_since

PARTNERS = ("distributor", "reseller")


class Hierarchy:
    """Accepted bindings and terms, asked as of an instant; intervals are half-open."""

    def __init__(self, accounts: dict[str, dict], bindings: list[dict], terms: list[dict]) -> None:
        self.accounts = accounts
        self.bindings = bindings
        self.terms = terms
        self.by_child: dict[str, list[dict]] = defaultdict(list)
        for binding in bindings:
            self.by_child[binding["account_id"]].append(binding)
        self.roles: dict[str, list[dict]] = defaultdict(list)
        for term in sorted(terms, key=lambda term: term["valid_from"]):
            if term["account_role"] is not None:
                self.roles[term["account_id"]].append(term)

    def as_known_at(self, moment: datetime) -> Hierarchy:
        """Only what was known at a moment."""
        return Hierarchy(
            self.accounts,
            [one for one in self.bindings if one["_first_recorded"] <= moment],
            [one for one in self.terms if one["_first_recorded"] <= moment],
        )

    def known_since(self, moment: datetime) -> list[datetime]:
        """The moment and every later one at which something became known."""
        later = [one["_first_recorded"] for one in [*self.bindings, *self.terms]]
        return sorted({moment, *(one for one in later if one > moment)})

    def role(self, account_id: str, instant: datetime) -> str:
        """The last role given until the instant; before the first term that of the account."""
        role = self.accounts[account_id]["account_role"]
        for term in self.roles[account_id]:
            if term["valid_from"] <= instant:
                role = term["account_role"]
        return role

    def is_provider(self, account_id: str) -> bool:
        return self.accounts[account_id]["account_role"] == "provider"

    def is_partner(self, account_id: str, instant: datetime) -> bool:
        return self.role(account_id, instant) in PARTNERS

    def binding(self, account_id: str, instant: datetime) -> dict | None:
        """The binding in force that began last, unless its parent is a customer then."""
        started = [
            one
            for one in self.by_child[account_id]
            if self._was_partner(one["parent_account_id"], instant)
        ]
        binding = holding(started, instant)
        if binding is None or self.role(binding["parent_account_id"], instant) == "customer":
            return None
        return binding

    def _was_partner(self, account_id: str, instant: datetime) -> bool:
        """A provider or partner by its record, or by a term until then."""
        by_term = any(
            term["account_role"] in PARTNERS and term["valid_from"] <= instant
            for term in self.roles[account_id]
        )
        return by_term or self.accounts[account_id]["account_role"] != "customer"

    def parent(self, account_id: str, instant: datetime) -> str | None:
        binding = self.binding(account_id, instant)
        return binding["parent_account_id"] if binding else None

    def partners_above(self, account_id: str, instant: datetime) -> list[str]:
        """The partners over an account, nearest first."""
        above: list[str] = []
        parent = self.parent(account_id, instant)
        while parent is not None and self.is_partner(parent, instant):
            above.append(parent)
            parent = self.parent(parent, instant)
        return above

    def provider_above(self, account_id: str, instant: datetime) -> str | None:
        """The provider named at the top; descriptive only."""
        top = ([account_id, *self.partners_above(account_id, instant)])[-1]
        return self.parent(top, instant)

    def is_first_level(self, account_id: str, instant: datetime) -> bool:
        """A partner whose parent is a provider, or that has none."""
        return self.is_partner(account_id, instant) and not self.partners_above(account_id, instant)


@dataclass(frozen=True)
class Chain:
    """The parties of a charge at its identity moment, from the provider's side down."""

    sellers_and_buyers: tuple[tuple[str, str], ...]
    reseller_account_id: str | None
    distributor_account_id: str | None
    channel_code: str | None


def chain_at(hierarchy: Hierarchy, owner: str, provider: str, moment: datetime) -> Chain:
    """Rules 6.2: the owner and its partners, above the topmost the provider of the sku."""
    above = hierarchy.partners_above(owner, moment)
    parties = [provider, *reversed(above), owner]
    is_partner = hierarchy.is_partner(owner, moment)
    partners = [owner, *above] if is_partner else above
    binding = hierarchy.binding(owner, moment)
    channel = binding["channel_code"] if binding and not is_partner else None
    return Chain(
        sellers_and_buyers=tuple(pairwise(parties)),
        reseller_account_id=partners[0] if partners else None,
        distributor_account_id=partners[-1] if partners else None,
        channel_code=channel,
    )


def holds(binding: dict, instant: datetime) -> bool:
    end = binding["unbound_at"]
    return binding["bound_at"] <= instant and (end is None or instant < end)


def holding(bindings: list[dict], instant: datetime) -> dict | None:
    """Of several bindings of one account the one in force that started last."""
    in_force = [one for one in bindings if holds(one, instant)]
    return max(in_force, key=lambda one: one["bound_at"], default=None)


def term_reason(accounts: dict[str, dict], term: dict) -> str | None:
    """Rules 1.11: nobody becomes a provider, and a provider nothing else."""
    if term["account_role"] is None:
        return None
    roles = {accounts[term["account_id"]]["account_role"], term["account_role"]}
    return "role_may_not_change" if "provider" in roles and len(roles) > 1 else None


def binding_reasons(
    accounts: dict[str, dict], terms: list[dict], bindings: list[dict]
) -> dict[str, str]:
    """Reason by binding: each alone, then those that became known together, step by step.

    Notes on each binding when it became known.
    """
    partners: dict[str, list[datetime]] = defaultdict(list)
    for term in terms:
        if term["account_role"] in PARTNERS:
            since = kept_since(term, ("account_role",), lambda _: 0)
            partners[term["account_id"]].append(since)
    for account in accounts.values():
        if account["account_role"] != "customer":
            partners[account["account_id"]].append(_not_a_customer_since(account))
    reasons: dict[str, str] = {}
    left: list[dict] = []
    for one in bindings:
        reason = _alone(accounts, partners, one)
        if reason is not None:
            reasons[one["_key"]] = reason
            continue
        child, parent = one["account_id"], one["parent_account_id"]
        one["_kept"] = kept_since(
            one,
            ("account_id", "parent_account_id", "bound_at"),
            lambda version: version["unbound_at"] or datetime.max.replace(tzinfo=UTC),
        )
        one["_known"] = max(one["_kept"], accounts[child]["_first_recorded"], min(partners[parent]))
        one["_is_late"] = accounts[parent]["account_role"] == "customer"
        left.append(one)
    accepted: list[dict] = []
    for _, step in groupby(sorted(left, key=_place), _place):
        reasons |= _excluded(accepted, list(step))
    return reasons


def _place(binding: dict) -> tuple[datetime, datetime]:
    return binding["_known"], binding["_kept"]


def _not_a_customer_since(account: dict) -> datetime:
    """Since when the record of an account says that it is one that may have children."""
    since = account["recorded_at"]
    for version in reversed(account["_versions"]):
        if version["account_role"] == "customer":
            break
        since = version["recorded_at"]
    return since


def _alone(accounts: dict[str, dict], partners: dict[str, list], binding: dict) -> str | None:
    child, parent = binding["account_id"], binding["parent_account_id"]
    if binding["unbound_at"] is not None and binding["unbound_at"] <= binding["bound_at"]:
        return "ends_before_it_starts"
    if child == parent:
        return "self_parent"
    if parent not in partners:
        return "parent_is_customer"
    if accounts[child]["account_role"] == "provider":
        return "child_is_provider"
    return None


def _excluded(accepted: list[dict], step: list[dict]) -> dict[str, str]:
    """Rules 1.12: what of a step is rejected; the rest of it joins the accepted ones."""
    starts = Counter((one["account_id"], one["bound_at"]) for one in [*accepted, *step])
    overlapping = [one for one in step if starts[one["account_id"], one["bound_at"]] > 1]
    reasons = {one["_key"]: "overlapping_binding" for one in overlapping}
    left = [one for one in step if one["_key"] not in reasons]
    while cyclic := {one["_key"] for one in left} & _cyclic([*accepted, *left]):
        reasons |= dict.fromkeys(cyclic, "hierarchy_cycle")
        left = [one for one in left if one["_key"] not in cyclic]
    accepted += left
    return reasons


def _cyclic(bindings: list[dict]) -> set[str]:
    """All that are on a cycle; it can only begin when a binding begins or ends."""
    found: set[str] = set()
    instants = {one[name] for one in bindings for name in ("bound_at", "unbound_at")} - {None}
    for instant in instants:
        up: dict[str, list[dict]] = defaultdict(list)
        for one in sorted(bindings, key=lambda one: one["bound_at"], reverse=True):
            above = up[one["account_id"]]
            if holds(one, instant) and all(other["_is_late"] for other in above):
                above.append(one)
        found |= {
            one["_key"]
            for some in list(up.values())
            for one in some
            if _reaches(up, one["parent_account_id"], one["account_id"])
        }
    return found


def _reaches(up: dict[str, list[dict]], start: str, goal: str) -> bool:
    """Whether the parents above an account lead to another."""
    reached, open_ends = {start}, [start]
    while open_ends:
        for one in up.get(open_ends.pop(), ()):
            if one["parent_account_id"] not in reached:
                reached.add(one["parent_account_id"])
                open_ends.append(one["parent_account_id"])
    return goal in reached
