{{ config(materialized='view') }}

{{ malformed_records('accounts') }}
union all
{{ malformed_records('account_bindings') }}
union all
{{ malformed_records('channels') }}
union all
{{ malformed_records('billing_groups') }}
union all
{{ malformed_records('skus') }}
union all
{{ malformed_records('list_prices') }}
union all
{{ malformed_records('discounts') }}
union all
{{ malformed_records('discount_changes') }}
union all
{{ malformed_records('tax_rates') }}
union all
{{ malformed_records('rounding_policies') }}
union all
{{ malformed_records('usage') }}
union all
{{ malformed_records('orders') }}
union all
{{ malformed_records('entitlements') }}
union all
{{ malformed_records('vouchers') }}
union all
{{ malformed_records('bill_adjustments') }}
union all
{{ malformed_records('credit_allocations') }}
union all
{{ malformed_records('bill_confirmations') }}
union all
{{ malformed_records('budget_events') }}
union all
{{ malformed_records('account_control_events') }}
union all
{{ malformed_records('account_terms') }}
union all
{{ malformed_records('billing_tag_keys') }}
union all
{{ malformed_records('payments') }}
union all
{{ malformed_records('bill_issues') }}
union all
{{ malformed_records('provider_bill_lines') }}
union all
{{ malformed_records('retractions') }}
