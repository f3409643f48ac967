-- What a bill carries in is what the bill before it carried out, in the order in which
-- bills are issued, then of months; what came in and what was billed is asked for,
-- carried on, or, where the policy says so, not asked for (rules 7.5).
-- If it fails, a customer's credit is lost or taken off twice between two bills.
-- It does not look at the lines of the bills.
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
            billed_amount,
            carried_in_amount,
            due_amount,
            carried_out_amount

        from {{ ref(bill ~ '_statements') }}
    {% endfor %}
),

statements_in_order as (

    select
        statements.*,
        policies.negative_bill,
        coalesce(
            lag(statements.carried_out_amount) over (
                partition by
                    statements.bill,
                    statements.seller_account_id,
                    statements.buyer_account_id,
                    statements.currency_code
                order by months.issued_at nulls last, statements.billing_month
            ), 0
        ) as carried_out_before

    from statements

    inner join {{ ref('dim_billing_months') }} as months
        on
            statements.seller_account_id = months.seller_account_id
            and statements.billing_month = months.billing_month

    left join {{ ref('int_rounding_policies') }} as policies
        on
            statements.seller_account_id = policies.seller_account_id
            and statements.currency_code = policies.currency_code
            and statements.billing_month >= policies.valid_from_month
            and (
                statements.billing_month < policies.valid_to_month
                or policies.valid_to_month is null
            )

),

broken_balances as (

    select *

    from statements_in_order
    where
        carried_in_amount != carried_out_before
        or carried_in_amount > 0
        or carried_out_amount > 0
        or negative_bill is null
        or case negative_bill
            when 'carry_forward'
                then
                    due_amount < 0
                    or (due_amount > 0 and carried_out_amount < 0)
                    or carried_in_amount + billed_amount
                    != due_amount + carried_out_amount
            when 'due_negative'
                then
                    carried_out_amount != 0
                    or due_amount != carried_in_amount + billed_amount
            else
                due_amount < 0
                or carried_in_amount + greatest(billed_amount, 0)
                != due_amount + carried_out_amount
        end

)

select * from broken_balances
