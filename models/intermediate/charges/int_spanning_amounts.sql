with

spanning_usage as (

    select
        spanning.charge_id,
        spanning.owner_account_id,
        spanning.sku_id,
        spanning.settlement_cycle,
        spanning.spanning_count,
        spanning.spanning_recorded_at,
        charges.list_cost,
        charges.currency_code

    from {{ ref('int_usage_validated') }} as spanning

    inner join {{ ref('int_charges') }} as charges
        on spanning.charge_id = charges.charge_id

    where spanning.spanning_count > 0 and spanning.rejection_reason is null

),

spanning_costs as (

    select
        owner_account_id,
        sku_id,
        settlement_cycle,
        currency_code,
        cast(sum(spanning_count) as bigint) as spanning_count,
        cast(count(*) as bigint) as charge_count,
        cast(sum(list_cost) as decimal(38, 8)) as list_cost,
        min(spanning_recorded_at) as first_recorded_at

    from spanning_usage
    group by owner_account_id, sku_id, settlement_cycle, currency_code

),

-- only records of one owner, sku and instant are looked at once more
first_records as (

    select usage_records.*

    from {{ ref('stg_usage') }} as usage_records

    inner join spanning_costs as costs
        on
            usage_records.owner_account_id = costs.owner_account_id
            and usage_records.sku_id = costs.sku_id
            and usage_records.recorded_at = costs.first_recorded_at

),

first_files as (

    select
        owner_account_id,
        sku_id,
        recorded_at,
        min_by(record_file, usage_id) as record_file

    from {{ current_records('usage', among='first_records') }} as current_records
    group by owner_account_id, sku_id, recorded_at

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

    left join first_files
        on
            costs.owner_account_id = first_files.owner_account_id
            and costs.sku_id = first_files.sku_id
            and costs.first_recorded_at = first_files.recorded_at

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            first_files.record_file = landing_files.record_file
            and landing_files.source_table = 'usage'

)

select * from spanning_amounts
