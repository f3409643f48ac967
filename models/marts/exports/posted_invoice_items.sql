{{ config(materialized='view') }}

with

invoices as (

    select * from {{ ref('posted_invoices') }}

),

bill_lines as (

    select * from {{ ref('int_bill_lines') }}

),

charges as (

    select
        invoices.invoice_id,
        'CHARGE' as charge_type,
        bill_lines.product_code,
        coalesce(max(bill_lines.product_name), 'Adjustment') as charge_name,
        cast(sum(bill_lines.pretax_cost) as decimal(38, 8)) as item_cost

    from invoices

    inner join bill_lines
        on
            invoices.leg_kind = bill_lines.leg_kind
            and invoices.billing_month = bill_lines.billing_month
            and invoices.seller_account_id = bill_lines.seller_account_id
            and invoices.buyer_account_id = bill_lines.buyer_account_id
            and invoices.currency_code = bill_lines.currency_code

    group by invoices.invoice_id, bill_lines.product_code

),

-- tax and what rounding added, so that the items add up to the invoice; all of one
-- scale, because a union over decimals of several takes the least
remainders as (

    select
        invoices.invoice_id,
        cast(invoices.subtotal_amount as decimal(38, 8))
        - cast(sum(charges.item_cost) as decimal(38, 8)) as rounding_cost

    from invoices

    inner join charges
        on invoices.invoice_id = charges.invoice_id

    group by invoices.invoice_id, invoices.subtotal_amount

),

items as (

    select * from charges

    union all

    select
        invoice_id,
        'TAX' as charge_type,
        cast(null as {{ type_text() }}) as product_code,
        'Tax' as charge_name,
        cast(tax_amount as decimal(38, 8)) as item_cost

    from invoices
    where tax_amount != 0

    union all

    select
        invoice_id,
        'ADJUSTMENT' as charge_type,
        cast(null as {{ type_text() }}) as product_code,
        'Rounding' as charge_name,
        rounding_cost as item_cost

    from remainders
    where rounding_cost != 0

),

posted_invoice_items as (

    select
        items.invoice_id,
        row_number() over (
            partition by items.invoice_id
            order by
                case items.charge_type
                    when 'CHARGE' then 1
                    when 'TAX' then 2
                    else 3
                end,
                items.product_code nulls last
        ) as item_number,
        items.charge_type,
        items.product_code,
        items.charge_name,
        cast(items.item_cost as decimal(38, 8)) as item_cost,
        invoices.currency_code

    from items

    inner join invoices
        on items.invoice_id = invoices.invoice_id

)

select * from posted_invoice_items
