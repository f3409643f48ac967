-- Of every bill the details (L3), their monthly aggregate, the summary by product
-- (L1) and the statement (L0) have the same sums of money, to the last digit (rules
-- 11.3).
-- If it fails, a customer that adds up its lines does not get its bill.
-- It does not compare the resources (L2): they are rounded and have a test of their
-- own.
{{ config(tags=['deep']) }}
{% set levels = ['details', 'details_monthly', 'summary', 'statements'] %}

with

levels as (

    {% for bill in ['bill_a', 'channel_bill', 'bill_b', 'direct_bill'] -%}
        {% set first_bill = loop.first -%}
        {% for level in levels -%}
            {% if not (first_bill and loop.first) %}union all{% endif %}
            select
                '{{ bill }}' as bill,
                '{{ level }}' as level_name,
                billing_month,
                seller_account_id,
                buyer_account_id,
                currency_code,
                list_cost,
                contracted_cost,
                voucher_cost,
                pretax_cost,
                tax_cost,
                billed_cost

            from {{ ref(bill ~ '_' ~ level) }}
        {% endfor -%}
    {% endfor %}
),

levels_summed as (

    select
        bill,
        level_name,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        sum(list_cost) as list_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(pretax_cost) as pretax_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost

    from levels
    group by
        bill,
        level_name,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code

),

-- rows that are the same at every level fall into one group of that many levels
sums_met as (

    select
        bill,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        list_cost,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_cost,
        billed_cost,
        string_agg(level_name, ', ' order by level_name) as level_names,
        count(*) as level_count

    from levels_summed
    group by
        bill,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        list_cost,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_cost,
        billed_cost

),

levels_that_differ as (

    select *
    from sums_met
    where level_count != {{ levels | length }}

)

select * from levels_that_differ
