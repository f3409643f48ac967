with

closed_months as (

    select
        seller_account_id,
        billing_month,
        12 * extract(year from billing_month)
        + extract(month from billing_month)
        - row_number() over (
            partition by seller_account_id order by billing_month
        ) as run_number

    from {{ ref('int_issued_months') }}
    where is_closed

),

-- where the build closes months of a seller, the first close takes what changed; one
-- that came to be known after a later close takes nothing: it knows less
closing_sellers as (

    select
        closing_months.seller_account_id,
        min(closing_months.close_sequence) as close_sequence

    from {{ ref('int_issued_months') }} as closing_months

    left join {{ ref('stg_closed_months') }} as later_closes
        on
            closing_months.seller_account_id = later_closes.seller_account_id
            and (
                closing_months.issued_at < later_closes.issued_at
                or closing_months.load_sequence < later_closes.load_sequence
            )

    where not closing_months.is_closed and later_closes.seller_account_id is null
    group by closing_months.seller_account_id

),

sellers as (

    select seller_account_id

    from closed_months
    group by seller_account_id

),

-- months without a gap between them share a run number: the month after the run is open
open_months as (

    select
        seller_account_id,
        billing_month,
        cast(
            max(billing_month) over (partition by seller_account_id, run_number)
            + interval '1' month as date
        ) as open_month

    from closed_months

),

rated_legs as (

    select legs.*

    from {{ ref('int_charge_legs') }} as legs

    inner join sellers
        on legs.seller_account_id = sellers.seller_account_id

    where {{ is_compared_leg('legs') }}

),

ledger_lines_ranked as (

    select
        lines.*,
        row_number() over (
            partition by lines.seller_account_id, lines.leg_id
            order by
                lines.line_number desc,
                case when lines.line_kind = 'reversal' then 1 else 0 end
        ) as recency

    from {{ ref('int_ledger_lines') }} as lines

    inner join sellers
        on lines.seller_account_id = sellers.seller_account_id

    where {{ is_compared_leg('lines') }}

),

billed_lines as (

    select * from ledger_lines_ranked
    where recency = 1

),

-- all that adds up on a bill is compared; a customer's bill shows no plan
legs_compared as (

    select
        coalesce(rated.seller_account_id, billed.seller_account_id)
            as seller_account_id,
        coalesce(rated.leg_id, billed.leg_id) as leg_id,
        coalesce(rated.charge_id, billed.charge_id) as charge_id,
        coalesce(rated.billing_month, billed.charge_billing_month)
            as charge_billing_month,
        billed.line_id as billed_line_id,
        billed.line_number as billed_line_number,
        rated.leg_id is not null as is_rated,
        coalesce(billed.line_kind != 'reversal', false) as is_billed,
        (
            rated.leg_kind is distinct from billed.leg_kind
            or rated.buyer_account_id is distinct from billed.buyer_account_id
            or rated.owner_account_id is distinct from billed.owner_account_id
            or rated.currency_code is distinct from billed.currency_code
            or rated.consumed_quantity is distinct from billed.consumed_quantity
            or rated.package_usage is distinct from billed.package_usage
            or rated.reserved_usage is distinct from billed.reserved_usage
            or rated.pricing_quantity is distinct from billed.pricing_quantity
            or rated.list_cost is distinct from billed.list_cost
            or rated.reserved_cost is distinct from billed.reserved_cost
            or rated.contracted_cost is distinct from billed.contracted_cost
            or rated.voucher_cost is distinct from billed.voucher_cost
            or rated.pretax_cost is distinct from billed.pretax_cost
            or rated.tax_cost is distinct from billed.tax_cost
            or rated.billed_cost is distinct from billed.billed_cost
            or (
                rated.plan_cost is distinct from billed.plan_cost
                and rated.leg_kind != 'bill_b'
            )
        ) as is_different

    from rated_legs as rated

    full outer join billed_lines as billed
        on
            rated.seller_account_id = billed.seller_account_id
            and rated.leg_id = billed.leg_id

),

-- a leg that is new in a closed month is corrected, too; another month alone is no
-- change
changed_legs as (

    select
        closing_sellers.close_sequence,
        legs.seller_account_id,
        legs.leg_id,
        legs.charge_id,
        legs.charge_billing_month,
        coalesce(
            next_months.open_month,
            cast(legs.charge_billing_month + interval '1' month as date)
        ) as correction_month,
        coalesce(legs.billed_line_number, 1) + 1 as line_number,
        legs.billed_line_id as corrects_line_id,
        legs.is_billed as is_reversed,
        legs.is_rated as is_corrected

    from legs_compared as legs

    left join closing_sellers
        on legs.seller_account_id = closing_sellers.seller_account_id

    left join closed_months
        on
            legs.seller_account_id = closed_months.seller_account_id
            and legs.charge_billing_month = closed_months.billing_month

    left join open_months as next_months
        on
            legs.seller_account_id = next_months.seller_account_id
            and cast(legs.charge_billing_month + interval '1' month as date)
            = next_months.billing_month

    where
        (legs.is_billed and legs.is_rated and legs.is_different)
        or (legs.is_billed and not legs.is_rated)
        or (
            legs.is_rated
            and not legs.is_billed
            and (
                legs.billed_line_id is not null
                or closed_months.billing_month is not null
            )
        )

)

select * from changed_legs
