{{ config(materialized='view') }}

with

bill_lines as (

    select
        *,
        charge_category in ('purchase', 'refund') as is_order

    from {{ ref('int_bill_lines') }}
    where leg_kind = 'bill_a'

),

-- a year of reserved hours has 365 days (d3.17)
partner_bill_lines as (

    select
        *,
        owner_name as customer_name,
        reseller_name as partner_name,
        cast(
            case
                when not is_order then 0
                when line_kind = 'reversal' then -1
                else 1
            end as bigint
        ) as order_count,
        case
            when
                billing_mode = 'reserved_upfront'
                and term_unit = 'year'
                and charge_category = 'purchase'
                then cast(8760 * term_count * order_quantity as bigint)
        end as reserved_hour_count,
        {{ plain_number('usage_days_ratio * 100') }} || '%' as usage_days_share

    from bill_lines

)

select * from partner_bill_lines
