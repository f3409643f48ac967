{{ config(materialized='view') }}

with

-- a key is seen from the day after it was set, up to the day on which it was taken back
tag_keys as (

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

viewers as (

    select account_id

    from tag_keys
    group by account_id

),

lines_seen as (

    select bill_lines.*

    from {{ ref('int_bill_lines') }} as bill_lines

    inner join viewers
        on bill_lines.buyer_account_id = viewers.account_id

    where {{ has_records(ref('int_billing_tag_keys_validated')) }}

),

months_of_lines as (

    select
        buyer_account_id,
        billing_month

    from lines_seen
    group by buyer_account_id, billing_month

),

-- the months in which a key was seen at all
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

tagged_charges as (

    select
        tag_keys.account_id,
        tag_keys.tag_key,
        charges.charge_id,
        {{ tag_value('charges.tags', 'tag_keys.tag_key') }} as tag_value

    from tag_keys

    inner join lines_seen
        on
            tag_keys.account_id = lines_seen.buyer_account_id
            and {{ is_in_force('tag_keys', 'lines_seen.charge_period_start') }}

    inner join {{ ref('int_charges') }} as charges
        on lines_seen.charge_id = charges.charge_id

    where charges.tags is not null
    group by
        tag_keys.account_id,
        tag_keys.tag_key,
        charges.charge_id,
        charges.tags

),

-- each line once under each key: with the value seen, or without one
tag_costs_attributed as (

    select
        lines_seen.buyer_account_id as viewer_account_id,
        keys_of_months.tag_key,
        tagged_charges.tag_value,
        lines_seen.billing_month,
        lines_seen.seller_account_id,
        lines_seen.line_id,
        lines_seen.list_cost,
        lines_seen.contracted_cost,
        lines_seen.voucher_cost,
        lines_seen.pretax_cost,
        lines_seen.tax_cost,
        lines_seen.billed_cost,
        lines_seen.currency_code

    from lines_seen

    inner join keys_of_months
        on
            lines_seen.buyer_account_id = keys_of_months.account_id
            and lines_seen.billing_month = keys_of_months.billing_month

    left join tagged_charges
        on
            lines_seen.buyer_account_id = tagged_charges.account_id
            and lines_seen.charge_id = tagged_charges.charge_id
            and keys_of_months.tag_key = tagged_charges.tag_key

)

select * from tag_costs_attributed
