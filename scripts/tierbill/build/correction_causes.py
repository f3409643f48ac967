"""Why a version reverses or corrects issued lines, as far as the lines can tell.

A reversal and the correction that takes its place are compared: what differs first is the cause,
in the order in which a bill is made. Lines without a counterpart are explained by what else became
of their charge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import duckdb

Month = tuple[str, date, str]  # seller, corrected month, currency

# {new} selects seller_account_id and line_id of the reversals and corrections in question.
_CAUSES = """
with

new_lines as (
    select lines.*
    from later.intermediate.int_bill_lines as lines
    inner join ({new}) using (seller_account_id, line_id)
    where lines.line_kind != 'original'
),

changed_roles as (
    select account_id
    from later.intermediate.int_account_roles
    where known_to = timestamptz '9999-12-31 00:00:00+00'
    group by account_id
    having count(*) > 1
),

pairs as (
    select
        coalesce(fresh.seller_account_id, old.seller_account_id) as seller_account_id,
        coalesce(fresh.corrects_billing_month, old.corrects_billing_month)
            as corrects_billing_month,
        coalesce(fresh.currency_code, old.currency_code) as currency_code,
        coalesce(fresh.charge_id, old.charge_id) as charge_id,
        coalesce(fresh.charge_category, old.charge_category) as charge_category,
        coalesce(fresh.owner_account_id, old.owner_account_id) as owner_account_id,
        fresh.line_id is not null as is_corrected,
        old.line_id is not null as is_reversed,
        fresh.leg_kind is distinct from old.leg_kind
        or fresh.buyer_account_id is distinct from old.buyer_account_id
        or fresh.owner_account_id is distinct from old.owner_account_id as is_other_chain,
        fresh.owner_account_id is distinct from old.owner_account_id as is_other_owner,
        abs(fresh.consumed_quantity) is distinct from abs(old.consumed_quantity)
        or abs(fresh.pricing_quantity) is distinct from abs(old.pricing_quantity)
            as is_other_quantity,
        fresh.list_unit_price is distinct from old.list_unit_price
        or fresh.list_cost is distinct from -old.list_cost as is_other_price,
        fresh.reserved_cost is distinct from -old.reserved_cost
        or fresh.plan_cost is distinct from -old.plan_cost as is_other_entitlement,
        fresh.contracted_cost is distinct from -old.contracted_cost as is_other_discount,
        fresh.voucher_cost is distinct from -old.voucher_cost as is_other_voucher
    from (select * from new_lines where line_kind = 'correction') as fresh
    full join (select * from new_lines where line_kind = 'reversal') as old
        on
            fresh.seller_account_id = old.seller_account_id
            and fresh.line_id || ':reversal' = old.line_id
),

-- a charge of which one leg goes and another comes is billed along another chain
charges as (
    select
        charge_id,
        bool_or(is_reversed) as has_reversal,
        exists (
            select 1 from later.marts.fct_charges as charges
            where charges.charge_id = pairs.charge_id
        ) as is_charged,
        bool_or(changed_roles.account_id is not null) as has_changed_role
    from pairs
    left join changed_roles
        on pairs.owner_account_id = changed_roles.account_id
        or pairs.seller_account_id = changed_roles.account_id
    group by charge_id
)

select
    pairs.seller_account_id,
    pairs.corrects_billing_month,
    pairs.currency_code,
    case
        when is_corrected and is_reversed and is_other_owner then 'usage or order restated'
        when
            (is_corrected and is_reversed and is_other_chain)
            or (not is_corrected and charges.is_charged)
            or (not is_reversed and charges.has_reversal)
            then case when charges.has_changed_role then 'role or binding' else 'binding' end
        when not is_corrected then pairs.charge_category || ' gone'
        when not is_reversed then 'late ' || pairs.charge_category
        when is_other_quantity and pairs.charge_category = 'usage' then 'usage restated or late'
        when is_other_quantity then pairs.charge_category || ' restated'
        when is_other_price and pairs.charge_category = 'usage' then 'list price'
        when is_other_price then pairs.charge_category || ' restated'
        when is_other_entitlement then 'entitlement'
        when is_other_discount then 'discount'
        when is_other_voucher then 'voucher'
        else 'tax'
    end as cause,
    count(*) as changes
from pairs
inner join charges
    on pairs.charge_id = charges.charge_id
group by all
order by all
"""


def correction_causes(
    database: duckdb.DuckDBPyConnection, new_lines: str
) -> Mapping[Month, Sequence[tuple[str, int]]]:
    """Return the causes of each corrected month with the number of changed legs, largest first.

    `new_lines` is SQL that gives seller_account_id and line_id of the lines in question, in the
    attached database `later`. Nothing is told of a version whose steps are not in its file.
    """
    try:
        rows = database.execute(_CAUSES.format(new=new_lines)).fetchall()
    except duckdb.CatalogException:
        return {}
    found: dict[Month, Counter[str]] = defaultdict(Counter)
    for seller, month, currency, cause, changes in rows:
        found[seller, month, currency][cause] += changes
    return {month: causes.most_common() for month, causes in found.items()}
