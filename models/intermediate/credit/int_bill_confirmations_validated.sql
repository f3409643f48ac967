with recursive

confirmations as (

    select *

    from
        {{ current_records('bill_confirmations', with_kept_since=true) }}
            as current_records

),

accounts as (

    select
        account_id,
        currency_code

    from {{ ref('int_accounts_validated') }}

),

paths as (

    select * from {{ ref('int_account_chains') }}

),

bills as (

    select
        seller_account_id,
        buyer_account_id,
        billing_month,
        currency_code,
        billed_amount + carried_in_amount as asked_amount

    from {{ ref('int_bill_statements') }}
    where leg_kind = 'bill_b'

),

months as (

    select * from {{ ref('int_billing_months') }}

),

-- credit is in the customer's own currency: a bill in another one cannot be confirmed
confirmations_with_bill as (

    select
        confirmations.*,
        bills.asked_amount,
        manager_paths.is_partner and manager_paths.depth > 0 as is_limited,
        case
            when accounts.account_id is null or managers.account_id is null
                then 'unknown_account'
            when
                bills.asked_amount is null
                and confirmations.confirmed_by_account_id
                != coalesce(customer_paths.parent_account_id, '')
                then 'not_direct_manager'
            when confirmations.charge_id is not null then 'per_line_not_supported'
            when
                months.issued_at is null
                or months.issued_at > confirmations.confirmed_at
                then 'not_issued'
            when
                confirmations.batch_id is not null
                and confirmations.amount is not null
                then 'partial_in_batch'
            when confirmations.amount <= 0 then 'invalid_amount'
        end as own_reason

    from confirmations

    left join accounts
        on confirmations.customer_account_id = accounts.account_id

    left join accounts as managers
        on confirmations.confirmed_by_account_id = managers.account_id

    left join paths as manager_paths
        on
            confirmations.confirmed_by_account_id = manager_paths.account_id
            and {{ is_in_force('manager_paths', 'confirmations.confirmed_at') }}

    left join paths as customer_paths
        on
            confirmations.customer_account_id = customer_paths.account_id
            and {{ is_in_force('customer_paths', 'confirmations.confirmed_at') }}

    left join bills
        on
            confirmations.confirmed_by_account_id = bills.seller_account_id
            and confirmations.customer_account_id = bills.buyer_account_id
            and confirmations.billing_month = bills.billing_month
            and accounts.currency_code = bills.currency_code

    left join months
        on
            confirmations.confirmed_by_account_id = months.seller_account_id
            and confirmations.billing_month = months.billing_month

),

confirmations_ranked as (

    select
        confirmation_id,
        cast(amount as decimal(38, 8)) as amount,
        cast(coalesce(asked_amount, 0) as decimal(38, 8)) as asked_cost,
        lag(confirmation_id) over (
            partition by confirmed_by_account_id, customer_account_id, billing_month
            order by kept_since_at, confirmed_at, confirmation_id
        ) as previous_confirmation_id

    from confirmations_with_bill
    where own_reason is null

),

-- what is open of the bill before each confirmation; a rejected one takes nothing away
open_costs as (

    select
        confirmation_id,
        amount,
        asked_cost as open_cost

    from confirmations_ranked
    where previous_confirmation_id is null

    union all

    select
        ranked.confirmation_id,
        ranked.amount,
        case
            when previous.open_cost <= 0 or previous.amount > previous.open_cost
                then previous.open_cost
            when previous.amount is null then cast(0 as decimal(38, 8))
            else cast(previous.open_cost - previous.amount as decimal(38, 8))
        end as open_cost

    from open_costs as previous

    inner join confirmations_ranked as ranked
        on previous.confirmation_id = ranked.previous_confirmation_id

),

confirmations_with_reason as (

    select
        confirmations.*,
        open_costs.open_cost,
        case
            when confirmations.own_reason is not null then confirmations.own_reason
            when open_costs.open_cost <= 0 then 'nothing_to_confirm'
            when confirmations.amount > open_costs.open_cost then 'exceeds_bill'
        end as rejection_reason

    from confirmations_with_bill as confirmations

    left join open_costs
        on confirmations.confirmation_id = open_costs.confirmation_id

),

bill_confirmations_validated as (

    select
        *,
        case
            when rejection_reason is null
                then coalesce(cast(amount as decimal(38, 8)), open_cost)
        end as confirmed_cost

    from confirmations_with_reason

)

select * from bill_confirmations_validated
