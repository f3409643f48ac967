with

bill_lines as (

    select
        *,
        case
            when {{ plan_benefits_leg('leg_kind') }} then plan_cost
            else cast(0 as decimal(38, 8))
        end as benefit_cost,
        reseller_account_id = owner_account_id
        and charge_category != 'adjustment' as is_own

    from {{ ref('int_bill_lines') }}
    where leg_kind in ('bill_a', 'bill_b') and {{ is_touched_month('billing_month') }}

),

-- own usage is on Bill A alone
bill_lines_explained as (

    select
        bill_lines.*,
        coalesce(pairs.is_list_hidden, false) as is_list_hidden,
        case
            when pairs.charge_id is not null then pairs.cause
            when bill_lines.is_own then 'own_usage'
        end as cause

    from bill_lines

    left join {{ ref('int_bill_charge_pairs') }} as pairs
        on
            bill_lines.billing_month = pairs.billing_month
            and bill_lines.distributor_account_id = pairs.distributor_account_id
            and bill_lines.currency_code = pairs.currency_code
            and bill_lines.charge_id = pairs.charge_id

),

bill_sides as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        cause,
        is_list_hidden,
        count(*) as line_count,
        coalesce(sum(list_cost), cast(0 as decimal(38, 8))) as list_cost,
        sum(reserved_cost) as reserved_cost,
        sum(benefit_cost) as benefit_cost,
        sum(list_cost - reserved_cost - benefit_cost - contracted_cost)
            as discount_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost

    from bill_lines_explained
    group by
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        cause,
        is_list_hidden

)

select * from bill_sides
