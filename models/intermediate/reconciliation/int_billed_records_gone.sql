with

gone_records as (

    select
        'accounts' as source_table,
        account_id as record_key,
        account_name as record_name,
        retracted_at

    from {{ ref('int_former_accounts') }}

    union all

    select
        'skus' as source_table,
        sku_id as record_key,
        component_name as record_name,
        retracted_at

    from {{ ref('int_former_skus') }}

),

-- what an account was billed, and what was billed of a sku by its provider
billed as (

    select
        'accounts' as source_table,
        buyer_account_id as record_key,
        currency_code,
        count(*) as line_count,
        sum(billed_cost) as billed_cost

    from {{ ref('int_ledger_lines') }}
    group by buyer_account_id, currency_code

    union all

    select
        'skus' as source_table,
        sku_id as record_key,
        currency_code,
        count(*) as line_count,
        sum(billed_cost) as billed_cost

    from {{ ref('int_ledger_lines') }}
    where leg_number = 1
    group by sku_id, currency_code

),

-- the retraction that took the record back
retractions as (

    select
        retractions.source_table,
        retractions.record_key,
        retractions.recorded_at,
        min(landing_files.load_id) as load_id

    from {{ ref('stg_retractions') }} as retractions

    inner join {{ ref('stg_landing_files') }} as landing_files
        on
            landing_files.source_table = 'retractions'
            and retractions.record_file = landing_files.record_file

    where retractions.rejection_reason is null
    group by
        retractions.source_table, retractions.record_key, retractions.recorded_at

),

billed_records_gone as (

    select
        'billed_record_gone' as finding_kind,
        'warning' as severity,
        gone_records.source_table,
        gone_records.record_key,
        cast(null as {{ type_text() }}) as leg_id,
        cast(billed.billed_cost as decimal(38, 8)) as money_at_stake,
        billed.currency_code,
        retractions.load_id as first_seen_load_id,
        case gone_records.source_table
            when 'accounts' then 'Account ' else 'Sku '
        end
        || gone_records.record_key || ' (' || gone_records.record_name || ') was '
        || case
            when gone_records.retracted_at is null then 'rejected'
            else
                'retracted at '
                || {{ instant_text('gone_records.retracted_at') }}
        end
        || ' and stands on issued bills'
        || case
            when billed.line_count is null then ''
            else
                ': ' || cast(billed.line_count as {{ type_text() }}) || ' lines, '
                || cast(billed.billed_cost as {{ type_text() }}) || ' '
                || billed.currency_code
        end
        || '. The issued bills stay as they are and keep it; what is billed without'
        || ' it comes as reversals and corrections. If it should be there, deliver it'
        || ' again with a later recorded_at.' as description

    from gone_records

    left join billed
        on
            gone_records.source_table = billed.source_table
            and gone_records.record_key = billed.record_key

    left join retractions
        on
            gone_records.source_table = retractions.source_table
            and {{ key_part('gone_records.record_key') }}
            = retractions.record_key
            and gone_records.retracted_at = retractions.recorded_at

)

select * from billed_records_gone
