{{ config(materialized='view') }}

-- usage is checked in groups: its current records are those not set aside, less those
-- rejected one by one
with

usage_records as (

    select record_file

    from {{ current_records('usage') }} as current_usage

),

usage_counted as (

    select
        record_file,
        count(*) as record_count

    from usage_records
    group by record_file

    union all

    select
        record_file,
        -count(*) as record_count

    from {{ ref('int_rejected_usage') }}
    group by record_file

)

select
    'usage' as source_table,
    record_file,
    'current' as record_status,
    sum(record_count) as record_count
from usage_counted
group by record_file
union all
{{ records_counted('accounts', ref('int_accounts_validated'), 'current') }}
union all
{{ records_counted(
    'account_bindings', ref('int_account_bindings_validated'), 'current'
) }}
union all
{{ records_counted('channels', ref('int_channels_validated'), 'current') }}
union all
{{ records_counted('billing_groups', ref('int_billing_groups_validated'), 'current') }}
union all
{{ records_counted('skus', ref('int_skus_validated'), 'current') }}
union all
{{ records_counted('list_prices', ref('int_list_prices_validated'), 'current') }}
union all
{{ records_counted('discounts', ref('int_discounts_validated'), 'current') }}
union all
{{ records_counted(
    'discount_changes', ref('int_discount_changes_validated'), 'current'
) }}
union all
{{ records_counted('tax_rates', ref('int_tax_rates_validated'), 'current') }}
union all
{{ records_counted('orders', ref('int_orders_validated'), 'current') }}
union all
{{ records_counted('entitlements', ref('int_entitlements_validated'), 'current') }}
union all
{{ records_counted('vouchers', ref('int_vouchers_validated'), 'current') }}
union all
{{ records_counted(
    'bill_adjustments', ref('int_bill_adjustments_validated'), 'current'
) }}
union all
{{ records_counted(
    'credit_allocations', ref('int_credit_allocations_validated'), 'current'
) }}
union all
{{ records_counted(
    'bill_confirmations', ref('int_bill_confirmations_validated'), 'current'
) }}
union all
{{ records_counted('budget_events', ref('int_budget_events_validated'), 'current') }}
union all
{{ records_counted(
    'account_control_events', ref('int_account_control_events_validated'), 'current'
) }}
union all
{{ records_counted(
    'billing_tag_keys', ref('int_billing_tag_keys_validated'), 'current'
) }}
union all
{{ records_counted('payments', ref('int_payments_validated'), 'current') }}
union all
{{ records_counted('bill_issues', ref('int_bill_issues_validated'), 'current') }}
union all
{{ records_counted(
    'provider_bill_lines', ref('int_provider_bill_lines_validated'), 'current'
) }}
