with

bills_summed as (

    select
        bill_lines.leg_kind,
        bill_lines.billing_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.currency_code,
        policies.rounding_mode,
        policies.rounding_digits,
        policies.negative_bill,
        {{ billed_name('bill_lines', 'seller_name') }} as seller_name,
        {{ billed_name('bill_lines', 'buyer_name') }} as buyer_name,
        cast(sum(bill_lines.line_count) as bigint) as line_count,
        sum(bill_lines.list_cost) as list_cost,
        sum(bill_lines.contracted_cost) as contracted_cost,
        sum(bill_lines.voucher_cost) as voucher_cost,
        sum(bill_lines.pretax_cost) as pretax_cost,
        sum(bill_lines.tax_cost) as tax_cost,
        sum(bill_lines.billed_cost) as billed_cost,
        sum(bill_lines.cost_to_round) as cost_to_round

    from {{ ref('int_bill_details_monthly') }} as bill_lines

    inner join {{ ref('int_rounding_policies') }} as policies
        on
            bill_lines.seller_account_id = policies.seller_account_id
            and bill_lines.currency_code = policies.currency_code
            and bill_lines.billing_month >= policies.valid_from_month
            and (
                bill_lines.billing_month < policies.valid_to_month
                or policies.valid_to_month is null
            )

    group by
        bill_lines.leg_kind,
        bill_lines.billing_month,
        bill_lines.seller_account_id,
        bill_lines.buyer_account_id,
        bill_lines.currency_code,
        policies.rounding_mode,
        policies.rounding_digits,
        policies.negative_bill

),

-- issued bills in the order of their issue, then the others in that of their months: an
-- issued bill never gets another one before it
bills_in_order as (

    select
        bills.*,
        cast(
            {{ to_billed_digits('bills.cost_to_round', 'bills') }}
            as {{ type_amount() }}
        ) as billed_amount,
        months.state,
        months.version,
        row_number() over (
            partition by
                bills.leg_kind,
                bills.seller_account_id,
                bills.buyer_account_id,
                bills.currency_code
            order by
                coalesce(months.issued_at, {{ end_of_time() }}), bills.billing_month
        ) as bill_number

    from bills_summed as bills

    inner join {{ ref('int_billing_months') }} as months
        on
            bills.seller_account_id = months.seller_account_id
            and bills.billing_month = months.billing_month

),

-- a bill that pays a negative amount back carries nothing: after it a new run begins
bills_in_runs as (

    select
        *,
        case
            when negative_bill = 'carry_forward' then billed_amount
            else greatest(billed_amount, cast(0 as {{ type_amount() }}))
        end as run_amount,
        sum(case negative_bill when 'due_negative' then 1 else 0 end)
            over relation_in_order
        - case negative_bill when 'due_negative' then 1 else 0 end as run_number

    from bills_in_order
    window
        relation_in_order as (
            partition by leg_kind, seller_account_id, buyer_account_id, currency_code
            order by bill_number
        )

),

runs_summed as (

    select
        *,
        sum(run_amount) over run_in_order as run_balance

    from bills_in_runs
    window
        run_in_order as (
            partition by
                leg_kind, seller_account_id, buyer_account_id, currency_code, run_number
            order by bill_number
        )

),

-- what no bill has asked for until now is how far the sum lies below its highest point
carried_out as (

    select
        *,
        cast(
            case
                when negative_bill = 'due_negative' then 0
                else run_balance - greatest(max(run_balance) over run_in_order, 0)
            end as {{ type_amount() }}
        ) as carried_out_amount

    from runs_summed
    window
        run_in_order as (
            partition by
                leg_kind, seller_account_id, buyer_account_id, currency_code, run_number
            order by bill_number
        )

),

bills_carried as (

    select
        *,
        lag(carried_out_amount, 1, cast(0 as {{ type_amount() }})) over (
            partition by leg_kind, seller_account_id, buyer_account_id, currency_code
            order by bill_number
        ) as carried_in_amount

    from carried_out

),

bill_statements as (

    select
        bills.leg_kind,
        bills.billing_month,
        bills.seller_account_id,
        bills.buyer_account_id,
        bills.currency_code,
        bills.seller_name,
        bills.buyer_name,
        bills.line_count,
        bills.list_cost,
        bills.contracted_cost,
        bills.voucher_cost,
        bills.pretax_cost,
        bills.tax_cost,
        bills.billed_cost,
        bills.billed_amount - bills.billed_cost as precision_difference,
        bills.billed_amount,
        bills.carried_in_amount,
        {{ due_amount('bills') }} as due_amount,
        bills.carried_out_amount,
        case when bills.billed_amount < 0 then causes.negative_causes end
            as negative_causes,
        bills.negative_bill,
        bills.rounding_digits,
        bills.bill_number,
        bills.state,
        bills.version

    from bills_carried as bills

    left join {{ ref('int_negative_causes') }} as causes
        on
            bills.leg_kind = causes.leg_kind
            and bills.billing_month = causes.billing_month
            and bills.seller_account_id = causes.seller_account_id
            and bills.buyer_account_id = causes.buyer_account_id
            and bills.currency_code = causes.currency_code

)

select * from bill_statements
