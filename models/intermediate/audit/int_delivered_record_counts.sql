{{ config(materialized='view') }}

{{ records_counted('accounts', ref('stg_accounts'), 'delivered') }}
union all
{{ records_counted('account_bindings', ref('stg_account_bindings'), 'delivered') }}
union all
{{ records_counted('channels', ref('stg_channels'), 'delivered') }}
union all
{{ records_counted('billing_groups', ref('stg_billing_groups'), 'delivered') }}
union all
{{ records_counted('skus', ref('stg_skus'), 'delivered') }}
union all
{{ records_counted('list_prices', ref('stg_list_prices'), 'delivered') }}
union all
{{ records_counted('discounts', ref('stg_discounts'), 'delivered') }}
union all
{{ records_counted('discount_changes', ref('stg_discount_changes'), 'delivered') }}
union all
{{ records_counted('tax_rates', ref('stg_tax_rates'), 'delivered') }}
union all
{{ records_counted('usage', ref('stg_usage'), 'delivered') }}
union all
{{ records_counted('orders', ref('stg_orders'), 'delivered') }}
union all
{{ records_counted('entitlements', ref('stg_entitlements'), 'delivered') }}
union all
{{ records_counted('vouchers', ref('stg_vouchers'), 'delivered') }}
union all
{{ records_counted('bill_adjustments', ref('stg_bill_adjustments'), 'delivered') }}
union all
{{ records_counted('credit_allocations', ref('stg_credit_allocations'), 'delivered') }}
union all
{{ records_counted('bill_confirmations', ref('stg_bill_confirmations'), 'delivered') }}
union all
{{ records_counted('budget_events', ref('stg_budget_events'), 'delivered') }}
union all
{{ records_counted(
    'account_control_events', ref('stg_account_control_events'), 'delivered'
) }}
union all
{{ records_counted('billing_tag_keys', ref('stg_billing_tag_keys'), 'delivered') }}
union all
{{ records_counted('payments', ref('stg_payments'), 'delivered') }}
union all
{{ records_counted('bill_issues', ref('stg_bill_issues'), 'delivered') }}
union all
{{ records_counted(
    'provider_bill_lines', ref('stg_provider_bill_lines'), 'delivered'
) }}
