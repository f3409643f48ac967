with

terms as (

    select * from {{ ref('int_leg_terms') }}

),

legs as (

    select
        terms_number,
        charge_category,
        billing_month,
        {{ billing_date_of('case
            when charge_category = \'usage\' then charge_period_start
            else transaction_at
        end') }} as usage_date,
        case charge_category
            when 'usage' then consumed_quantity
            when 'purchase' then pricing_quantity
        end as quantity,
        charge_list_cost as list_cost,
        contracted_cost,
        voucher_cost,
        billed_cost,
        currency_code

    from {{ ref('int_charge_legs') }}

),

sums as (

    select
        terms_number,
        charge_category,
        billing_month,
        usage_date,
        currency_code,
        sum(quantity) as quantity,
        sum(list_cost) as list_cost,
        sum(contracted_cost) as contracted_cost,
        sum(voucher_cost) as voucher_cost,
        sum(billed_cost) as billed_cost

    from legs
    group by terms_number, charge_category, billing_month, usage_date, currency_code

),

-- added up by terms and day once, for all that compare legs and not bills
legs_summed as (

    select
        sums.terms_number,
        terms.leg_number,
        terms.seller_account_id,
        terms.buyer_account_id,
        terms.owner_account_id,
        terms.channel_code,
        terms.product_code,
        terms.product_name,
        case sums.charge_category
            when 'usage' then terms.usage_unit
            else terms.pricing_unit
        end as unit,
        sums.charge_category,
        sums.billing_month,
        sums.usage_date,
        sums.quantity,
        sums.list_cost,
        sums.contracted_cost,
        sums.voucher_cost,
        sums.billed_cost,
        sums.currency_code

    from sums

    inner join terms
        on sums.terms_number = terms.terms_number

)

select * from legs_summed
