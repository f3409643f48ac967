"""What is exported and who may see it.

A bill goes to its seller and its buyer and to nobody else. The marts are made so that a bill
mart holds nothing of the other tiers: a customer's files come from bill_b and direct_bill
alone, a second-level reseller's from channel_bill (buyer) and bill_b (seller). The reseller's
own cost beside its customers' bills (allowlist b) goes to the seller only.

A usage report shows its reader what the reader itself was asked (rules 11.8): `utility_cost`
is that of the leg whose buyer the reader is, so it is made here from the legs, once for every
partner in the chain of a charge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SELLER, BUYER = "seller_account_id", "buyer_account_id"
BILLS = ("bill_a", "channel_bill", "bill_b", "direct_bill")
LEVELS = ("details", "details_monthly", "resources", "summary", "statements")
USAGE_REPORTS = ("channel_product_usage", "billing_group_product_usage")

# Kinds of folders below the export root.
ACCOUNTS, CHANNELS, GROUPS = "accounts", "channels", "billing_groups"


@dataclass(frozen=True)
class Mart:
    """A mart to export, the parties that get its rows, and its key if not the whole row."""

    name: str
    parties: Sequence[str]
    key: Sequence[str] = ()


def bill_marts() -> Sequence[Mart]:
    """Return every bill level, and the view in which a reseller sees its own cost."""
    marts = [
        Mart(f"{bill}_{level}", (SELLER, BUYER), ("line_id",) if level == "details" else ())
        for bill in BILLS
        for level in LEVELS
    ]
    return [*marts, Mart("bill_b_reseller_view", (SELLER,), ("line_id",))]


def file_stems() -> frozenset[str]:
    """Return the names, without ending, that an export may write into a folder."""
    return frozenset([mart.name for mart in bill_marts()]) | frozenset(USAGE_REPORTS)


# One row per reader, channel, day, product, unit and currency; parameter: the billing zone.
USAGE_SEEN = """
create temporary table usage_seen as
with last_legs as (
    select charge_id, arg_max(pretax_cost, leg_number) as customer_cost
    from marts.fct_rated_legs
    where channel_code is not null
    group by charge_id
),

seen as (
    select
        legs.buyer_account_id as reader_account_id,
        legs.channel_code,
        legs.billing_group_code,
        legs.reseller_account_id,
        legs.billing_month,
        timezone(
            $billing_timezone,
            if(charges.charge_category = 'usage',
                charges.charge_period_start, charges.transaction_at)
        )::date as usage_date,
        skus.product_code,
        skus.product_name,
        if(charges.charge_category = 'usage', skus.usage_unit, skus.pricing_unit) as unit,
        legs.currency_code,
        case charges.charge_category
            when 'usage' then charges.consumed_quantity
            when 'purchase' then charges.pricing_quantity
            else 0
        end as quantity,
        charges.list_cost,
        legs.pretax_cost as utility_cost,
        last_legs.customer_cost,
        charges.recorded_at
    from marts.fct_rated_legs as legs
    inner join last_legs on legs.charge_id = last_legs.charge_id
    inner join marts.fct_charges as charges on legs.charge_id = charges.charge_id
    inner join marts.dim_skus as skus on charges.sku_id = skus.sku_id
    where
        legs.channel_code is not null
        and legs.leg_kind in ('bill_a', 'channel')
        and charges.charge_category <> 'adjustment'
        and ($month is null or legs.billing_month = $month)
)

select
    reader_account_id, channel_code, billing_group_code, usage_date, product_code, product_name,
    unit, currency_code,
    sum(quantity)::decimal(38, 10) as quantity,
    sum(list_cost)::decimal(38, 8) as list_cost,
    sum(utility_cost)::decimal(38, 8) as utility_cost,
    sum(customer_cost)::decimal(38, 8) as customer_cost,
    max(recorded_at) as recorded_at,
    arg_max(reseller_account_id, usage_date) as reseller_account_id
from seen
group by
    reader_account_id, channel_code, billing_group_code, usage_date, product_code, product_name,
    unit, currency_code
"""

_BY_PRODUCT = """
    usage_date, product_code, product_name, unit, currency_code,
    sum(quantity)::decimal(38, 10) as quantity,
    sum(list_cost)::decimal(38, 8) as list_cost,
    sum(utility_cost)::decimal(38, 8) as utility_cost,
    sum(customer_cost)::decimal(38, 8) as customer_cost,
    max(recorded_at) as recorded_at
"""

# Who reads a channel's folder: its owner as the channel record says; a channel without a
# record belongs to the partner that last sold through it.
CHANNEL_READERS = """
create temporary table channel_readers as
select channel_code, reseller_account_id as reader_account_id
from marts.dim_channels
union all
select channel_code, arg_max(reseller_account_id, (usage_date, reseller_account_id))
from usage_seen
where channel_code not in (select channel_code from marts.dim_channels)
group by channel_code
"""

# Folder kind -> report -> query with the folder's code in the column `_code`.
USAGE_QUERIES = {
    (ACCOUNTS, "channel_product_usage"): f"""
        select reader_account_id as _code, channel_code, {_BY_PRODUCT}
        from usage_seen group by all
    """,
    (ACCOUNTS, "billing_group_product_usage"): f"""
        select reader_account_id as _code, billing_group_code, {_BY_PRODUCT}
        from usage_seen
        inner join marts.dim_billing_groups as owned using (billing_group_code)
        where usage_seen.reader_account_id = owned.distributor_account_id
        group by all
    """,
    (CHANNELS, "channel_product_usage"): f"""
        select channel_code as _code, channel_code, {_BY_PRODUCT}
        from usage_seen
        inner join channel_readers using (channel_code, reader_account_id)
        group by all
    """,
    (GROUPS, "billing_group_product_usage"): f"""
        select billing_group_code as _code, billing_group_code, {_BY_PRODUCT}
        from usage_seen
        inner join marts.dim_billing_groups as owned using (billing_group_code)
        where usage_seen.reader_account_id = owned.distributor_account_id
        group by all
    """,
}
