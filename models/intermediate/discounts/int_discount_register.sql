with

clock as (

    select now_at

    from {{ ref('int_as_of') }}

),

discounts as (

    select * from {{ ref('int_discounts_validated') }}

),

settings as (

    select
        settings_dated.discount_id,
        max(
            case
                when settings_dated.field = 'auto_renew' then settings_dated.new_value
            end
        ) as auto_renew,
        max(
            case
                when settings_dated.field = 'effective_status'
                    then settings_dated.new_value
            end
        ) as effective_status

    from {{ ref('int_discount_settings') }} as settings_dated

    inner join clock
        on {{ is_in_force('settings_dated', 'clock.now_at') }}

    group by settings_dated.discount_id

),

-- the end as it stands now: the first not reached, or the last at which it lapsed
ends as (

    select
        ends_walked.discount_id,
        coalesce(
            min(
                case
                    when ends_walked.ends_at > clock.now_at then ends_walked.ends_at
                end
            ),
            max(ends_walked.ends_at)
        ) as ends_at

    from {{ ref('int_discount_ends') }} as ends_walked

    cross join clock

    group by ends_walked.discount_id

),

discounts_registered as (

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
            when ends.ends_at <= clock.now_at then 'expired'
            when settings.effective_status = 'invalid' then 'invalid'
            when discounts.effective_at > clock.now_at then 'scheduled'
            else 'effective'
        end as state,
        discounts.rejection_reason,
        discounts.recorded_at

    from discounts

    cross join clock

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

select * from discounts_registered
