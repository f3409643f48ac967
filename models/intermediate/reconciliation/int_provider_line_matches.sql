with

bill_lines as (

    select * from {{ ref('int_provider_lines_opened') }}

),

-- a provider's line says more or less: it may name the time, the resource, or neither;
-- the one that says most goes first
matches as (

    select
        theirs.line_key as their_key,
        ours.line_key as our_key,
        rank() over (
            partition by ours.line_key
            order by
                case
                    when theirs.period_start is not null then 0
                    when theirs.transaction_at is not null then 1
                    else 2
                end,
                case when theirs.resource_id is null then 1 else 0 end,
                case when theirs.sku_id is null then 1 else 0 end,
                case when theirs.owner_account_id is null then 1 else 0 end
        ) as precision_rank

    from bill_lines as theirs

    inner join bill_lines as ours
        on
            theirs.payer_account_id = ours.payer_account_id
            and theirs.billing_month = ours.billing_month
            and theirs.currency_code = ours.currency_code
            and coalesce(theirs.resource_id, ours.resource_id, '')
            = coalesce(ours.resource_id, '')
            and coalesce(theirs.sku_id, ours.sku_id, '') = coalesce(ours.sku_id, '')
            and coalesce(theirs.component_code, ours.component_code, '')
            = coalesce(ours.component_code, '')
            and coalesce(theirs.owner_account_id, ours.owner_account_id)
            = ours.owner_account_id
            and case
                when theirs.period_start is not null
                    then
                        theirs.period_start >= ours.period_start
                        and (
                            theirs.period_start < ours.period_end
                            or theirs.period_start = ours.period_start
                        )
                when theirs.transaction_at is not null
                    then theirs.transaction_at = ours.transaction_at
                else true
            end

    where theirs.side = 'provider' and ours.side = 'own'

),

-- lines of the provider that share a line of ours are one item
their_items as (

    select
        their_key,
        min(our_key) as item_key

    from matches
    where precision_rank = 1
    group by their_key

),

our_items as (

    select
        matches.our_key,
        min(their_items.item_key) as item_key

    from matches

    inner join their_items
        on matches.their_key = their_items.their_key

    where matches.precision_rank = 1
    group by matches.our_key

),

items as (

    select
        their_key as line_key,
        item_key

    from their_items

    union all

    select
        our_key as line_key,
        item_key

    from our_items

),

provider_lines_matched as (

    select
        bill_lines.*,
        coalesce(items.item_key, bill_lines.line_key) as item_key

    from bill_lines

    left join items
        on bill_lines.line_key = items.line_key

)

select * from provider_lines_matched
