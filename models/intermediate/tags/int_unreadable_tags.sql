with

tagged_records as (

    select
        'usage' as source_table,
        usage_id as record_key,
        unreadable_tags,
        record_file,
        record_line

    from {{ ref('stg_usage') }}
    where unreadable_tags is not null and rejection_reason is null

    union all

    select
        'orders' as source_table,
        order_line_id as record_key,
        unreadable_tags,
        record_file,
        record_line

    from {{ ref('stg_orders') }}
    where unreadable_tags is not null and rejection_reason is null

),

unreadable_tags as (

    select
        'unreadable_tags' as finding_kind,
        'warning' as severity,
        tagged_records.source_table,
        tagged_records.record_key,
        cast(null as {{ type_text() }}) as leg_id,
        cast(null as decimal(38, 8)) as money_at_stake,
        cast(null as {{ type_text() }}) as currency_code,
        landing_files.load_id as first_seen_load_id,
        'The tags of ' || tagged_records.source_table || ' '
        || tagged_records.record_key
        || ' are no JSON object of texts, so the record is billed without tags: '
        || substring(tagged_records.unreadable_tags, 1, 200)
        || case
            when length(tagged_records.unreadable_tags) > 200 then ' ...' else ''
        end
        || '. Deliver the record again with a later recorded_at and tags such as'
        || ' {"env":"prod"}.' as description

    from tagged_records

    left join {{ ref('int_records_deduplicated') }} as replaced
        on
            tagged_records.source_table = replaced.source_table
            and tagged_records.record_file = replaced.record_file
            and tagged_records.record_line = replaced.record_line
            and replaced.record_status != 'current'

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            tagged_records.source_table = landing_files.source_table
            and tagged_records.record_file = landing_files.record_file

    where replaced.record_line is null

)

select * from unreadable_tags
