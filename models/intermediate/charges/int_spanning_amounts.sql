with

spanning_usage as (

    select
        charge_id,
        owner_account_id,
        sku_id,
        settlement_cycle,
        spanning_count

    from {{ ref('int_usage_validated') }}
    where spanning_count > 0 and rejection_reason is null

),

spanning_costs as (

    select
        spanning_usage.owner_account_id,
        spanning_usage.sku_id,
        spanning_usage.settlement_cycle,
        charges.currency_code,
        cast(sum(spanning_usage.spanning_count) as bigint) as spanning_count,
        cast(count(*) as bigint) as charge_count,
        cast(sum(charges.list_cost) as decimal(38, 8)) as list_cost

    from spanning_usage

    inner join {{ ref('int_charges') }} as charges
        on spanning_usage.charge_id = charges.charge_id

    group by
        spanning_usage.owner_account_id,
        spanning_usage.sku_id,
        spanning_usage.settlement_cycle,
        charges.currency_code

),

spanning_amounts as (

    select
        'spans_buckets' as finding_kind,
        'warning' as severity,
        'usage' as source_table,
        owner_account_id || '|' || sku_id as record_key,
        cast(null as {{ type_text() }}) as leg_id,
        list_cost as money_at_stake,
        currency_code,
        cast(null as {{ type_text() }}) as first_seen_load_id,
        cast(spanning_count as {{ type_text() }}) || ' records of owner '
        || owner_account_id || ' measure an amount of sku ' || sku_id
        || ' over more than one '
        || case settlement_cycle
            when 'hourly' then 'hour' when 'daily' then 'day' else 'month'
        end
        || ', in which the sku settles. An amount cannot be split, so each stays with'
        || ' its start: ' || cast(charge_count as {{ type_text() }})
        || ' charges with a list cost of '
        || cast(list_cost as {{ type_text() }}) || ' ' || currency_code
        || ' hold them. Deliver the amounts for each '
        || case settlement_cycle
            when 'hourly' then 'hour' when 'daily' then 'day' else 'month'
        end
        || ', or give the sku the settlement cycle of its records.' as description

    from spanning_costs

)

select * from spanning_amounts
