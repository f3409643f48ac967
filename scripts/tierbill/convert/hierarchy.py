"""Three tiers above the accounts of a source: who sells to whom, and at which discount.

A usage file names accounts but no resellers. This is the channel that the example puts over
them: provider - distributor - two second-level resellers - customers.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from tierbill.convert.channel_parties import Channel, Customer
from tierbill.convert.instants import billing_day, hour_of

Row = dict[str, Any]
Tables = dict[str, list[Row]]

# What each tier pays of the list price: special approval, partner and customer discount. The
# special approval rests at the provider; a customer pays more than its reseller, and that one
# more than the distributor, so that every tier earns.
PROVIDER_MULTIPLIER = Decimal("0.80")
PARTNER_MULTIPLIER = Decimal("0.88")
CUSTOMER_MULTIPLIER = Decimal("0.95")
# A customer of a second-level reseller starts frozen until it has a budget (rules 9.4).
MONTHLY_BUDGET = Decimal("1000000.00")
_HOUR = timedelta(hours=1)


def make_channel(
    prefix: str,
    provider_name: str,
    distributor_name: str,
    customers: Sequence[Customer],
    first_at: datetime,
) -> Channel:
    """The channel over the customers; its currency is what most of them are billed in.

    `first_at` is the first instant of anything charged, use or fee. The customer that moves is the
    one with most usage among those of whom something is settled before the move and something
    after it (rules 6.1); none if all usage is settled at once.
    """
    currencies = sorted(customer.currency_code for customer in customers)
    moves_at = _middle(
        min(customer.settled_from for customer in customers),
        max(customer.settled_to for customer in customers),
    )
    movers = [c for c in customers if c.settled_from < moves_at <= c.settled_to]
    mover = min(movers, key=lambda c: (-len(c.used_at), c.account_id), default=None)
    return Channel(
        prefix=prefix,
        provider_name=provider_name,
        distributor_name=distributor_name,
        currency_code=max(currencies, key=currencies.count),
        customers=tuple(sorted(customers, key=lambda c: c.account_id)),
        first_at=first_at,
        moved_account_id=mover.account_id if mover else None,
        moves_at=moves_at if mover else None,
    )


def _middle(first: datetime, last: datetime) -> datetime:
    """The start of the middle's billing day; of its hour, or itself, in a short window."""
    middle = first + (last - first) / 2
    starts = (billing_day(middle), hour_of(middle))
    return next((start for start in starts if start > first), middle)


def channel_tables(channel: Channel) -> Tables:
    """Accounts, bindings, channels, discounts and budgets of the channel."""
    bindings = _bindings(channel)
    return {
        "accounts": _accounts(channel),
        "account_bindings": bindings,
        "channels": _channels(channel),
        "billing_groups": [
            {
                "billing_group_code": f"{channel.prefix}-group",
                "billing_group_name": "All channels",
                "distributor_account_id": channel.distributor_id,
                "recorded_at": channel.known_from,
            }
        ],
        "discounts": _discounts(channel),
        "budget_events": [_budget(channel, row) for row in _customer_bindings(channel, bindings)],
        "account_control_events": [
            _unfreezing(channel, row) for row in _customer_bindings(channel, bindings)
        ],
    }


def _accounts(channel: Channel) -> list[Row]:
    name_a, name_b = channel.reseller_ids
    parties = [
        (channel.provider_id, channel.provider_name, "provider", channel.currency_code),
        (channel.distributor_id, channel.distributor_name, "distributor", channel.currency_code),
        (name_a, "Reseller A", "reseller", channel.currency_code),
        (name_b, "Reseller B", "reseller", channel.currency_code),
        *((c.account_id, c.account_name, "customer", c.currency_code) for c in channel.customers),
    ]
    return [
        {
            "account_id": account_id,
            "account_name": name,
            "account_role": role,
            "currency_code": currency_code,
            "shows_customer_discounts": role in {"distributor", "reseller"},
            "shows_reseller_costs": role in {"distributor", "reseller"},
            "recorded_at": channel.known_from,
        }
        for account_id, name, role, currency_code in parties
    ]


def _bindings(channel: Channel) -> list[Row]:
    rows = [_binding(channel, channel.distributor_id, channel.provider_id)]
    rows += [_binding(channel, each, channel.distributor_id) for each in channel.reseller_ids]
    for customer in channel.customers:
        reseller, other = channel.resellers_of(customer.account_id)
        rows.append(_binding(channel, customer.account_id, reseller))
        if customer.account_id == channel.moved_account_id:
            move = _binding(channel, customer.account_id, other)
            rows.append(
                move
                | {
                    "binding_id": f"{move['binding_id']}:{channel.moves_at:%Y-%m-%d}",
                    "bound_at": channel.moves_at,
                    "unbound_at": customer.settled_to + _HOUR,
                    "recorded_at": channel.priced_from,
                }
            )
    return rows


def _binding(channel: Channel, child: str, parent: str) -> Row:
    sells_through = parent in channel.reseller_ids
    return {
        "binding_id": f"{child}:{parent}",
        "account_id": child,
        "parent_account_id": parent,
        "channel_code": f"{parent}-channel" if sells_through else None,
        "bound_at": channel.known_from,
        "unbound_at": None,
        "recorded_at": channel.known_from,
    }


def _customer_bindings(channel: Channel, bindings: list[Row]) -> list[Row]:
    return [row for row in bindings if row["parent_account_id"] in channel.reseller_ids]


def _channels(channel: Channel) -> list[Row]:
    return [
        {
            "channel_code": f"{reseller}-channel",
            "channel_name": f"Channel of {reseller}",
            "reseller_account_id": reseller,
            "billing_group_code": f"{channel.prefix}-group",
            "recorded_at": channel.known_from,
        }
        for reseller in channel.reseller_ids
    ]


def _discounts(channel: Channel) -> list[Row]:
    """A special approval, a partner discount for each reseller, one for each customer (rules 5.1).

    Customer discounts are the distributor's: a second-level reseller may not give one.
    """
    approval = f"{channel.prefix}-special-approval"
    distributor = channel.distributor_id
    grants = [(approval, channel.provider_id, distributor, None, PROVIDER_MULTIPLIER)]
    grants += [
        (f"{reseller}-partner-discount", distributor, reseller, None, PARTNER_MULTIPLIER)
        for reseller in channel.reseller_ids
    ]
    grants += [
        (
            f"{channel.prefix}-{customer.account_id}-discount",
            distributor,
            customer.account_id,
            approval,
            CUSTOMER_MULTIPLIER,
        )
        for customer in channel.customers
    ]
    return [
        {
            "discount_id": discount_id,
            "seller_account_id": seller,
            "buyer_account_id": buyer,
            "based_on_discount_id": based_on,
            "discount_kind": "multiplier",
            "multiplier": multiplier,
            "submitted_at": channel.submitted_at,
            "effective_at": channel.effective_at,
            "auto_renew": False,
            "recorded_at": channel.submitted_at,
        }
        for discount_id, seller, buyer, based_on, multiplier in grants
    ]


def _allowed_at(channel: Channel, binding: Row) -> datetime:
    """When a customer may buy: a day before the first month, or when it is bound."""
    return max(channel.priced_from - timedelta(days=1), binding["bound_at"])


def _budget(channel: Channel, binding: Row) -> Row:
    allowed_at = _allowed_at(channel, binding)
    return {
        "budget_event_id": f"{binding['binding_id']}:budget:{allowed_at:%Y-%m-%d}",
        "set_by_account_id": channel.distributor_id,
        "customer_account_id": binding["account_id"],
        "budget_type": "monthly",
        "action": "set",
        "amount": MONTHLY_BUDGET,
        "occurred_at": allowed_at,
        "recorded_at": allowed_at,
    }


def _unfreezing(channel: Channel, binding: Row) -> Row:
    allowed_at = _allowed_at(channel, binding)
    return {
        "control_event_id": f"{binding['binding_id']}:unfreeze:{allowed_at:%Y-%m-%d}",
        "made_by_account_id": channel.distributor_id,
        "account_id": binding["account_id"],
        "action": "unfreeze_account",
        "occurred_at": allowed_at,
        "recorded_at": allowed_at,
    }
