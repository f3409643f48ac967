with

discounts as (

    select * from {{ ref('int_discounts_examined') }}

),

-- special approvals a customer discount may rest on: granted by the provider, accepted
special_approvals as (

    select
        discount_id,
        buyer_account_id,
        product_code,
        subproduct_code,
        component_type_code,
        component_code

    from discounts
    where is_special_approval and reason_alone is null

),

discounts_checked as (

    select
        discounts.*,
        coalesce(
            discounts.reason_alone,
            case
                when not discounts.is_customer_discount then null
                when special_approvals.discount_id is null then 'no_special_approval'
                when
                    coalesce(special_approvals.product_code, '')
                    != coalesce(discounts.product_code, '')
                    or coalesce(special_approvals.subproduct_code, '')
                    != coalesce(discounts.subproduct_code, '')
                    or coalesce(special_approvals.component_type_code, '')
                    != coalesce(discounts.component_type_code, '')
                    or coalesce(special_approvals.component_code, '')
                    != coalesce(discounts.component_code, '')
                    then 'scope_differs'
                when
                    discounts.effective_at
                    < {{ billing_instant(
                        "(date_trunc('day', " ~ billing_local('discounts.submitted_at')
                        ~ ") + interval '1' day)"
                    ) }}
                    then 'retroactive'
            end
        ) as rejection_reason

    from discounts

    left join special_approvals
        on
            discounts.based_on_discount_id = special_approvals.discount_id
            and discounts.seller_account_id = special_approvals.buyer_account_id

)

select * from discounts_checked
