with

matched as (

    select
        *,
        side = 'provider' as is_providers

    from {{ ref('int_provider_line_matches') }}

),

items as (

    select
        item_key,
        min(case when is_providers then line_id end) as provider_line_id,
        min(case when not is_providers then line_id end) as line_id,
        max(provider_account_id) as provider_account_id,
        max(payer_account_id) as payer_account_id,
        max(owner_account_id) as owner_account_id,
        max(resource_id) as resource_id,
        max(sku_id) as sku_id,
        max(billing_month) as billing_month,
        sum(case when is_providers then 1 else 0 end) as provider_line_count,
        sum(case when is_providers then 0 else 1 end) as own_line_count,
        sum(case when is_providers then list_cost end) as provider_list_cost,
        sum(case when not is_providers then list_cost end) as own_list_cost,
        sum(case when is_providers then contracted_cost end)
            as provider_contracted_cost,
        sum(case when not is_providers then contracted_cost end) as own_contracted_cost,
        sum(case when is_providers then voucher_cost end) as provider_voucher_cost,
        sum(case when not is_providers then voucher_cost end) as own_voucher_cost,
        sum(case when is_providers then tax_cost end) as provider_tax_cost,
        sum(case when not is_providers then tax_cost end) as own_tax_cost,
        sum(case when is_providers then billed_cost end) as provider_cost,
        sum(case when not is_providers then billed_cost end) as own_cost,
        max(currency_code) as currency_code

    from matched
    group by item_key

),

items_with_digits as (

    select
        items.*,
        coalesce(currencies.currency_digits, 2) as currency_digits

    from items

    left join {{ ref('currencies') }} as currencies
        on items.currency_code = currencies.currency_code

),

provider_bill_reconciliation as (

    select
        provider_line_id,
        line_id,
        provider_account_id,
        payer_account_id,
        owner_account_id,
        resource_id,
        sku_id,
        billing_month,
        cast(provider_line_count as bigint) as provider_line_count,
        cast(own_line_count as bigint) as own_line_count,
        cast(provider_cost as decimal(38, 8)) as provider_cost,
        cast(own_cost as decimal(38, 8)) as own_cost,
        cast(coalesce(provider_cost, 0) - coalesce(own_cost, 0) as decimal(38, 8))
            as difference_cost,
        case
            when own_line_count = 0 then 'not_in_our_legs'
            when provider_line_count = 0 then 'not_billed_by_provider'
            when provider_cost is null then 'no_amount'
            when provider_cost = own_cost then 'equal'
            when provider_line_count > own_line_count then 'billed_more_than_once'
            when
                provider_cost
                = {{ as_amount('own_cost', 'currency_digits') }}
                then 'rounding'
            when provider_list_cost != own_list_cost then 'list_cost'
            when provider_contracted_cost != own_contracted_cost then 'discount'
            when provider_voucher_cost != own_voucher_cost then 'voucher'
            when provider_tax_cost != own_tax_cost then 'tax'
            else 'other'
        end as cause,
        currency_code

    from items_with_digits

)

select * from provider_bill_reconciliation
