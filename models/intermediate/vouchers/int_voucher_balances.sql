{{ config(materialized='view') }}

with

clock as (

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
        vouchers_opened.voucher_id,
        vouchers_opened.holder_account_id,
        vouchers_opened.funded_by_account_id,
        vouchers_opened.voucher_type,
        vouchers_opened.currency_code,
        vouchers_opened.is_reusable,
        vouchers_opened.valid_to,
        vouchers_opened.face_value,
        coalesce(draws.used_cost, cast(0 as decimal(38, 8))) as used_cost

    from {{ ref('int_vouchers_opened') }} as vouchers_opened

    left join draws
        on vouchers_opened.voucher_id = draws.voucher_id

),

-- what is left of the face value: forfeited by a single use, expired, or still there
vouchers_closed as (

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
                and vouchers.valid_to <= clock.now_at
                then vouchers.face_value - vouchers.used_cost
            else cast(0 as decimal(38, 8))
        end as expired_cost,
        case
            when
                (vouchers.is_reusable or vouchers.used_cost = 0)
                and vouchers.valid_to > clock.now_at
                then vouchers.face_value - vouchers.used_cost
            else cast(0 as decimal(38, 8))
        end as remaining_cost

    from vouchers

    cross join clock

)

select * from vouchers_closed
