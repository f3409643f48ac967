{{ config(materialized='view') }}

with

-- usage is validated in groups: its current records are those that restatements leave,
-- less those rejected one by one
current_usage as (

    select
        record_file,
        count(*) as record_count

    from {{ current_records('usage') }} as current_records
    group by record_file

    union all

    select
        record_file,
        -count(*) as record_count

    from {{ ref('int_rejected_usage') }}
    group by record_file

),

counts_of_files as (

    select
        'usage' as source_table,
        record_file,
        'delivered' as record_status,
        count(*) as record_count

    from {{ ref('stg_usage') }}
    group by record_file

    union all

    select
        'usage' as source_table,
        record_file,
        'current' as record_status,
        sum(record_count) as record_count

    from current_usage
    group by record_file

    union all
    {{ record_counts('accounts') }}
    union all
    {{ record_counts('account_bindings') }}
    union all
    {{ record_counts('account_terms') }}
    union all
    {{ record_counts('channels') }}
    union all
    {{ record_counts('billing_groups') }}
    union all
    {{ record_counts('skus') }}
    union all
    {{ record_counts('list_prices') }}
    union all
    {{ record_counts('discounts') }}
    union all
    {{ record_counts('discount_changes') }}
    union all
    {{ record_counts('tax_rates') }}
    union all
    {{ record_counts('rounding_policies') }}
    union all
    {{ record_counts('orders') }}
    union all
    {{ record_counts('entitlements') }}
    union all
    {{ record_counts('vouchers') }}
    union all
    {{ record_counts('bill_adjustments') }}
    union all
    {{ record_counts('credit_allocations') }}
    union all
    {{ record_counts('bill_confirmations') }}
    union all
    {{ record_counts('budget_events') }}
    union all
    {{ record_counts('account_control_events') }}
    union all
    {{ record_counts('billing_tag_keys') }}
    union all
    {{ record_counts('payments') }}
    union all
    {{ record_counts('bill_issues') }}
    union all
    {{ record_counts('provider_bill_lines') }}
    union all
    {{ record_counts('retractions') }}

    union all

    select
        source_table,
        record_file,
        record_status,
        count(*) as record_count

    from {{ ref('int_records_deduplicated') }}
    where record_status in ('duplicate', 'superseded', 'retracted')
    group by source_table, record_file, record_status

    union all

    select
        source_table,
        record_file,
        'rejected' as record_status,
        count(*) as record_count

    from {{ ref('int_rejected_records') }}
    group by source_table, record_file

),

record_counts as (

    select
        counts_of_files.source_table,
        landing_files.load_id,
        counts_of_files.record_file,
        counts_of_files.record_status,
        counts_of_files.record_count

    from counts_of_files

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            counts_of_files.source_table = landing_files.source_table
            and counts_of_files.record_file = landing_files.record_file

)

select * from record_counts
