with

-- the act that first issued the month, when it is known
issues as (

    select
        seller_account_id,
        billing_month,
        min_by(
            greatest(issued_at, recorded_at), (issued_at, version)
        ) as posted_at

    from {{ ref('int_bill_issues_validated') }}
    where rejection_reason is null
    group by seller_account_id, billing_month

),

invoices as (

    select
        'invoice' as posting_kind,
        {{ md5_text(
            "'invoice|' || bills.leg_kind || '|' || "
            ~ key_part('bills.seller_account_id') ~ " || '|' || "
            ~ key_part('bills.buyer_account_id')
            ~ " || '|' || cast(bills.billing_month as varchar(10))"
            " || '|' || bills.currency_code"
        ) }} as posting_id,
        bills.leg_kind,
        bills.billing_month,
        cast(null as {{ type_text() }}) as payment_id,
        bills.seller_account_id,
        bills.buyer_account_id,
        bills.currency_code,
        cast(bills.billed_amount as decimal(38, 8)) as posted_cost,
        cast(null as {{ type_text() }}) as failure_code,
        cast(null as {{ type_text() }}) as memo,
        issues.posted_at as occurred_at,
        issues.posted_at

    from {{ ref('int_bill_statements') }} as bills

    inner join issues
        on
            bills.seller_account_id = issues.seller_account_id
            and bills.billing_month = issues.billing_month

    where bills.state = 'issued'

),

-- a payment that is restated is another posting: its content is in its id
payments as (

    select
        case when status = 'failed' then 'payment_failure' else payment_kind end
            as posting_kind,
        {{ md5_text(
            "status || '|' || payment_kind || '|' || " ~ key_part('payment_id')
            ~ " || '|' || " ~ key_part('payee_account_id')
            ~ " || '|' || " ~ key_part('account_id')
            ~ " || '|' || currency_code || '|' || cast(amount as varchar(40))"
        ) }} as posting_id,
        cast(null as {{ type_text() }}) as leg_kind,
        cast(null as date) as billing_month,
        payment_id,
        payee_account_id as seller_account_id,
        account_id as buyer_account_id,
        currency_code,
        cast(amount as decimal(38, 8)) as posted_cost,
        failure_code,
        memo,
        occurred_at,
        greatest(occurred_at, recorded_at) as posted_at

    from {{ ref('int_payments_validated') }}
    where rejection_reason is null

),

postings as (

    select * from invoices
    union all
    select * from payments

),

paths as (

    select
        account_id,
        parent_account_id,
        valid_from,
        channel_code

    from {{ ref('int_account_chains') }}

),

-- the channel through which the seller had the buyer: a customer that has moved on is
-- not shown to its new seller
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
account_postings as (

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

select * from account_postings
