with

spanning_usage as (

    select
        spanning.charge_id,
        spanning.owner_account_id,
        spanning.resource_id,
        spanning.sku_id,
        spanning.region_id,
        spanning.bucket_started_at,
        spanning.bucket_ended_at,
        spanning.settlement_cycle,
        spanning.spanning_count,
        charges.list_cost,
        charges.currency_code

    from {{ ref('int_usage_validated') }} as spanning

    inner join {{ ref('int_charges') }} as charges
        on spanning.charge_id = charges.charge_id

    where spanning.spanning_count > 0 and spanning.rejection_reason is null

),

-- only records of these charges are looked at once more
candidate_records as (

    select *

    from {{ ref('stg_usage') }}

    where sku_id in (select spanning_usage.sku_id from spanning_usage)

),

spanning_records as (

    select
        spanning_usage.owner_account_id,
        spanning_usage.sku_id,
        spanning_usage.currency_code,
        records.recorded_at,
        records.usage_id,
        records.record_file

    from spanning_usage

    inner join
        {{ current_records('usage', among='candidate_records') }} as records
        on
            spanning_usage.owner_account_id = records.owner_account_id
            and spanning_usage.resource_id = records.resource_id
            and spanning_usage.sku_id = records.sku_id
            and coalesce(spanning_usage.region_id, '') = coalesce(records.region_id, '')
            and spanning_usage.bucket_started_at <= records.usage_started_at
            and spanning_usage.bucket_ended_at > records.usage_started_at
            and spanning_usage.bucket_ended_at < records.usage_ended_at

),

first_records as (

    select
        owner_account_id,
        sku_id,
        currency_code,
        min_by(record_file, {{ struct_of(['recorded_at', 'usage_id']) }}) as record_file

    from spanning_records
    group by owner_account_id, sku_id, currency_code

),

spanning_costs as (

    select
        owner_account_id,
        sku_id,
        settlement_cycle,
        currency_code,
        cast(sum(spanning_count) as bigint) as spanning_count,
        cast(count(*) as bigint) as charge_count,
        cast(sum(list_cost) as decimal(38, 8)) as list_cost

    from spanning_usage
    group by owner_account_id, sku_id, settlement_cycle, currency_code

),

spanning_amounts as (

    select
        'spans_buckets' as finding_kind,
        'warning' as severity,
        'usage' as source_table,
        costs.owner_account_id || '|' || costs.sku_id as record_key,
        cast(null as {{ type_text() }}) as leg_id,
        costs.list_cost as money_at_stake,
        costs.currency_code,
        landing_files.load_id as first_seen_load_id,
        cast(costs.spanning_count as {{ type_text() }}) || ' records of owner '
        || costs.owner_account_id || ' measure an amount of sku ' || costs.sku_id
        || ' over more than one '
        || case costs.settlement_cycle
            when 'hourly' then 'hour' when 'daily' then 'day' else 'month'
        end
        || ', in which the sku settles. An amount cannot be split, so each stays with'
        || ' its start: ' || cast(costs.charge_count as {{ type_text() }})
        || ' charges with a list cost of '
        || cast(costs.list_cost as {{ type_text() }}) || ' ' || costs.currency_code
        || ' hold them. Deliver the amounts for each '
        || case costs.settlement_cycle
            when 'hourly' then 'hour' when 'daily' then 'day' else 'month'
        end
        || ', or give the sku the settlement cycle of its records.' as description

    from spanning_costs as costs

    left join first_records
        on
            costs.owner_account_id = first_records.owner_account_id
            and costs.sku_id = first_records.sku_id
            and costs.currency_code = first_records.currency_code

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            first_records.record_file = landing_files.record_file
            and landing_files.source_table = 'usage'

)

select * from spanning_amounts
