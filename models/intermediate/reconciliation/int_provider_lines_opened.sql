with

provider_lines as (

    select
        *,
        coalesce(contracted_cost, list_cost - coalesce(discount_cost, 0))
        - coalesce(voucher_cost, 0)
        + coalesce(tax_cost, 0) as computed_cost

    from {{ ref('int_provider_bill_lines_validated') }}
    where rejection_reason is null

),

bills as (

    select
        payer_account_id,
        billing_month

    from provider_lines
    group by payer_account_id, billing_month

),

-- what is compared: our lines with the provider, of whoever got a bill for the month
provider_lines_opened as (

    select
        'provider' as side,
        'provider|' || provider_line_id as line_key,
        provider_line_id as line_id,
        cast(null as {{ type_text() }}) as provider_account_id,
        payer_account_id,
        owner_account_id,
        resource_id,
        sku_id,
        component_code,
        billing_month,
        usage_started_at as period_start,
        usage_ended_at as period_end,
        transaction_at,
        cast(list_cost as decimal(38, 8)) as list_cost,
        cast(contracted_cost as decimal(38, 8)) as contracted_cost,
        cast(voucher_cost as decimal(38, 8)) as voucher_cost,
        cast(tax_cost as decimal(38, 8)) as tax_cost,
        cast(coalesce(billed_cost, computed_cost) as decimal(38, 8)) as billed_cost,
        currency_code

    from provider_lines

    union all

    select
        'own' as side,
        bill_lines.seller_account_id || '|' || bill_lines.line_id as line_key,
        bill_lines.line_id,
        bill_lines.seller_account_id as provider_account_id,
        bill_lines.buyer_account_id as payer_account_id,
        bill_lines.owner_account_id,
        bill_lines.resource_id,
        bill_lines.sku_id,
        bill_lines.component_code,
        bill_lines.billing_month,
        bill_lines.charge_period_start as period_start,
        bill_lines.charge_period_end as period_end,
        bill_lines.transaction_at,
        bill_lines.list_cost,
        bill_lines.contracted_cost,
        bill_lines.voucher_cost,
        bill_lines.tax_cost,
        bill_lines.billed_cost,
        bill_lines.currency_code

    from {{ ref('int_bill_lines') }} as bill_lines

    inner join bills
        on
            bill_lines.buyer_account_id = bills.payer_account_id
            and bill_lines.billing_month = bills.billing_month

    where
        bill_lines.leg_number = 1
        and {{ has_records(ref('int_provider_bill_lines_validated')) }}

)

select * from provider_lines_opened
