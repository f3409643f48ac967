{%- set usage_columns = [
    'owner_account_id', 'resource_id', 'sku_id', 'region_id', 'bucket_started_at',
    'billing_month', 'usage_digest'
] -%}
{%- set input_columns = [
    'input_kind', 'owner_account_id', 'sku_id', 'valid_from', 'valid_to', 'digest'
] -%}

with

usage as (

    select * from {{ ref('int_usage_digests') }}

),

inputs as (

    select * from {{ ref('int_usage_inputs') }}

),

stored_usage as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        billing_month,
        sum(usage_digest) as usage_digest

    from {{ rows_before('usage_validated', usage_columns, 'usage') }} as kept
    group by
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        billing_month

),

stored_inputs as (

    select *
    from {{ rows_before('rated_inputs', input_columns, 'inputs') }} as kept
    where input_kind in ('sku', 'priced_sku', 'price', 'used_sku', 'entitlement')

),

-- what was delivered, restated, rejected or withdrawn since
changed_usage as (

    select * from {{ differing_rows('usage', 'stored_usage') }} as differing

),

-- of what usage is rated by, the old rows and the new ones
changed_inputs as (

    select * from {{ differing_rows('inputs', 'stored_inputs') }} as differing

),

first_touched as (

    select * from changed_usage

    union

    select usage.*

    from usage

    inner join changed_inputs
        on
            usage.owner_account_id
            = coalesce(changed_inputs.owner_account_id, usage.owner_account_id)
            and usage.sku_id = coalesce(changed_inputs.sku_id, usage.sku_id)
            and coalesce(usage.bucket_started_at, {{ beginning_of_time() }})
            >= changed_inputs.valid_from
            and coalesce(usage.bucket_started_at, {{ beginning_of_time() }})
            < changed_inputs.valid_to

),

-- what is rated together: the pool of a month where the sku has tiers, all usage of an
-- owner that has entitlements, all of an owner and a sku whose figures may be too large
large_skus as (

    select
        owner_account_id,
        sku_id

    from {{ ref('int_used_skus') }}
    where is_large

),

rated_together as (

    select
        owner_account_id,
        sku_id,
        billing_month

    from first_touched
    where
        sku_id in (
            select prices.sku_id
            from {{ ref('int_price_sets') }} as prices
            where prices.tier_model != 'flat'
        )

    union

    select
        first_touched.owner_account_id,
        first_touched.sku_id,
        cast(null as date) as billing_month

    from first_touched

    inner join large_skus
        on
            first_touched.owner_account_id = large_skus.owner_account_id
            and first_touched.sku_id = large_skus.sku_id

    union

    select
        owner_account_id,
        cast(null as {{ type_text() }}) as sku_id,
        cast(null as date) as billing_month

    from first_touched
    where owner_account_id in (
        select entitlements.owner_account_id
        from {{ ref('int_entitlements_validated') }} as entitlements
        where entitlements.rejection_reason is null
    )

),

touched_usage as (

    select * from first_touched

    union

    select usage.*

    from usage

    inner join rated_together
        on
            usage.owner_account_id = rated_together.owner_account_id
            and usage.sku_id = coalesce(rated_together.sku_id, usage.sku_id)
            and (
                usage.billing_month = rated_together.billing_month
                or rated_together.billing_month is null
            )

),

touched_charges as (

    select distinct
        {{ usage_charge_id('touched_usage') }} as charge_id,
        owner_account_id,
        resource_id,
        sku_id,
        region_id,
        bucket_started_at,
        billing_month

    from touched_usage

)

select * from touched_charges
