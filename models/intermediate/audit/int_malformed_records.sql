{{ config(materialized='view') }}

{{ records_unread('accounts') }}
union all
{{ records_unread('account_bindings') }}
union all
{{ records_unread('channels') }}
union all
{{ records_unread('billing_groups') }}
union all
{{ records_unread('skus') }}
union all
{{ records_unread('list_prices') }}
union all
{{ records_unread('discounts') }}
union all
{{ records_unread('discount_changes') }}
union all
{{ records_unread('tax_rates') }}
union all
{{ records_unread('usage') }}
union all
{{ records_unread('orders') }}
union all
{{ records_unread('entitlements') }}
union all
{{ records_unread('vouchers') }}
union all
{{ records_unread('bill_adjustments') }}
union all
{{ records_unread('credit_allocations') }}
union all
{{ records_unread('bill_confirmations') }}
union all
{{ records_unread('budget_events') }}
union all
{{ records_unread('account_control_events') }}
union all
{{ records_unread('billing_tag_keys') }}
union all
{{ records_unread('payments') }}
union all
{{ records_unread('bill_issues') }}
union all
{{ records_unread('provider_bill_lines') }}
