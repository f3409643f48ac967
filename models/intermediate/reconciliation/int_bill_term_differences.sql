with

sums as (

    select
        *,
        case
            when {{ plan_benefits_leg('leg_kind') }} then plan_cost
            else cast(0 as decimal(38, 8))
        end as benefit_cost

    from {{ ref('int_bill_sides') }}
    where not is_own and not is_told_apart

),

sides as (

    select 'bill_a' as leg_kind
    union all
    select 'bill_b' as leg_kind

),

pairs as (

    select
        pairs.billing_month,
        pairs.distributor_account_id,
        pairs.currency_code,
        sides.leg_kind,
        pairs.is_list_hidden,
        {{ plan_benefits_leg('sides.leg_kind') }} as is_benefited,
        case sides.leg_kind
            when 'bill_a' then pairs.bill_a_list_cost else pairs.bill_b_list_cost
        end as list_cost,
        case sides.leg_kind
            when 'bill_a' then pairs.bill_a_reserved_cost
            else pairs.bill_b_reserved_cost
        end as reserved_cost,
        case sides.leg_kind
            when 'bill_a' then pairs.bill_a_plan_cost else pairs.bill_b_plan_cost
        end as plan_cost,
        case sides.leg_kind
            when 'bill_a' then pairs.bill_a_contracted_cost
            else pairs.bill_b_contracted_cost
        end as contracted_cost,
        case sides.leg_kind
            when 'bill_a' then pairs.bill_a_voucher_cost
            else pairs.bill_b_voucher_cost
        end as voucher_cost,
        case sides.leg_kind
            when 'bill_a' then pairs.bill_a_tax_cost else pairs.bill_b_tax_cost
        end as tax_cost

    from {{ ref('int_bill_charge_pairs') }} as pairs

    cross join sides

    where pairs.cause is null

),

pairs_benefited as (

    select
        *,
        case
            when is_benefited then plan_cost else cast(0 as decimal(38, 8))
        end as benefit_cost

    from pairs

),

-- charges that stand on both bills: what each bill takes off them or adds to them; a
-- contract price is compared whole
bill_terms_compared as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        reserved_cost,
        benefit_cost,
        list_cost - reserved_cost - benefit_cost - contracted_cost as discount_cost,
        voucher_cost,
        tax_cost

    from sums

    union all

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
        case when not is_list_hidden then reserved_cost end as reserved_cost,
        case when not is_list_hidden then benefit_cost end as benefit_cost,
        case
            when not is_list_hidden
                then list_cost - reserved_cost - benefit_cost - contracted_cost
        end as discount_cost,
        voucher_cost,
        tax_cost

    from pairs_benefited

)

select * from bill_terms_compared
