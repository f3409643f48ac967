with

discount_changes as (

    select *

    from {{ current_records('discount_changes') }} as current_records

),

accounts as (

    select account_id

    from {{ ref('int_accounts_validated') }}

),

discounts as (

    select
        discount_id,
        seller_account_id

    from {{ ref('int_discounts_validated') }}
    where rejection_reason is null

),

discount_changes_validated as (

    select
        discount_changes.*,
        case
            when accounts.account_id is null then 'unknown_account'
            when discount_changes.field not in ('auto_renew', 'effective_status')
                then 'immutable_field'
            when discounts.discount_id is null then 'unknown_discount'
            when discount_changes.changed_by != discounts.seller_account_id
                then 'not_your_discount'
            when
                discount_changes.field = 'auto_renew'
                and discount_changes.new_value not in ('true', 'false')
                then 'invalid_new_value'
            when
                discount_changes.field = 'effective_status'
                and discount_changes.new_value not in ('valid', 'invalid')
                then 'invalid_new_value'
        end as rejection_reason

    from discount_changes

    left join accounts
        on discount_changes.changed_by = accounts.account_id

    left join discounts
        on discount_changes.discount_id = discounts.discount_id

)

select * from discount_changes_validated
