with

as_of as (

    select now_at

    from {{ ref('int_as_of') }}

),

discounts as (

    select
        discount_id,
        seller_account_id,
        buyer_account_id,
        submitted_at

    from {{ ref('int_discounts_validated') }}
    where rejection_reason is null and is_customer_discount

),

-- the ends reached until now, and the next one as it stands now
ends as (

    select
        discount_ends.discount_id,
        discount_ends.ends_at,
        discount_ends.end_number,
        sum(case when discount_ends.ends_at <= as_of.now_at then 1 else 0 end) over (
            partition by discount_ends.discount_id
        ) as reached_count

    from {{ ref('int_discount_ends') }} as discount_ends

    cross join as_of

),

notice_days as (

    select 90 as days_before
    union all
    select 60 as days_before
    union all
    select 30 as days_before
    union all
    select 7 as days_before

),

media as (

    select 'message_center' as medium
    union all
    select 'sms' as medium
    union all
    select 'email' as medium

),

notice_dates as (

    select
        discounts.discount_id,
        discounts.seller_account_id,
        discounts.buyer_account_id,
        discounts.submitted_at,
        ends.ends_at,
        notice_days.days_before,
        {{ days_before(billing_date_of('ends.ends_at'), 'notice_days.days_before') }}
            as notice_date

    from discounts

    inner join ends
        on
            discounts.discount_id = ends.discount_id
            and ends.end_number <= ends.reached_count + 1

    cross join notice_days

),

statuses as (

    select
        discount_id,
        valid_from,
        valid_to

    from {{ ref('int_discount_settings') }}
    where field = 'effective_status' and new_value = 'valid'

),

-- none before the submission, none on a day that begins with the discount invalid
notices as (

    select
        notice_dates.discount_id,
        notice_dates.seller_account_id,
        notice_dates.buyer_account_id,
        notice_dates.notice_date,
        media.medium,
        notice_dates.days_before,
        notice_dates.ends_at

    from notice_dates

    inner join statuses
        on
            notice_dates.discount_id = statuses.discount_id
            and {{ is_in_force(
                'statuses',
                billing_instant('cast(notice_dates.notice_date as timestamp)')
            ) }}

    cross join media

    where notice_dates.notice_date >= {{ billing_date_of('notice_dates.submitted_at') }}

)

select * from notices
