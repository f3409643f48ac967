with

partners_above as (

    select
        account_id,
        level,
        member_account_id,
        valid_from,
        valid_to

    from {{ ref('int_account_ancestors') }}
    where level > 0
    group by account_id, level, member_account_id, valid_from, valid_to

),

-- every buyer of a chain buys what the owner uses, where the buyer stood then
buyer_skus as (

    select
        links.buyer_account_id,
        links.buyer_path_from,
        links.leg_number = 1 as is_first_leg,
        owner_skus.sku_id,
        owner_skus.provider_account_id,
        owner_skus.product_code,
        owner_skus.subproduct_code,
        owner_skus.component_type_code,
        owner_skus.component_code,
        owner_skus.settlement_type

    from {{ ref('int_owner_skus') }} as owner_skus

    inner join {{ ref('int_chain_legs') }} as links
        on owner_skus.owner_account_id = links.account_id

    group by
        links.buyer_account_id,
        links.buyer_path_from,
        links.leg_number = 1,
        owner_skus.sku_id,
        owner_skus.provider_account_id,
        owner_skus.product_code,
        owner_skus.subproduct_code,
        owner_skus.component_type_code,
        owner_skus.component_code,
        owner_skus.settlement_type

),

-- leg 1 takes the discounts of the provider, the others those of any partner above
candidates as (

    select
        buyer_skus.buyer_account_id,
        buyer_skus.buyer_path_from,
        buyer_skus.sku_id,
        discounts.discount_id,
        discounts.discount_kind,
        discounts.discount_multiplier,
        discounts.contract_unit_price,
        case
            when discounts.component_code is not null then 4
            when discounts.component_type_code is not null then 3
            when discounts.subproduct_code is not null then 2
            when discounts.product_code is not null then 1
            else 0
        end as scope_depth,
        coalesce(partners_above.level, 1) as seller_distance,
        discounts.submitted_at,
        discounts.valid_from,
        discounts.valid_to

    from buyer_skus

    inner join {{ ref('int_discount_periods') }} as discounts
        on
            buyer_skus.buyer_account_id = discounts.buyer_account_id
            and buyer_skus.is_first_leg = discounts.is_special_approval
            and {{ scope_covers('discounts', 'buyer_skus') }}

    left join partners_above
        on
            buyer_skus.buyer_account_id = partners_above.account_id
            and discounts.seller_account_id = partners_above.member_account_id
            and buyer_skus.buyer_path_from >= partners_above.valid_from
            and buyer_skus.buyer_path_from < partners_above.valid_to

    where
        (
            discounts.is_special_approval
            and discounts.seller_account_id = buyer_skus.provider_account_id
            and buyer_skus.settlement_type != 'no_discount'
        )
        or (
            not discounts.is_special_approval
            and partners_above.level is not null
        )

),

-- terms can change where a candidate begins or ends
cuts as (

    select
        buyer_account_id,
        buyer_path_from,
        sku_id,
        {{ beginning_of_time() }} as valid_from

    from buyer_skus

    union

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
        lead(valid_from, 1, {{ end_of_time() }}) over (
            partition by buyer_account_id, buyer_path_from, sku_id
            order by valid_from
        ) as valid_to

    from cuts

),

-- one is taken: narrowest scope, nearest seller, latest submission, greatest id
ranked_terms as (

    select
        segments.buyer_account_id,
        segments.buyer_path_from,
        segments.sku_id,
        segments.valid_from,
        segments.valid_to,
        candidates.discount_id,
        candidates.discount_kind,
        case
            when candidates.discount_id is null then cast(1 as decimal(18, 10))
            else candidates.discount_multiplier
        end as discount_multiplier,
        candidates.contract_unit_price,
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
        ) as precedence

    from segments

    left join candidates
        on
            segments.buyer_account_id = candidates.buyer_account_id
            and segments.buyer_path_from = candidates.buyer_path_from
            and segments.sku_id = candidates.sku_id
            and segments.valid_from >= candidates.valid_from
            and segments.valid_from < candidates.valid_to

    where segments.valid_from < segments.valid_to

),

applicable_discounts as (

    select * from ranked_terms
    where precedence = 1

)

select * from applicable_discounts
