with

ends_of_skus as (

    select
        sku_id,
        metering,
        cast(sum(record_count) as bigint) as record_count,
        cast(sum(second_before_minute_count) as bigint) as second_count,
        cast(sum(millisecond_before_minute_count) as bigint) as millisecond_count,
        cast(sum(microsecond_before_minute_count) as bigint) as microsecond_count

    from {{ ref('int_usage_aggregated') }}
    where metering is not null
    group by sku_id, metering

),

-- the step that most of them lie before a full minute
inclusive_skus as (

    select
        sku_id,
        metering,
        record_count,
        second_count + millisecond_count + microsecond_count
            as inclusive_count,
        case
            when
                second_count
                >= greatest(millisecond_count, microsecond_count)
                then 1000000
            when millisecond_count >= microsecond_count then 1000
            else 1
        end as step,
        case
            when
                second_count
                >= greatest(millisecond_count, microsecond_count)
                then '1s'
            when millisecond_count >= microsecond_count then '1ms'
            else '1us'
        end as step_name

    from ends_of_skus

    where
        second_count + millisecond_count + microsecond_count >= 100
        and (second_count + millisecond_count + microsecond_count) * 100
        >= record_count * 90

),

-- only records of these skus are looked at once more
candidate_records as (

    select usage_records.*

    from {{ ref('stg_usage') }} as usage_records

    inner join inclusive_skus
        on usage_records.sku_id = inclusive_skus.sku_id

),

current_candidates as (

    select *
    from
        {{ current_records('usage', among='candidate_records') }} as current_records

),

-- the record that was the first to end so
first_records as (

    select
        sku_id,
        min_by(record_file, {{ struct_of(['recorded_at', 'usage_id']) }}) as record_file

    from current_candidates
    where
        {{ ends_before_minute('usage_ended_at', 1000000) }}
        or {{ ends_before_minute('usage_ended_at', 1000) }}
        or {{ ends_before_minute('usage_ended_at', 1) }}
    group by sku_id

),

-- the time that each record would be longer
missing_times as (

    select
        current_candidates.sku_id,
        current_candidates.usage_quantity,
        current_candidates.linear_size,
        inclusive_skus.metering,
        current_candidates.usage_ended_at as usage_started_at,
        {{ microseconds_after(
            'current_candidates.usage_ended_at', 'inclusive_skus.step'
        ) }} as usage_ended_at

    from current_candidates

    inner join inclusive_skus
        on current_candidates.sku_id = inclusive_skus.sku_id

    where inclusive_skus.metering = 'duration'

),

missing_usage as (

    select
        sku_id,
        sum({{ consumed_quantity('missing_times', 'missing_times') }})
            as missing_quantity

    from missing_times
    group by sku_id

),

costs_of_skus as (

    select
        sku_id,
        currency_code,
        sum(list_cost) as list_cost,
        sum(consumed_quantity) as consumed_quantity

    from {{ ref('int_charges') }}
    where charge_category = 'usage'
    group by sku_id, currency_code

),

missing_costs as (

    select
        costs.sku_id,
        costs.currency_code,
        {{ cost_of_share(
            'costs.list_cost',
            'missing.missing_quantity',
            'sum(costs.consumed_quantity) over (partition by costs.sku_id)'
        ) }} as missing_cost

    from costs_of_skus as costs

    inner join missing_usage as missing
        on costs.sku_id = missing.sku_id

),

inclusive_ends as (

    select
        'inclusive_ends' as finding_kind,
        case when skus.metering = 'duration' then 'warning' else 'info' end as severity,
        'usage' as source_table,
        skus.sku_id as record_key,
        cast(null as {{ type_text() }}) as leg_id,
        missing.missing_cost as money_at_stake,
        missing.currency_code,
        landing_files.load_id as first_seen_load_id,
        cast(skus.inclusive_count as {{ type_text() }}) || ' of '
        || cast(skus.record_count as {{ type_text() }}) || ' records of sku '
        || skus.sku_id || ' end ' || skus.step_name || ' before a full minute, so their'
        || ' ends are most likely the last instant of the usage. '
        || case
            when missing.currency_code is null then ''
            else
                'That ' || skus.step_name || ' of each record costs '
                || cast(missing.missing_cost as {{ type_text() }}) || ' '
                || missing.currency_code || ' at list price, which is not billed. '
        end
        || 'Load the files again with --inclusive-ends ' || skus.step_name
        || ', or deliver the first instant after the usage as its end.' as description

    from inclusive_skus as skus

    left join missing_costs as missing
        on skus.sku_id = missing.sku_id

    left join first_records
        on skus.sku_id = first_records.sku_id

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            first_records.record_file = landing_files.record_file
            and landing_files.source_table = 'usage'

)

select * from inclusive_ends
