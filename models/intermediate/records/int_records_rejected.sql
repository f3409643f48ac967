-- unreadable, in conflict, or refused by a rule that looks at other records
select
    source_table,
    record_key,
    rejection_reason,
    record,
    record_file,
    record_line,
    recorded_at
from {{ ref('int_records_unread') }}
union all
select
    source_table,
    record_key,
    'conflicting_records' as rejection_reason,
    record_content as record,
    record_file,
    record_line,
    recorded_at
from {{ ref('int_records_resolved') }}
where record_status = 'rejected'
union all
{{ records_rejected_from('int_accounts_checked', 'accounts') }}
union all
{{ records_rejected_from('int_account_bindings_checked', 'account_bindings') }}
union all
{{ records_rejected_from('int_channels_checked', 'channels') }}
union all
{{ records_rejected_from('int_billing_groups_checked', 'billing_groups') }}
union all
{{ records_rejected_from('int_skus_checked', 'skus') }}
union all
{{ records_rejected_from('int_list_prices_checked', 'list_prices') }}
union all
{{ records_rejected_from('int_discounts_checked', 'discounts') }}
union all
{{ records_rejected_from('int_discount_changes_checked', 'discount_changes') }}
union all
{{ records_rejected_from('int_tax_rates_checked', 'tax_rates') }}
union all
{{ records_rejected_from('int_usage_rejected', 'usage') }}
union all
{{ records_rejected_from('int_orders_checked', 'orders') }}
union all
{{ records_rejected_from('int_entitlements_checked', 'entitlements') }}
union all
{{ records_rejected_from('int_vouchers_checked', 'vouchers') }}
union all
{{ records_rejected_from('int_bill_adjustments_checked', 'bill_adjustments') }}
union all
{{ records_rejected_from('int_credit_allocations_checked', 'credit_allocations') }}
union all
{{ records_rejected_from('int_bill_confirmations_checked', 'bill_confirmations') }}
union all
{{ records_rejected_from('int_budget_events_checked', 'budget_events') }}
union all
{{ records_rejected_from(
    'int_account_control_events_checked', 'account_control_events'
) }}
union all
{{ records_rejected_from('int_billing_tag_keys_checked', 'billing_tag_keys') }}
union all
{{ records_rejected_from('int_payments_checked', 'payments') }}
union all
{{ records_rejected_from('int_bill_issues_checked', 'bill_issues') }}
union all
{{ records_rejected_from('int_provider_bill_lines_checked', 'provider_bill_lines') }}
