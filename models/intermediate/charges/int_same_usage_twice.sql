with

numbered_records as (

    select
        *,
        first_value(usage_id) over same_usage as first_usage_id,
        row_number() over same_usage as copy_number

    from {{ ref('int_suspected_usage') }}

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
