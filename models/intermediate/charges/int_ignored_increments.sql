with

skus as (

    select
        sku_id,
        pricing_increment,
        record_file,
        recorded_at

    from {{ ref('int_skus_validated') }}
    where rejection_reason is null and pricing_increment is not null

),

covering_entitlements as (

    select
        skus.sku_id,
        skus.pricing_increment,
        entitlements.entitlement_id,
        entitlements.recorded_at > skus.recorded_at as is_later,
        entitlements.record_file as entitlement_file,
        skus.record_file as sku_file,
        count(*) over (partition by skus.sku_id) as entitlement_count,
        row_number() over (
            partition by skus.sku_id
            order by entitlements.recorded_at, entitlements.entitlement_id
        ) as place

    from skus

    inner join {{ ref('int_entitlement_skus') }} as covered
        on skus.sku_id = covered.sku_id

    inner join {{ ref('int_entitlements_validated') }} as entitlements
        on covered.entitlement_id = entitlements.entitlement_id

    where {{ takes_increment_off('covered') }}

),

-- the first that became known stands for all
first_covering as (

    select
        *,
        case when is_later then 'entitlements' else 'skus' end as arrived_table,
        case when is_later then entitlement_file else sku_file end as arrived_file

    from covering_entitlements
    where place = 1

),

unrounded_charges as (

    select
        covering.sku_id,
        charges.currency_code,
        {{ as_cost(
            'sum((' ~ rounded_up_to('charges.pricing_quantity', 'covering.pricing_increment')
            ~ ' - charges.pricing_quantity) * coalesce(charges.list_unit_price, 0))'
        ) }} as unrounded_cost

    from first_covering as covering

    inner join {{ ref('int_charges') }} as charges
        on covering.sku_id = charges.sku_id and charges.charge_category = 'usage'

    group by covering.sku_id, charges.currency_code

),

ignored_increments as (

    select
        'increment_ignored' as finding_kind,
        'warning' as severity,
        'skus' as source_table,
        covering.sku_id as record_key,
        cast(null as {{ type_text() }}) as leg_id,
        unrounded.unrounded_cost as money_at_stake,
        unrounded.currency_code,
        landing_files.load_id as first_seen_load_id,
        'The pricing_increment '
        || cast(covering.pricing_increment as {{ type_text() }})
        || ' of sku ' || covering.sku_id || ' is ignored on charges that one of '
        || cast(covering.entitlement_count as {{ type_text() }})
        || ' reserved instances or savings plans may cover, first '
        || covering.entitlement_id || '. '
        || case
            when unrounded.currency_code is null then 'The sku has no charges. '
            else
                'Rounded up, they would cost '
                || cast(unrounded.unrounded_cost as {{ type_text() }}) || ' '
                || unrounded.currency_code || ' more at list price. '
        end
        || 'If started units are billed, deliver them as a sku of its own that nothing'
        || ' covers; else deliver the sku without a pricing_increment.' as description

    from first_covering as covering

    left join unrounded_charges as unrounded
        on covering.sku_id = unrounded.sku_id

    left join {{ ref('stg_landing_files') }} as landing_files
        on
            covering.arrived_table = landing_files.source_table
            and covering.arrived_file = landing_files.record_file

)

select * from ignored_increments
