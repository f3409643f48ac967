{{ config(materialized='view') }}

-- depends on every raw table: one line a table, one rule for all
{{ records_delivered_again('accounts') }}
union all
{{ records_delivered_again('account_bindings') }}
union all
{{ records_delivered_again('channels') }}
union all
{{ records_delivered_again('billing_groups') }}
union all
{{ records_delivered_again('skus') }}
union all
{{ records_delivered_again('list_prices') }}
union all
{{ records_delivered_again('discounts') }}
union all
{{ records_delivered_again('discount_changes') }}
union all
{{ records_delivered_again('tax_rates') }}
union all
{{ records_delivered_again('usage') }}
union all
{{ records_delivered_again('orders') }}
union all
{{ records_delivered_again('entitlements') }}
union all
{{ records_delivered_again('vouchers') }}
union all
{{ records_delivered_again('bill_adjustments') }}
union all
{{ records_delivered_again('credit_allocations') }}
union all
{{ records_delivered_again('bill_confirmations') }}
union all
{{ records_delivered_again('budget_events') }}
union all
{{ records_delivered_again('account_control_events') }}
union all
{{ records_delivered_again('billing_tag_keys') }}
union all
{{ records_delivered_again('payments') }}
union all
{{ records_delivered_again('bill_issues') }}
union all
{{ records_delivered_again('provider_bill_lines') }}
