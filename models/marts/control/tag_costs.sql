with

costs as (

    select * from {{ ref('int_tag_costs') }}

),

tag_costs as (

    select
        viewer_account_id,
        tag_key,
        tag_value,
        tag_value is not null as is_tagged,
        billing_month,
        count(*) as line_count,
        cast(sum(list_cost) as decimal(38, 8)) as list_cost,
        cast(sum(contracted_cost) as decimal(38, 8)) as contracted_cost,
        cast(sum(voucher_cost) as decimal(38, 8)) as voucher_cost,
        cast(sum(pretax_cost) as decimal(38, 8)) as pretax_cost,
        cast(sum(tax_cost) as decimal(38, 8)) as tax_cost,
        cast(sum(billed_cost) as decimal(38, 8)) as billed_cost,
        currency_code

    from costs
    group by
        viewer_account_id,
        tag_key,
        tag_value,
        billing_month,
        currency_code

)

select * from tag_costs
