with

postings as (

    select * from {{ ref('int_account_postings_collected') }}

),

paths as (

    select
        account_id,
        parent_account_id,
        valid_from,
        channel_code

    from {{ ref('int_account_paths') }}

),

-- the channel through which the seller had the buyer: a customer that has moved on is
-- not shown to whoever has it now
channels_ranked as (

    select
        postings.posting_id,
        paths.channel_code,
        row_number() over (
            partition by postings.posting_id order by paths.valid_from desc
        ) as precedence

    from postings

    inner join paths
        on
            postings.buyer_account_id = paths.account_id
            and postings.seller_account_id = paths.parent_account_id
            and postings.posted_at >= paths.valid_from

),

-- what is owed after each posting; a failed payment changes nothing
account_postings_dated as (

    select
        postings.*,
        {{ billing_date_of('postings.posted_at') }} as posted_date,
        channels_ranked.channel_code,
        cast(
            sum(
                case postings.posting_kind
                    when 'invoice' then postings.posted_cost
                    when 'payment_failure' then 0
                    else -postings.posted_cost
                end
            ) over relation_in_order as decimal(38, 8)
        ) as owed_cost,
        cast(
            sum(case postings.posting_kind when 'invoice' then 1 else 0 end)
                over relation_in_order
            + case postings.posting_kind when 'invoice' then 0 else 1 end as bigint
        ) as statement_number

    from postings

    left join channels_ranked
        on
            postings.posting_id = channels_ranked.posting_id
            and channels_ranked.precedence = 1

    window
        relation_in_order as (
            partition by
                postings.seller_account_id,
                postings.buyer_account_id,
                postings.currency_code
            order by
                postings.posted_at,
                case postings.posting_kind when 'invoice' then 1 else 0 end,
                postings.billing_month,
                postings.posting_id
            rows between unbounded preceding and current row
        )

)

select * from account_postings_dated
