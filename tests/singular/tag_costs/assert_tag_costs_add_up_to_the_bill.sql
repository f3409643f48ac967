-- Under each key the values and the untagged rest add up to all bills of the viewer for
-- the month (d7).
-- If it fails, a line is missing under a key, or is there twice.
-- It does not say which party may see a value.
with

tagged as (

    select
        viewer_account_id,
        tag_key,
        billing_month,
        currency_code,
        sum(billed_cost) as billed_cost,
        sum(tax_cost) as tax_cost

    from {{ ref('tag_costs') }}
    group by viewer_account_id, tag_key, billing_month, currency_code

),

statements as (

    {% for bill in ['bill_a', 'channel_bill', 'bill_b', 'direct_bill'] -%}
        {% if not loop.first %}union all{% endif %}
        select
            buyer_account_id,
            billing_month,
            currency_code,
            billed_cost,
            tax_cost

        from {{ ref(bill ~ '_statements') }}
    {% endfor %}
),

bills as (

    select
        buyer_account_id,
        billing_month,
        currency_code,
        sum(billed_cost) as billed_cost,
        sum(tax_cost) as tax_cost

    from statements
    group by buyer_account_id, billing_month, currency_code

),

keys_of_months as (

    select
        viewer_account_id,
        tag_key,
        billing_month

    from tagged
    group by viewer_account_id, tag_key, billing_month

),

months_that_differ as (

    select
        keys_of_months.viewer_account_id,
        keys_of_months.tag_key,
        bills.billing_month,
        bills.currency_code,
        tagged.billed_cost as tagged_cost,
        bills.billed_cost

    from keys_of_months

    left join bills
        on
            keys_of_months.viewer_account_id = bills.buyer_account_id
            and keys_of_months.billing_month = bills.billing_month

    left join tagged
        on
            keys_of_months.viewer_account_id = tagged.viewer_account_id
            and keys_of_months.tag_key = tagged.tag_key
            and keys_of_months.billing_month = tagged.billing_month
            and bills.currency_code = tagged.currency_code

    where
        bills.billed_cost is null
        or tagged.billed_cost is null
        or tagged.billed_cost != bills.billed_cost
        or tagged.tax_cost != bills.tax_cost

)

select * from months_that_differ
