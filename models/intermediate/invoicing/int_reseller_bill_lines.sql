{{ config(materialized='view') }}

with

lines as (

    select
        line_id,
        line_number,
        line_kind,
        leg_id,
        charge_id,
        leg_number,
        seller_account_id,
        buyer_account_id,
        billing_month,
        list_cost,
        discount_multiplier,
        contracted_cost,
        voucher_cost,
        pretax_cost,
        tax_cost,
        billed_cost

    from {{ ref('int_bill_lines') }}

),

-- a leg can be corrected more than once in a month
corrections_ranked as (

    select
        seller_account_id,
        line_id,
        row_number() over (
            partition by seller_account_id, leg_id, billing_month, line_kind
            order by line_number
        ) as correction_rank

    from lines
    where line_kind != 'original'

),

lines_ranked as (

    select
        lines.*,
        coalesce(corrections_ranked.correction_rank, 1) as correction_rank

    from lines

    left join corrections_ranked
        on
            lines.seller_account_id = corrections_ranked.seller_account_id
            and lines.line_id = corrections_ranked.line_id

),

-- a partner's sale beside its purchase of the same charge, billed in the same month:
-- original by original, reversal by reversal, correction by correction
bill_lines_paired as (

    select
        sales.seller_account_id,
        sales.line_id,
        purchases.list_cost as purchase_list_cost,
        purchases.discount_multiplier as purchase_discount_multiplier,
        purchases.contracted_cost as purchase_contracted_cost,
        purchases.voucher_cost as purchase_voucher_cost,
        purchases.pretax_cost as purchase_pretax_cost,
        purchases.tax_cost as purchase_tax_cost,
        purchases.billed_cost as purchase_billed_cost

    from lines_ranked as sales

    left join lines_ranked as purchases
        on
            sales.charge_id = purchases.charge_id
            and sales.leg_number - 1 = purchases.leg_number
            and sales.seller_account_id = purchases.buyer_account_id
            and sales.billing_month = purchases.billing_month
            and sales.line_kind = purchases.line_kind
            and sales.correction_rank = purchases.correction_rank

    where sales.leg_number > 1

)

select * from bill_lines_paired
