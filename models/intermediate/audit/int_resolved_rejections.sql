with

rejected_records as (

    select
        rejections.source_table,
        rejections.record_key,
        rejections.recorded_at,
        rejections.record_file,
        rejections.source_line as record_line,
        landing_files.loaded_at

    from {{ ref('int_rejected_records') }} as rejections

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            rejections.source_table = landing_files.source_table
            and rejections.record_file = landing_files.record_file

),

well_formed_records as (

    {{ records_of_keys('accounts', 'rejected_records') }}
    union all
    {{ records_of_keys('account_bindings', 'rejected_records') }}
    union all
    {{ records_of_keys('account_terms', 'rejected_records') }}
    union all
    {{ records_of_keys('channels', 'rejected_records') }}
    union all
    {{ records_of_keys('billing_groups', 'rejected_records') }}
    union all
    {{ records_of_keys('skus', 'rejected_records') }}
    union all
    {{ records_of_keys('list_prices', 'rejected_records') }}
    union all
    {{ records_of_keys('discounts', 'rejected_records') }}
    union all
    {{ records_of_keys('discount_changes', 'rejected_records') }}
    union all
    {{ records_of_keys('tax_rates', 'rejected_records') }}
    union all
    {{ records_of_keys('rounding_policies', 'rejected_records') }}
    union all
    {{ records_of_keys('usage', 'rejected_records') }}
    union all
    {{ records_of_keys('orders', 'rejected_records') }}
    union all
    {{ records_of_keys('entitlements', 'rejected_records') }}
    union all
    {{ records_of_keys('vouchers', 'rejected_records') }}
    union all
    {{ records_of_keys('bill_adjustments', 'rejected_records') }}
    union all
    {{ records_of_keys('credit_allocations', 'rejected_records') }}
    union all
    {{ records_of_keys('bill_confirmations', 'rejected_records') }}
    union all
    {{ records_of_keys('budget_events', 'rejected_records') }}
    union all
    {{ records_of_keys('account_control_events', 'rejected_records') }}
    union all
    {{ records_of_keys('billing_tag_keys', 'rejected_records') }}
    union all
    {{ records_of_keys('payments', 'rejected_records') }}
    union all
    {{ records_of_keys('bill_issues', 'rejected_records') }}
    union all
    {{ records_of_keys('provider_bill_lines', 'rejected_records') }}

),

accepted_records as (

    select
        well_formed_records.*,
        landing_files.loaded_at

    from well_formed_records

    left join rejected_records
        on
            well_formed_records.source_table = rejected_records.source_table
            and well_formed_records.record_file = rejected_records.record_file
            and well_formed_records.record_line = rejected_records.record_line

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            well_formed_records.source_table = landing_files.source_table
            and well_formed_records.record_file = landing_files.record_file

    where rejected_records.record_line is null

),

resolved_rejections as (

    select
        rejected_records.source_table,
        rejected_records.record_file,
        rejected_records.record_line

    from rejected_records

    inner join accepted_records
        on
            rejected_records.source_table = accepted_records.source_table
            and rejected_records.record_key = accepted_records.record_key

    -- a file is often put right without another recorded_at
    where
        accepted_records.recorded_at > rejected_records.recorded_at
        or (
            accepted_records.loaded_at > rejected_records.loaded_at
            and coalesce(
                accepted_records.recorded_at = rejected_records.recorded_at, true
            )
        )

    group by
        rejected_records.source_table,
        rejected_records.record_file,
        rejected_records.record_line

)

select * from resolved_rejections
