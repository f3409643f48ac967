with

bill_lines as (

    select * from {{ ref('int_bill_lines_aggregated') }}

),

policies as (

    select * from {{ ref('int_rounding_policies') }}
    where precedence = 1

),

bills_summed as (

    select
        bill_lines.leg_kind,
        bill_lines.billing_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.currency_code,
        policies.rounding_mode,
        policies.rounding_digits,
        cast(sum(bill_lines.line_count) as bigint) as line_count,
        sum(bill_lines.list_cost) as list_cost,
        sum(bill_lines.contracted_cost) as contracted_cost,
        sum(bill_lines.voucher_cost) as voucher_cost,
        sum(bill_lines.pretax_cost) as pretax_cost,
        sum(bill_lines.tax_cost) as tax_cost,
        sum(bill_lines.billed_cost) as billed_cost,
        sum(bill_lines.cost_to_round) as cost_to_round

    from bill_lines

    inner join policies
        on
            bill_lines.seller_account_id = policies.seller_account_id
            and bill_lines.billing_month = policies.billing_month

    group by
        bill_lines.leg_kind,
        bill_lines.billing_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.currency_code,
        policies.rounding_mode,
        policies.rounding_digits

),

causes as (

    select * from {{ ref('int_negative_bill_causes') }}

),

bills_totalled as (

    select
        bills_summed.*,
        cast(
            {{ to_billed_digits('bills_summed.cost_to_round', 'bills_summed') }}
            as decimal(38, 2)
        ) as billed_amount,
        causes.negative_causes

    from bills_summed

    left join causes
        on
            bills_summed.leg_kind = causes.leg_kind
            and bills_summed.billing_month = causes.billing_month
            and bills_summed.seller_account_id = causes.seller_account_id
            and bills_summed.buyer_account_id = causes.buyer_account_id
            and bills_summed.currency_code = causes.currency_code

),

bills_rounded as (

    select
        bills_totalled.leg_kind,
        bills_totalled.billing_month,
        bills_totalled.seller_account_id,
        bills_totalled.buyer_account_id,
        bills_totalled.currency_code,
        bills_totalled.line_count,
        bills_totalled.list_cost,
        bills_totalled.contracted_cost,
        bills_totalled.voucher_cost,
        bills_totalled.pretax_cost,
        bills_totalled.tax_cost,
        bills_totalled.billed_cost,
        bills_totalled.billed_amount - bills_totalled.billed_cost
            as precision_difference,
        bills_totalled.billed_amount,
        {{ due_amount('bills_totalled.billed_amount') }} as due_amount,
        case
            when bills_totalled.billed_amount < 0 then bills_totalled.negative_causes
        end as negative_causes,
        months.state,
        months.version

    from bills_totalled

    inner join {{ ref('int_billing_months') }} as months
        on
            bills_totalled.seller_account_id = months.seller_account_id
            and bills_totalled.billing_month = months.billing_month

)

select * from bills_rounded
