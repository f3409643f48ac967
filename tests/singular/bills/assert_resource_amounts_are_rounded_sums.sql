-- Each amount of the resource bill (L2) is the sum of its detail lines, rounded to
-- two decimals per money column (rules 11.3), and every line has a resource row.
-- If it fails, the resource bill explains another bill than the one sent.
-- It does not add up resources: a sum of rounded amounts is not the bill.
{{ config(tags=['deep']) }}
{% set bills = ['bill_a', 'channel_bill', 'bill_b', 'direct_bill'] %}

with

details as (

    {% for bill in bills -%}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ bill }}' as bill,
            billing_month,
            seller_account_id,
            buyer_account_id,
            owner_account_id,
            resource_id,
            billing_mode,
            transaction_type,
            currency_code,
            list_cost,
            contracted_cost,
            voucher_cost,
            pretax_cost,
            tax_cost,
            billed_cost

        from {{ ref(bill ~ '_details') }}
    {% endfor %}
),

details_rounded as (

    select
        bill,
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        resource_id,
        billing_mode,
        transaction_type,
        currency_code,
        round(sum(list_cost), 2) as list_amount,
        round(sum(contracted_cost), 2) as contracted_amount,
        round(sum(voucher_cost), 2) as voucher_amount,
        round(sum(pretax_cost), 2) as pretax_amount,
        round(sum(tax_cost), 2) as tax_amount,
        round(sum(billed_cost), 2) as billed_amount

    from details
    group by
        bill,
        billing_month,
        seller_account_id,
        buyer_account_id,
        owner_account_id,
        resource_id,
        billing_mode,
        transaction_type,
        currency_code

),

resources as (

    {% for bill in bills -%}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ bill }}' as bill,
            billing_month,
            seller_account_id,
            buyer_account_id,
            owner_account_id,
            resource_id,
            billing_mode,
            transaction_type,
            currency_code,
            list_amount,
            contracted_amount,
            voucher_amount,
            pretax_amount,
            tax_amount,
            billed_amount

        from {{ ref(bill ~ '_resources') }}
    {% endfor %}
),

resources_that_differ as (

    select
        'details' as found_in,
        only_in_details.*
    from (
        select * from details_rounded
        except
        select * from resources
    ) as only_in_details

    union all

    select
        'resources' as found_in,
        only_in_resources.*
    from (
        select * from resources
        except
        select * from details_rounded
    ) as only_in_resources

)

select * from resources_that_differ
