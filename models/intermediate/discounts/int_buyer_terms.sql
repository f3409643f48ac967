with

discounts as (

    select * from {{ ref('int_discounts_ranked') }}

),

-- terms change where a discount begins or ends
cuts as (

    select
        buyer_account_id,
        buyer_path_from,
        sku_id,
        valid_from

    from discounts

    union

    select
        buyer_account_id,
        buyer_path_from,
        sku_id,
        valid_to as valid_from

    from discounts

    union

    select
        buyer_account_id,
        buyer_path_from,
        sku_id,
        {{ beginning_of_time() }} as valid_from

    from {{ ref('int_buyer_skus') }}

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

buyer_terms_dated as (

    select
        segments.*,
        discounts.discount_id,
        discounts.discount_kind,
        case
            when discounts.discount_id is null then cast(1 as decimal(18, 10))
            else discounts.discount_multiplier
        end as discount_multiplier,
        discounts.contract_unit_price

    from segments

    left join discounts
        on
            segments.buyer_account_id = discounts.buyer_account_id
            and segments.buyer_path_from = discounts.buyer_path_from
            and segments.sku_id = discounts.sku_id
            and segments.valid_from = discounts.valid_from

    where segments.valid_from < segments.valid_to

)

select * from buyer_terms_dated
