-- All months of a provider's bills add up to the cost of the first legs of all owners,
-- to the last digit (rules 11.1).
-- If it fails, a billed cost has no owner, or an owner has a cost that was not billed.
-- Bills of charges that are all gone add up to nothing.
-- It does not compare months: a correction is billed later than its charge.
with

bills as (

    select
        seller_account_id,
        currency_code,
        billed_cost

    from {{ ref('bill_a_statements') }}

    union all

    select
        seller_account_id,
        currency_code,
        billed_cost

    from {{ ref('direct_bill_statements') }}

),

billed as (

    select
        seller_account_id,
        currency_code,
        sum(billed_cost) as billed_cost

    from bills
    group by seller_account_id, currency_code

),

owners as (

    select
        seller_account_id,
        owner_account_id,
        currency_code,
        sum(billed_cost) as owner_cost

    from {{ ref('int_legs_aggregated') }}
    where leg_number = 1
    group by seller_account_id, owner_account_id, currency_code

),

attributed as (

    select
        seller_account_id,
        currency_code,
        sum(owner_cost) as attributed_cost

    from owners
    group by seller_account_id, currency_code

),

unattributed as (

    select
        billed.seller_account_id,
        billed.currency_code,
        billed.billed_cost,
        attributed.seller_account_id as attributed_seller_account_id,
        attributed.attributed_cost

    from billed

    full outer join attributed
        on
            billed.seller_account_id = attributed.seller_account_id
            and billed.currency_code = attributed.currency_code

    where coalesce(billed.billed_cost, 0) != coalesce(attributed.attributed_cost, 0)

)

select * from unattributed
