with

candidates as (

    select * from {{ ref('int_discount_candidates') }}

),

cuts as (

    select
        buyer_account_id,
        buyer_path_from,
        sku_id,
        valid_from

    from candidates

    union

    select
        buyer_account_id,
        buyer_path_from,
        sku_id,
        valid_to as valid_from

    from candidates

),

segments as (

    select
        *,
        lead(valid_from) over (
            partition by buyer_account_id, buyer_path_from, sku_id
            order by valid_from
        ) as valid_to

    from cuts

),

-- narrowest scope, nearest seller, latest submission, greatest id (rules 5.4)
candidates_ranked as (

    select
        segments.buyer_account_id,
        segments.buyer_path_from,
        segments.sku_id,
        segments.valid_from,
        segments.valid_to,
        candidates.discount_id,
        row_number() over (
            partition by
                segments.buyer_account_id,
                segments.buyer_path_from,
                segments.sku_id,
                segments.valid_from
            order by
                candidates.scope_depth desc,
                candidates.seller_distance asc,
                candidates.submitted_at desc,
                candidates.discount_id desc
        ) as rank

    from segments

    inner join candidates
        on
            segments.buyer_account_id = candidates.buyer_account_id
            and segments.buyer_path_from = candidates.buyer_path_from
            and segments.sku_id = candidates.sku_id
            and segments.valid_from >= candidates.valid_from
            and segments.valid_from < candidates.valid_to

    where segments.valid_to is not null

),

discounts_resolved as (

    select
        candidates_ranked.buyer_account_id,
        candidates_ranked.buyer_path_from,
        candidates_ranked.sku_id,
        candidates_ranked.valid_from,
        candidates_ranked.valid_to,
        discounts.discount_id,
        discounts.discount_kind,
        discounts.multiplier as discount_multiplier,
        discounts.contract_unit_price

    from candidates_ranked

    inner join {{ ref('int_discounts_validated') }} as discounts
        on candidates_ranked.discount_id = discounts.discount_id

    where candidates_ranked.rank = 1

)

select * from discounts_resolved
