-- A bill under the standing policy (half away from zero, the digits of the currency, of
-- the bill) is the sum of its exact costs rounded once, and the difference is stated
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
        policies.seller_account_id,
        policies.currency_code,
        policies.valid_from_month,
        policies.valid_to_month,
        policies.rounding_digits

    from {{ ref('int_rounding_policies') }} as policies

    left join {{ ref('dim_currencies') }} as currencies
        on policies.currency_code = currencies.currency_code

    where
        policies.rounding_mode = 'half_up'
        and policies.rounding_digits = coalesce(currencies.currency_digits, 2)
        and policies.rounding_level = 'bill'

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
            and statements.currency_code = standing_policies.currency_code
            and statements.billing_month >= standing_policies.valid_from_month
            and (
                statements.billing_month < standing_policies.valid_to_month
                or standing_policies.valid_to_month is null
            )

    where
        statements.billed_amount
        != {{ as_amount(
            'statements.billed_cost', 'standing_policies.rounding_digits'
        ) }}
        or statements.precision_difference
        != statements.billed_amount - statements.billed_cost

)

select * from statements_rounded_otherwise
