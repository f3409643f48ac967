{{ config(materialized='view') }}

with

-- a key is visible from the day after it was enabled to the day it was disabled
tag_key_intervals as (

    select
        account_id,
        tag_key,
        {{ billing_instant(
            "(date_trunc('day', " ~ billing_local('enabled_at')
            ~ ") + interval '1' day)"
        ) }} as valid_from,
        coalesce(
            {{ billing_instant(
                "(date_trunc('day', " ~ billing_local('disabled_at')
                ~ ") + interval '1' day)"
            ) }},
            {{ end_of_time() }}
        ) as valid_to

    from {{ ref('int_billing_tag_keys_validated') }}
    where rejection_reason is null

),

-- one that was disabled on the day it was enabled was never visible
tag_keys as (

    select * from tag_key_intervals
    where valid_from < valid_to

),

viewers as (

    select account_id

    from tag_keys
    group by account_id

),

lines_of_viewers as (

    select
        bill_lines.*,
        case
            when bill_lines.charge_category = 'usage'
                then bill_lines.charge_period_start
            else bill_lines.transaction_at
        end as tagged_at

    from {{ ref('int_bill_lines') }} as bill_lines

    inner join viewers
        on bill_lines.buyer_account_id = viewers.account_id

    where {{ has_records(ref('int_billing_tag_keys_validated')) }}

),

months_of_lines as (

    select
        buyer_account_id,
        billing_month

    from lines_of_viewers
    group by buyer_account_id, billing_month

),

-- the months in which a key was visible on some day
keys_of_months as (

    select
        tag_keys.account_id,
        tag_keys.tag_key,
        months_of_lines.billing_month

    from tag_keys

    inner join months_of_lines
        on
            tag_keys.account_id = months_of_lines.buyer_account_id
            and tag_keys.valid_from
            < {{ billing_instant(
                "(cast(months_of_lines.billing_month as timestamp)"
                " + interval '1' month)"
            ) }}
            and tag_keys.valid_to
            > {{ billing_instant('cast(months_of_lines.billing_month as timestamp)') }}

    group by
        tag_keys.account_id,
        tag_keys.tag_key,
        months_of_lines.billing_month

),

-- the tags that the line was billed with, on the day on which its period begins, or the
-- order was paid
tagged_lines as (

    select
        tag_keys.account_id,
        tag_keys.tag_key,
        lines.seller_account_id,
        lines.line_id,
        {{ tag_value('lines.tags', 'tag_keys.tag_key') }} as tag_value

    from tag_keys

    inner join lines_of_viewers as lines
        on
            tag_keys.account_id = lines.buyer_account_id
            and {{ is_in_force('tag_keys', 'lines.tagged_at') }}

    where lines.tags is not null
    group by
        tag_keys.account_id,
        tag_keys.tag_key,
        lines.seller_account_id,
        lines.line_id,
        lines.tags

),

-- each line once under each key, with the visible value or without a value
tag_costs as (

    select
        lines_of_viewers.buyer_account_id as viewer_account_id,
        keys_of_months.tag_key,
        tagged_lines.tag_value,
        lines_of_viewers.billing_month,
        lines_of_viewers.seller_account_id,
        lines_of_viewers.line_id,
        lines_of_viewers.list_cost,
        lines_of_viewers.contracted_cost,
        lines_of_viewers.voucher_cost,
        lines_of_viewers.pretax_cost,
        lines_of_viewers.tax_cost,
        lines_of_viewers.billed_cost,
        lines_of_viewers.currency_code

    from lines_of_viewers

    inner join keys_of_months
        on
            lines_of_viewers.buyer_account_id = keys_of_months.account_id
            and lines_of_viewers.billing_month = keys_of_months.billing_month

    left join tagged_lines
        on
            lines_of_viewers.buyer_account_id = tagged_lines.account_id
            and lines_of_viewers.seller_account_id = tagged_lines.seller_account_id
            and lines_of_viewers.line_id = tagged_lines.line_id
            and keys_of_months.tag_key = tagged_lines.tag_key

)

select * from tag_costs
