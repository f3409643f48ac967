with

rejected_records as (

    select
        source_table,
        record_key,
        rejection_reason,
        rejection_detail,
        record,
        record_file,
        record_line,
        recorded_at

    from {{ ref('int_malformed_records') }}

    union all

    select
        source_table,
        record_key,
        'conflicting_records' as rejection_reason,
        cast(null as {{ type_text() }}) as rejection_detail,
        record_content as record,
        record_file,
        record_line,
        recorded_at

    from {{ ref('int_records_deduplicated') }}
    where record_status = 'rejected'

    union all
    {{ rejected_records_of('int_accounts_validated', 'accounts') }}
    union all
    {{ rejected_records_of('int_account_bindings_validated', 'account_bindings') }}
    union all
    {{ rejected_records_of('int_account_terms_validated', 'account_terms') }}
    union all
    {{ rejected_records_of('int_channels_validated', 'channels') }}
    union all
    {{ rejected_records_of('int_billing_groups_validated', 'billing_groups') }}
    union all
    {{ rejected_records_of('int_skus_validated', 'skus') }}
    union all
    {{ rejected_records_of('int_list_prices_validated', 'list_prices') }}
    union all
    {{ rejected_records_of('int_discounts_validated', 'discounts') }}
    union all
    {{ rejected_records_of('int_discount_changes_validated', 'discount_changes') }}
    union all
    {{ rejected_records_of('int_tax_rates_validated', 'tax_rates') }}
    union all
    {{ rejected_records_of(
        'int_rounding_policies_validated', 'rounding_policies'
    ) }}
    union all
    {{ rejected_records_of('int_rejected_usage', 'usage', 'rejection_detail') }}
    union all
    {{ rejected_records_of('int_orders_validated', 'orders', 'rejection_detail') }}
    union all
    {{ rejected_records_of('int_entitlements_validated', 'entitlements') }}
    union all
    {{ rejected_records_of('int_vouchers_validated', 'vouchers') }}
    union all
    {{ rejected_records_of('int_bill_adjustments_validated', 'bill_adjustments') }}
    union all
    {{ rejected_records_of(
        'int_credit_allocations_validated', 'credit_allocations'
    ) }}
    union all
    {{ rejected_records_of(
        'int_bill_confirmations_validated', 'bill_confirmations'
    ) }}
    union all
    {{ rejected_records_of('int_budget_events_validated', 'budget_events') }}
    union all
    {{ rejected_records_of(
        'int_account_control_events_validated', 'account_control_events'
    ) }}
    union all
    {{ rejected_records_of('int_billing_tag_keys_validated', 'billing_tag_keys') }}
    union all
    {{ rejected_records_of('int_payments_validated', 'payments') }}
    union all
    {{ rejected_records_of('int_bill_issues_validated', 'bill_issues') }}
    union all
    {{ rejected_records_of(
        'int_provider_bill_lines_validated', 'provider_bill_lines'
    ) }}
    union all
    {{ rejected_records_of('int_retractions_validated', 'retractions') }}

),

landing_files as (

    select
        source_table,
        record_file,
        load_id,
        source_file

    from {{ ref('stg_landing_files') }}

),

rejected_records_joined as (

    select
        rejected_records.source_table,
        rejected_records.record_key,
        rejected_records.rejection_reason,
        rejected_records.rejection_detail,
        rejected_records.record,
        rejected_records.record_file,
        landing_files.load_id,
        landing_files.source_file,
        rejected_records.record_line as source_line,
        rejected_records.recorded_at

    from rejected_records

    left join landing_files
        on
            rejected_records.source_table = landing_files.source_table
            and rejected_records.record_file = landing_files.record_file

)

select * from rejected_records_joined
