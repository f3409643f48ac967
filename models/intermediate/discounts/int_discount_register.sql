with

as_of as (

    select now_at

    from {{ ref('int_as_of') }}

),

discounts as (

    select * from {{ ref('int_discounts_validated') }}

),

settings as (

    select
        discount_settings.discount_id,
        max(
            case
                when discount_settings.field = 'auto_renew'
                    then discount_settings.new_value
            end
        ) as auto_renew,
        max(
            case
                when discount_settings.field = 'effective_status'
                    then discount_settings.new_value
            end
        ) as effective_status

    from {{ ref('int_discount_settings') }} as discount_settings

    inner join as_of
        on {{ is_in_force('discount_settings', 'as_of.now_at') }}

    group by discount_settings.discount_id

),

-- the end as it stands now: the first that is not reached, else the last
ends as (

    select
        discount_ends.discount_id,
        coalesce(
            min(
                case
                    when discount_ends.ends_at > as_of.now_at then discount_ends.ends_at
                end
            ),
            max(discount_ends.ends_at)
        ) as ends_at

    from {{ ref('int_discount_ends') }} as discount_ends

    cross join as_of

    group by discount_ends.discount_id

),

register as (

    select
        discounts.discount_id,
        case
            when discounts.is_special_approval then 'special_approval'
            when discounts.is_customer_discount then 'customer'
            else 'partner'
        end as discount_type,
        discounts.seller_account_id,
        discounts.buyer_account_id,
        discounts.based_on_discount_id,
        discounts.product_code,
        discounts.subproduct_code,
        discounts.component_type_code,
        discounts.component_code,
        discounts.discount_kind,
        discounts.multiplier as discount_multiplier,
        discounts.contract_unit_price,
        approvals.multiplier as approved_multiplier,
        approvals.contract_unit_price as approved_unit_price,
        discounts.submitted_at,
        discounts.effective_at,
        case
            when discounts.rejection_reason is null then ends.ends_at
            else discounts.expires_at
        end as expires_at,
        coalesce(settings.auto_renew = 'true', discounts.auto_renew) as is_auto_renewed,
        case
            when discounts.rejection_reason is not null then 'rejected'
            when ends.ends_at <= as_of.now_at then 'expired'
            when settings.effective_status = 'invalid' then 'invalid'
            when discounts.effective_at > as_of.now_at then 'scheduled'
            else 'effective'
        end as state,
        discounts.rejection_reason,
        discounts.recorded_at

    from discounts

    cross join as_of

    left join settings
        on discounts.discount_id = settings.discount_id

    left join ends
        on discounts.discount_id = ends.discount_id

    left join discounts as approvals
        on
            discounts.based_on_discount_id = approvals.discount_id
            and approvals.is_special_approval
            and approvals.rejection_reason is null

)

select * from register
