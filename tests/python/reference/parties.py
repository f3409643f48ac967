"""Who hangs under whom, and when: rules 1.2 (bindings), 5.1 (first-level) and 6.2 (the chain)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, pairwise

PARTNERS = ("distributor", "reseller")


class Hierarchy:
    """Accepted bindings, asked as of an instant; intervals are half-open."""

    def __init__(self, accounts: dict[str, dict], bindings: list[dict]) -> None:
        self.accounts = accounts
        self.by_child: dict[str, list[dict]] = defaultdict(list)
        for binding in bindings:
            self.by_child[binding["account_id"]].append(binding)

    def role(self, account_id: str) -> str:
        return self.accounts[account_id]["account_role"]

    def is_partner(self, account_id: str) -> bool:
        return self.role(account_id) in PARTNERS

    def binding(self, account_id: str, instant: datetime) -> dict | None:
        for binding in self.by_child[account_id]:
            if holds(binding, instant):
                return binding
        return None

    def parent(self, account_id: str, instant: datetime) -> str | None:
        binding = self.binding(account_id, instant)
        return binding["parent_account_id"] if binding else None

    def partners_above(self, account_id: str, instant: datetime) -> list[str]:
        """The partners over an account, nearest first."""
        above: list[str] = []
        parent = self.parent(account_id, instant)
        while parent is not None and self.is_partner(parent):
            above.append(parent)
            parent = self.parent(parent, instant)
        return above

    def provider_above(self, account_id: str, instant: datetime) -> str | None:
        """The provider named at the top; descriptive only."""
        top = ([account_id, *self.partners_above(account_id, instant)])[-1]
        return self.parent(top, instant)

    def is_first_level(self, account_id: str, instant: datetime) -> bool:
        """A partner whose parent is a provider, or that has none."""
        return self.is_partner(account_id) and not self.partners_above(account_id, instant)


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
    partners = [owner, *above] if hierarchy.is_partner(owner) else above
    binding = hierarchy.binding(owner, moment)
    channel = binding["channel_code"] if binding and not hierarchy.is_partner(owner) else None
    return Chain(
        sellers_and_buyers=tuple(pairwise(parties)),
        reseller_account_id=partners[0] if partners else None,
        distributor_account_id=partners[-1] if partners else None,
        channel_code=channel,
    )


def holds(binding: dict, instant: datetime) -> bool:
    end = binding["unbound_at"]
    return binding["bound_at"] <= instant and (end is None or instant < end)


def share_an_instant(one: dict, other: dict) -> bool:
    later_start = max(one["bound_at"], other["bound_at"])
    return holds(one, later_start) and holds(other, later_start)


def binding_reasons(accounts: dict[str, dict], bindings: list[dict]) -> dict[str, str]:
    """Reason by binding: each alone, then overlaps among those left, then cycles among those."""
    reasons = {one["_key"]: reason for one in bindings if (reason := _alone(accounts, one))}
    left = [one for one in bindings if one["_key"] not in reasons]
    overlapping = _overlapping(left)
    reasons |= dict.fromkeys(overlapping, "overlapping_binding")
    left = [one for one in left if one["_key"] not in overlapping]
    return reasons | dict.fromkeys(_cyclic(left), "hierarchy_cycle")


def _alone(accounts: dict[str, dict], binding: dict) -> str | None:
    child, parent = binding["account_id"], binding["parent_account_id"]
    if binding["unbound_at"] is not None and binding["unbound_at"] <= binding["bound_at"]:
        return "ends_before_it_starts"
    if child == parent:
        return "self_parent"
    if accounts[parent]["account_role"] == "customer":
        return "parent_is_customer"
    if accounts[child]["account_role"] == "provider":
        return "child_is_provider"
    return None


def _overlapping(bindings: list[dict]) -> set[str]:
    """All bindings of one child that share an instant with another."""
    found: set[str] = set()
    for one, other in combinations(bindings, 2):
        if one["account_id"] == other["account_id"] and share_an_instant(one, other):
            found |= {one["_key"], other["_key"]}
    return found


def _cyclic(bindings: list[dict]) -> set[str]:
    """All bindings on a cycle; a cycle can only begin when one of its bindings begins."""
    found: set[str] = set()
    for instant in {binding["bound_at"] for binding in bindings}:
        up = {one["account_id"]: one for one in bindings if holds(one, instant)}
        for start in up:
            walked, account = [], start
            while account in up and len(walked) <= len(up):
                walked.append(up[account])
                account = up[account]["parent_account_id"]
                if account == start:
                    found |= {binding["_key"] for binding in walked}
                    break
    return found
