with

their_lines as (

    select
        *,
        'provider|' || provider_line_id as line_key,
        coalesce(contracted_cost, list_cost - coalesce(discount_cost, 0))
        - coalesce(voucher_cost, 0)
        + coalesce(tax_cost, 0) as computed_cost

    from {{ ref('int_provider_bill_lines_validated') }}
    where rejection_reason is null

),

their_bills as (

    select
        payer_account_id,
        billing_month

    from their_lines
    group by payer_account_id, billing_month

),

-- our lines with the provider, of the payers and months that got a bill
our_lines as (

    select
        bill_lines.*,
        'own|' || {{ key_part('bill_lines.seller_account_id') }} || '|'
        || {{ key_part('bill_lines.line_id') }} as line_key

    from {{ ref('int_bill_lines') }} as bill_lines

    inner join their_bills
        on
            bill_lines.buyer_account_id = their_bills.payer_account_id
            and bill_lines.billing_month = their_bills.billing_month

    where bill_lines.leg_number = 1

),

-- a provider's line may name the time, the resource, or neither; the one that says most
-- goes first
matches as (

    select
        theirs.line_key as their_key,
        ours.line_key as our_key,
        rank() over (
            partition by ours.line_key
            order by
                case
                    when theirs.usage_started_at is not null then 0
                    when theirs.transaction_at is not null then 1
                    else 2
                end,
                case when theirs.resource_id is null then 1 else 0 end,
                case when theirs.sku_id is null then 1 else 0 end,
                case when theirs.owner_account_id is null then 1 else 0 end
        ) as precision_rank

    from their_lines as theirs

    inner join our_lines as ours
        on
            theirs.payer_account_id = ours.buyer_account_id
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
                when theirs.usage_started_at is not null
                    then
                        theirs.usage_started_at >= ours.charge_period_start
                        and (
                            theirs.usage_started_at < ours.charge_period_end
                            or theirs.usage_started_at = ours.charge_period_start
                        )
                when theirs.transaction_at is not null
                    then theirs.transaction_at = ours.transaction_at
                else true
            end

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

provider_line_matches as (

    select
        'provider' as side,
        lines.line_key,
        lines.provider_line_id as line_id,
        cast(null as {{ type_text() }}) as provider_account_id,
        lines.payer_account_id,
        lines.owner_account_id,
        lines.resource_id,
        lines.sku_id,
        lines.billing_month,
        cast(lines.list_cost as decimal(38, 8)) as list_cost,
        cast(lines.contracted_cost as decimal(38, 8)) as contracted_cost,
        cast(lines.voucher_cost as decimal(38, 8)) as voucher_cost,
        cast(lines.tax_cost as decimal(38, 8)) as tax_cost,
        cast(coalesce(lines.billed_cost, lines.computed_cost) as decimal(38, 8))
            as billed_cost,
        lines.currency_code,
        coalesce(items.item_key, lines.line_key) as item_key

    from their_lines as lines

    left join their_items as items
        on lines.line_key = items.their_key

    union all

    select
        'own' as side,
        lines.line_key,
        lines.line_id,
        lines.seller_account_id as provider_account_id,
        lines.buyer_account_id as payer_account_id,
        lines.owner_account_id,
        lines.resource_id,
        lines.sku_id,
        lines.billing_month,
        lines.list_cost,
        lines.contracted_cost,
        lines.voucher_cost,
        lines.tax_cost,
        lines.billed_cost,
        lines.currency_code,
        coalesce(items.item_key, lines.line_key) as item_key

    from our_lines as lines

    left join our_items as items
        on lines.line_key = items.our_key

)

select * from provider_line_matches
