-- unreadable, in conflict, or refused by a rule that looks at other records
select
    source_table,
    record_key,
    rejection_reason,
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
    record_content as record,
    record_file,
    record_line,
    recorded_at
from {{ ref('int_records_deduplicated') }}
where record_status = 'rejected'
union all
{{ records_rejected_from('int_accounts_validated', 'accounts') }}
union all
{{ records_rejected_from('int_account_bindings_validated', 'account_bindings') }}
union all
{{ records_rejected_from('int_channels_validated', 'channels') }}
union all
{{ records_rejected_from('int_billing_groups_validated', 'billing_groups') }}
union all
{{ records_rejected_from('int_skus_validated', 'skus') }}
union all
{{ records_rejected_from('int_list_prices_validated', 'list_prices') }}
union all
{{ records_rejected_from('int_discounts_validated', 'discounts') }}
union all
{{ records_rejected_from('int_discount_changes_validated', 'discount_changes') }}
union all
{{ records_rejected_from('int_tax_rates_validated', 'tax_rates') }}
union all
{{ records_rejected_from('int_rejected_usage', 'usage') }}
union all
{{ records_rejected_from('int_orders_validated', 'orders') }}
union all
{{ records_rejected_from('int_entitlements_validated', 'entitlements') }}
union all
{{ records_rejected_from('int_vouchers_validated', 'vouchers') }}
union all
{{ records_rejected_from('int_bill_adjustments_validated', 'bill_adjustments') }}
union all
{{ records_rejected_from('int_credit_allocations_validated', 'credit_allocations') }}
union all
{{ records_rejected_from('int_bill_confirmations_validated', 'bill_confirmations') }}
union all
{{ records_rejected_from('int_budget_events_validated', 'budget_events') }}
union all
{{ records_rejected_from(
    'int_account_control_events_validated', 'account_control_events'
) }}
union all
{{ records_rejected_from('int_billing_tag_keys_validated', 'billing_tag_keys') }}
union all
{{ records_rejected_from('int_payments_validated', 'payments') }}
union all
{{ records_rejected_from('int_bill_issues_validated', 'bill_issues') }}
union all
{{ records_rejected_from('int_provider_bill_lines_validated', 'provider_bill_lines') }}
