with

paths as (

    select
        account_id,
        valid_from,
        valid_to,
        reseller_account_id,
        distributor_account_id

    from {{ ref('int_account_paths') }}

),

-- only leg 1 takes a special approval: one for a partner below the first level never
-- does
special_approvals_untaken as (

    select
        discounts.discount_id,
        discounts.buyer_account_id,
        discounts.submitted_at

    from {{ ref('int_discounts_validated') }} as discounts

    inner join paths
        on
            discounts.buyer_account_id = paths.account_id
            and {{ is_in_force('paths', 'discounts.submitted_at') }}

    where
        discounts.rejection_reason is null
        and discounts.is_special_approval
        and discounts.buyer_account_id = paths.reseller_account_id
        and discounts.buyer_account_id != paths.distributor_account_id

)

select * from special_approvals_untaken
