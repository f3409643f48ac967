-- A bill under the standing policy (half away from zero, two digits, the bill as a
-- whole) is the sum of its exact costs rounded once, and the difference is stated
-- (rules 7.4).
-- If it fails, cents were lost or found between the lines and the sum asked for.
-- It does not look at sellers with a rounding policy of their own.
{% set bills = ['bill_a', 'channel_bill', 'bill_b', 'direct_bill'] %}

with

statements as (

    {% for bill in bills -%}
        {% if not loop.first %}union all{% endif %}
        select
            '{{ bill }}' as bill,
            billing_month,
            seller_account_id,
            buyer_account_id,
            currency_code,
            billed_cost,
            precision_difference,
            billed_amount

        from {{ ref(bill ~ '_statements') }}
    {% endfor %}
),

standing_policies as (

    select
        seller_account_id,
        valid_from_month,
        valid_to_month

    from {{ ref('int_rounding_policies') }}
    where
        rounding_mode = 'half_up'
        and rounding_digits = 2
        and rounding_level = 'bill'

),

statements_rounded_otherwise as (

    select
        statements.bill,
        statements.billing_month,
        statements.seller_account_id,
        statements.buyer_account_id,
        statements.currency_code,
        statements.billed_cost,
        statements.precision_difference,
        statements.billed_amount

    from statements

    inner join standing_policies
        on
            statements.seller_account_id = standing_policies.seller_account_id
            and statements.billing_month >= standing_policies.valid_from_month
            and (
                statements.billing_month < standing_policies.valid_to_month
                or standing_policies.valid_to_month is null
            )

    where
        statements.billed_amount != round(statements.billed_cost, 2)
        or statements.precision_difference
        != statements.billed_amount - statements.billed_cost

)

select * from statements_rounded_otherwise
