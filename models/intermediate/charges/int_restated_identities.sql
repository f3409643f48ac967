with

usage_versions as (

    select
        record_key as usage_id,
        {{ tag_value('record_content', "'owner_account_id'") }} as owner_account_id,
        {{ tag_value('record_content', "'resource_id'") }} as resource_id,
        {{ tag_value('record_content', "'sku_id'") }} as sku_id,
        recorded_at,
        record_file,
        record_line,
        record_status,
        row_number() over (
            partition by record_key
            order by recorded_at desc
        ) as newness_rank

    from {{ ref('int_records_deduplicated') }}
    where
        source_table = 'usage'
        and record_status in ('current', 'superseded')

),

-- the newest record that says otherwise; the one after it made the difference
restated_ids as (

    select
        newest.usage_id,
        min(earlier.newness_rank) as earlier_rank

    from usage_versions as newest

    inner join usage_versions as earlier
        on
            newest.usage_id = earlier.usage_id
            and (
                newest.owner_account_id != earlier.owner_account_id
                or newest.resource_id != earlier.resource_id
                or newest.sku_id != earlier.sku_id
            )

    where newest.record_status = 'current' and earlier.record_status = 'superseded'
    group by newest.usage_id

),

restatements as (

    select
        restated_ids.usage_id,
        earlier.owner_account_id as earlier_owner_account_id,
        earlier.resource_id as earlier_resource_id,
        earlier.sku_id as earlier_sku_id,
        earlier.recorded_at as earlier_recorded_at,
        restating.record_file as restating_file

    from restated_ids

    inner join usage_versions as earlier
        on
            restated_ids.usage_id = earlier.usage_id
            and restated_ids.earlier_rank = earlier.newness_rank

    inner join usage_versions as restating
        on
            restated_ids.usage_id = restating.usage_id
            and restated_ids.earlier_rank = restating.newness_rank + 1

),

restated_records as (

    select usage_records.*

    from {{ ref('stg_usage') }} as usage_records

    inner join restatements
        on usage_records.usage_id = restatements.usage_id

),

current_records as (

    select *
    from
        {{ current_records('usage', among='restated_records') }} as current_restated

),

current_costs as (

    select * from {{ usage_costs('current_records') }} as current_costs

),

restated_identities as (

    select
        'restated_identity' as finding_kind,
        'warning' as severity,
        'usage' as source_table,
        current_costs.usage_id as record_key,
        cast(null as {{ type_text() }}) as leg_id,
        current_costs.list_cost as money_at_stake,
        current_costs.currency_code,
        landing_files.load_id as first_seen_load_id,
        'Usage ' || current_costs.usage_id || ' was of '
        || restatements.earlier_owner_account_id || ', resource '
        || restatements.earlier_resource_id || ', sku '
        || restatements.earlier_sku_id || ' (recorded '
        || {{ instant_text('restatements.earlier_recorded_at') }} || ') and is now of '
        || current_costs.owner_account_id || ', resource '
        || current_costs.resource_id || ', sku '
        || current_costs.sku_id || ' (recorded '
        || {{ instant_text('current_costs.recorded_at') }} || '). '
        || case
            when current_costs.list_cost is null then 'It is not charged now. '
            else
                'List cost that moved: '
                || cast(current_costs.list_cost as {{ type_text() }}) || ' '
                || current_costs.currency_code || '. '
        end
        || 'If two sources count alike, load each with --source; if the earlier record'
        || ' was wrong, nothing is to be done.' as description

    from current_costs

    inner join restatements
        on current_costs.usage_id = restatements.usage_id

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            restatements.restating_file = landing_files.record_file
            and landing_files.source_table = 'usage'

)

select * from restated_identities
