with

-- accounts that may sell or could: a partner that has become a customer keeps its bills
sellers as (

    select account_id as seller_account_id

    from {{ ref('stg_accounts') }}
    where account_role != 'customer'

    union

    select account_id as seller_account_id

    from {{ ref('stg_account_terms') }}
    where account_role != 'customer'

    union

    select seller_account_id

    from {{ ref('stg_closed_months') }}

),

closed_policies as (

    select {{ each_of('policies') }} as bill_policy

    from {{ ref('stg_closed_months') }}

),

-- every currency that a charge has or had (rules 3.6)
charge_currencies as (

    select currency_code

    from {{ ref('stg_list_prices') }}

    union

    select currency_code

    from {{ ref('stg_orders') }}

    union

    select currency_code

    from {{ ref('stg_bill_adjustments') }}

    union

    select currency_code

    from {{ ref('stg_accounts') }}

    union

    select bill_policy['currency_code'] as currency_code

    from closed_policies

),

-- a code that the standard does not know has two digits
seller_currencies as (

    select
        sellers.seller_account_id,
        charge_currencies.currency_code,
        coalesce(currencies.currency_digits, 2) as currency_digits

    from sellers

    cross join charge_currencies

    left join {{ ref('currencies') }} as currencies
        on charge_currencies.currency_code = currencies.currency_code

    where charge_currencies.currency_code is not null

)

select * from seller_currencies
