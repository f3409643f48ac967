{{ config(materialized='view') }}

with

draws as (

    select * from {{ ref('int_voucher_draws') }}

),

closings as (

    select * from {{ ref('int_voucher_balances') }}

),

voucher_ledger as (

    select
        draws.voucher_id,
        'draw' as entry_kind,
        draws.charge_id || ':' || draws.leg_number as leg_id,
        closings.holder_account_id,
        closings.funded_by_account_id,
        closings.voucher_type,
        draws.billing_month,
        draws.transaction_at,
        draws.voucher_cost,
        draws.balance_cost as balance_after,
        cast(null as decimal(38, 8)) as expired_cost,
        cast(null as decimal(38, 8)) as forfeited_cost,
        cast(closings.face_value as decimal(38, 8)) as face_value_cost,
        closings.currency_code

    from draws

    inner join closings
        on draws.voucher_id = closings.voucher_id

    union all

    select
        voucher_id,
        'closing' as entry_kind,
        cast(null as {{ type_text() }}) as leg_id,
        holder_account_id,
        funded_by_account_id,
        voucher_type,
        cast(null as date) as billing_month,
        cast(null as {{ type_instant() }}) as transaction_at,
        used_cost as voucher_cost,
        remaining_cost as balance_after,
        expired_cost,
        forfeited_cost,
        cast(face_value as decimal(38, 8)) as face_value_cost,
        currency_code

    from closings

)

select * from voucher_ledger
