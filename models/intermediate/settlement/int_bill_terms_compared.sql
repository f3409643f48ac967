with

sums as (

    select
        *,
        case
            when {{ plan_benefits_leg('leg_kind') }} then plan_cost
            else cast(0 as decimal(38, 8))
        end as benefit_cost

    from {{ ref('int_bill_sides_summed') }}
    where not is_own and not is_told_apart

),

sides as (

    select 'bill_a' as leg_kind
    union all
    select 'bill_b' as leg_kind

),

pairs as (

    select
        pairs.*,
        sides.leg_kind,
        case
            when pairs.is_list_hidden or not {{ plan_benefits_leg('sides.leg_kind') }}
                then cast(0 as decimal(38, 8))
            else pairs.plan_cost
        end as benefit_cost

    from {{ ref('int_bill_charges_paired') }} as pairs

    cross join sides

    where pairs.cause is null

),

-- charges that stand on both bills: what each bill takes off them or adds to them
bill_terms_compared as (

    select
        billing_month,
        distributor_account_id,
        currency_code,
        leg_kind,
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
        benefit_cost,
        case
            when is_list_hidden then cast(0 as decimal(38, 8))
            when leg_kind = 'bill_a'
                then
                    bill_a_list_cost - reserved_cost - benefit_cost
                    - bill_a_contracted_cost
            else
                bill_b_list_cost - reserved_cost - benefit_cost
                - bill_b_contracted_cost
        end as discount_cost,
        case leg_kind
            when 'bill_a' then bill_a_voucher_cost else bill_b_voucher_cost
        end as voucher_cost,
        case leg_kind when 'bill_a' then bill_a_tax_cost else bill_b_tax_cost end
            as tax_cost

    from pairs

)

select * from bill_terms_compared
