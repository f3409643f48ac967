with

latest_records as (

    select max(recorded_at) as recorded_at from {{ ref('stg_accounts') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_account_bindings') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_account_terms') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_channels') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_billing_groups') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_skus') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_list_prices') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_discounts') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_discount_changes') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_tax_rates') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_rounding_policies') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_usage') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_orders') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_entitlements') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_vouchers') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_bill_adjustments') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_credit_allocations') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_bill_confirmations') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_budget_events') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_account_control_events') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_billing_tag_keys') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_payments') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_bill_issues') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_provider_bill_lines') }}
    union all
    select max(recorded_at) as recorded_at from {{ ref('stg_retractions') }}

),

as_of as (

    select max({{ as_of_instant() or 'recorded_at' }}) as now_at

    from latest_records

)

select * from as_of
