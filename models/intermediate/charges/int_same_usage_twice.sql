with

usage_aggregated as (

    select * from {{ ref('int_usage_aggregated') }}
    where bucket_started_at is not null

),

-- records that are equal and yet have different names or tags are in several rows
divided_buckets as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        bucket_started_at

    from usage_aggregated
    group by owner_account_id, resource_id, sku_id, bucket_started_at
    having count(*) > 1

),

divided_usage as (

    select
        usage_aggregated.*,
        max(usage_aggregated.last_started_at) over (
            partition by
                usage_aggregated.owner_account_id,
                usage_aggregated.resource_id,
                usage_aggregated.sku_id,
                usage_aggregated.bucket_started_at
            order by usage_aggregated.first_used_at, usage_aggregated.last_started_at
            rows between unbounded preceding and 1 preceding
        ) as started_before_until_at

    from usage_aggregated

    inner join divided_buckets
        on
            usage_aggregated.owner_account_id = divided_buckets.owner_account_id
            and usage_aggregated.resource_id = divided_buckets.resource_id
            and usage_aggregated.sku_id = divided_buckets.sku_id
            and usage_aggregated.bucket_started_at = divided_buckets.bucket_started_at

),

suspected_spans as (

    select
        owner_account_id,
        resource_id,
        sku_id,
        first_used_at as started_from,
        last_started_at as started_until

    from usage_aggregated
    where distinct_record_count < record_count

    union all

    select
        owner_account_id,
        resource_id,
        sku_id,
        first_used_at as started_from,
        least(last_started_at, started_before_until_at) as started_until

    from divided_usage
    where first_used_at <= started_before_until_at

),

-- the only records that are read once more
suspected_records as (

    select *

    from {{ ref('stg_usage') }} as usage_records

    where exists (
        select 1
        from suspected_spans
        where
            usage_records.owner_account_id = suspected_spans.owner_account_id
            and usage_records.resource_id = suspected_spans.resource_id
            and usage_records.sku_id = suspected_spans.sku_id
            and usage_records.usage_started_at
            between suspected_spans.started_from and suspected_spans.started_until
    )

),

numbered_records as (

    select
        *,
        first_value(usage_id) over same_usage as first_usage_id,
        row_number() over same_usage as copy_number

    from
        {{ current_records('usage', among='suspected_records') }} as current_suspected

    window same_usage as (
        partition by
            owner_account_id,
            resource_id,
            sku_id,
            region_id,
            usage_started_at,
            usage_ended_at,
            usage_quantity,
            linear_size
        order by recorded_at, usage_id
    )

),

copies as (

    select * from numbered_records
    where copy_number > 1

),

copy_costs as (

    select * from {{ usage_costs('copies') }} as copy_costs

),

same_usage_twice as (

    select
        'same_usage_twice' as finding_kind,
        'warning' as severity,
        'usage' as source_table,
        copy_costs.usage_id as record_key,
        cast(null as {{ type_text() }}) as leg_id,
        copy_costs.list_cost as money_at_stake,
        copy_costs.currency_code,
        landing_files.load_id as first_seen_load_id,
        'Usage ' || copy_costs.usage_id || ' and ' || copy_costs.first_usage_id
        || ' are both of ' || copy_costs.owner_account_id || ', resource '
        || copy_costs.resource_id || ', sku ' || copy_costs.sku_id || ', from '
        || {{ instant_text('copy_costs.usage_started_at') }} || ' to '
        || {{ instant_text('copy_costs.usage_ended_at') }} || ', quantity '
        || {{ column_text('copy_costs.usage_quantity', 'decimal') }} || '. '
        || case
            when copy_costs.list_cost is null then 'Neither is charged. '
            else
                'Both are charged, each at a list cost of '
                || cast(copy_costs.list_cost as {{ type_text() }}) || ' '
                || copy_costs.currency_code || '. '
        end
        || 'If one is a copy, retract it; if the source gives new ids in every'
        || ' delivery, load them with --replace.' as description

    from copy_costs

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            copy_costs.record_file = landing_files.record_file
            and landing_files.source_table = 'usage'

)

select * from same_usage_twice
