-- Per seller and leg, all lines ever billed (originals, reversals, corrections) add
-- up to the fresh rating of that leg (rules 8.2).
-- If it fails, a correction is incomplete, or a leg was billed that the rating does not
-- have.
-- It does not say in which month a line is billed.
{{ config(tags=['deep']) }}

with

billed_lines as (

    {% for bill in ['bill_a', 'channel_bill', 'bill_b', 'direct_bill'] -%}
        {% if not loop.first %}union all{% endif %}
        select
            seller_account_id,
            leg_id,
            contracted_cost,
            voucher_cost,
            pretax_cost,
            tax_cost,
            billed_cost

        from {{ ref(bill ~ '_details') }}
    {% endfor %}
),

-- what was billed and given back in full is as if it had not been billed
billed as (

    select
        seller_account_id,
        leg_id,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(pretax_cost) as pretax_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost

    from billed_lines
    group by seller_account_id, leg_id

),

rated as (

    select
        seller_account_id,
        leg_id,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_cost,
        billed_cost

    from {{ ref('fct_rated_legs') }}

),

legs_that_differ as (

    select
        coalesce(billed.seller_account_id, rated.seller_account_id)
            as seller_account_id,
        coalesce(billed.leg_id, rated.leg_id) as leg_id,
        billed.billed_cost as lines_cost,
        rated.billed_cost as rated_cost

    from billed

    full outer join rated
        on
            billed.seller_account_id = rated.seller_account_id
            and billed.leg_id = rated.leg_id

    where
        coalesce(billed.contracted_cost, 0) != coalesce(rated.contracted_cost, 0)
        or coalesce(billed.voucher_cost, 0) != coalesce(rated.voucher_cost, 0)
        or coalesce(billed.pretax_cost, 0) != coalesce(rated.pretax_cost, 0)
        or coalesce(billed.tax_cost, 0) != coalesce(rated.tax_cost, 0)
        or coalesce(billed.billed_cost, 0) != coalesce(rated.billed_cost, 0)
        or (billed.leg_id is null and rated.leg_id is not null)

)

select * from legs_that_differ
