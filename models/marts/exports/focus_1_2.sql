{{ config(materialized='view') }}

with

focus_rows as (

    select * from {{ focus_rows() }} as focus_rows

),

focus_1_2 as (

    select
        line_id,
        row_kind,
        seller_account_id,
        buyer_account_id,
        billing_month,
        currency_code,
        zone_id as availability_zone,
        row_cost as billed_cost,
        buyer_account_id as billing_account_id,
        buyer_name as billing_account_name,
        'Account' as billing_account_type,
        currency_code as billing_currency,
        month_ended_at as billing_period_end,
        month_started_at as billing_period_start,
        cast(null as {{ type_text() }}) as capacity_reservation_id,
        cast(null as {{ type_text() }}) as capacity_reservation_status,
        focus_category as charge_category,
        focus_class as charge_class,
        row_description as charge_description,
        focus_frequency as charge_frequency,
        charge_period_end,
        charge_period_start,
        cast(null as {{ type_text() }}) as commitment_discount_category,
        cast(null as {{ type_text() }}) as commitment_discount_id,
        cast(null as {{ type_text() }}) as commitment_discount_name,
        cast(null as decimal(38, 10)) as commitment_discount_quantity,
        cast(null as {{ type_text() }}) as commitment_discount_status,
        cast(null as {{ type_text() }}) as commitment_discount_type,
        cast(null as {{ type_text() }}) as commitment_discount_unit,
        case when row_kind = 'charge' then consumed_quantity end
            as consumed_quantity,
        case when row_kind = 'charge' then consumed_unit end
            as consumed_unit,
        row_cost as contracted_cost,
        case when row_kind = 'charge' then contracted_unit_price end
            as contracted_unit_price,
        row_cost as effective_cost,
        invoice_id,
        seller_name as invoice_issuer_name,
        row_list_cost as list_cost,
        case when row_kind = 'charge' then row_list_unit_price end
            as list_unit_price,
        focus_pricing as pricing_category,
        currency_code as pricing_currency,
        case when row_kind = 'charge' then contracted_unit_price end
            as pricing_currency_contracted_unit_price,
        row_cost as pricing_currency_effective_cost,
        case when row_kind = 'charge' then row_list_unit_price end
            as pricing_currency_list_unit_price,
        case when row_kind = 'charge' then pricing_quantity end
            as pricing_quantity,
        case when row_kind = 'charge' then priced_unit end
            as pricing_unit,
        host_name as provider_name,
        host_name as publisher_name,
        region_id,
        region_id as region_name,
        resource_id,
        resource_name,
        resource_type_name as resource_type,
        'Other' as service_category,
        service_name,
        'Other (Other)' as service_subcategory,
        sku_id,
        sku_meter,
        cast(null as {{ type_text() }}) as sku_price_details,
        cast(null as {{ type_text() }}) as sku_price_id,
        owner_account_id as sub_account_id,
        owner_name as sub_account_name,
        'Account' as sub_account_type,
        owner_tags as tags

    from focus_rows

)

select * from focus_1_2
