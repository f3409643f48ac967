with

bill_lines as (

    select * from {{ ref('int_bill_details_monthly') }}

),

policies as (

    select * from {{ ref('int_rounding_policies') }}

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
        coalesce(
            min(
                case
                    when bill_lines.line_kind != 'reversal' then bill_lines.seller_name
                end
            ),
            min(bill_lines.seller_name)
        ) as seller_name,
        coalesce(
            min(
                case
                    when bill_lines.line_kind != 'reversal' then bill_lines.buyer_name
                end
            ),
            min(bill_lines.buyer_name)
        ) as buyer_name,
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
        policies.rounding_digits

),

negative_lines as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        case
            when line_kind != 'original' then 'recalculation'
            when charge_category = 'adjustment' then 'adjustment'
            when charge_category = 'refund' and order_type = 'change'
                then 'configuration_change'
            when charge_category = 'refund' then 'refund'
            when order_type = 'price_adjustment' then 'price_adjustment'
        end as negative_cause

    from {{ ref('int_bill_lines') }}
    where billed_cost < 0

),

causes as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        negative_cause

    from negative_lines
    where negative_cause is not null
    group by
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        negative_cause

),

causes_joined as (

    select
        leg_kind,
        billing_month,
        seller_account_id,
        buyer_account_id,
        currency_code,
        {{ joined_text('negative_cause', '|') }} as negative_causes

    from causes
    group by
        leg_kind, billing_month, seller_account_id, buyer_account_id, currency_code

),

bills_rounded as (

    select
        *,
        cast(
            {{ to_billed_digits('cost_to_round', 'bills_summed') }} as decimal(38, 2)
        ) as billed_amount

    from bills_summed

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
        {{ due_amount('bills.billed_amount') }} as due_amount,
        case when bills.billed_amount < 0 then causes.negative_causes end
            as negative_causes,
        months.state,
        months.version

    from bills_rounded as bills

    inner join {{ ref('int_billing_months') }} as months
        on
            bills.seller_account_id = months.seller_account_id
            and bills.billing_month = months.billing_month

    left join causes_joined as causes
        on
            bills.leg_kind = causes.leg_kind
            and bills.billing_month = causes.billing_month
            and bills.seller_account_id = causes.seller_account_id
            and bills.buyer_account_id = causes.buyer_account_id
            and bills.currency_code = causes.currency_code

)

select * from bill_statements
