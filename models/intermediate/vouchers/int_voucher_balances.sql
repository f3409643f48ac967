{{ config(materialized='view') }}

with

as_of as (

    select now_at

    from {{ ref('int_as_of') }}

),

draws as (

    select
        voucher_id,
        sum(voucher_cost) as used_cost

    from {{ ref('int_voucher_draws') }}
    group by voucher_id

),

vouchers as (

    select
        accepted.voucher_id,
        accepted.holder_account_id,
        accepted.funded_by_account_id,
        accepted.voucher_type,
        accepted.currency_code,
        accepted.is_reusable,
        accepted.valid_to,
        accepted.face_value,
        coalesce(draws.used_cost, cast(0 as decimal(38, 8))) as used_cost

    from {{ ref('int_vouchers_validated') }} as accepted

    left join draws
        on accepted.voucher_id = draws.voucher_id

    where accepted.rejection_reason is null

),

-- what is left of the face value: forfeited by a single use, expired, or remaining
voucher_balances as (

    select
        vouchers.voucher_id,
        vouchers.holder_account_id,
        vouchers.funded_by_account_id,
        vouchers.voucher_type,
        vouchers.currency_code,
        vouchers.face_value,
        vouchers.used_cost,
        case
            when not vouchers.is_reusable and vouchers.used_cost > 0
                then vouchers.face_value - vouchers.used_cost
            else cast(0 as decimal(38, 8))
        end as forfeited_cost,
        case
            when
                (vouchers.is_reusable or vouchers.used_cost = 0)
                and vouchers.valid_to <= as_of.now_at
                then vouchers.face_value - vouchers.used_cost
            else cast(0 as decimal(38, 8))
        end as expired_cost,
        case
            when
                (vouchers.is_reusable or vouchers.used_cost = 0)
                and vouchers.valid_to > as_of.now_at
                then vouchers.face_value - vouchers.used_cost
            else cast(0 as decimal(38, 8))
        end as remaining_cost

    from vouchers

    cross join as_of

)

select * from voucher_balances
