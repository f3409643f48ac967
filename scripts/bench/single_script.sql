-- The month close as one hand-written script: what a warehouse of many models is measured
-- against. Reads the views raw_<table> (records that pass rules 1.1 (a)) and stores what the
-- warehouse stores: charges, rated legs, bill lines, the levels of the four bills and the two usage
-- reports. Covers the kernel:
-- rules 1, 2, 3, 5.1, 5.4, 6.1-6.3, 6.6, 7.3-7.5; no p95, entitlements, vouchers, refunds.

create or replace macro billing_us(moment) as epoch_us(moment) + 28800000000;
create or replace macro moment_of(billing_us) as make_timestamptz(billing_us - 28800000000);
create or replace macro forever() as 'infinity'::timestamptz;
create or replace macro ever() as '-infinity'::timestamptz;
create or replace macro month_of(billing_us) as
    date_trunc('month', make_timestamp(billing_us))::date;
create or replace macro as_cost(x) as round(x, 8)::decimal(38, 8);
-- trunc(a / b, 10): wide integer division is expensive. The double is a first guess; what it leaves is
-- computed exactly, shared out again, and corrected by the exact remainder: no error is left.
create or replace macro guessed(a, b) as (a::double / b::double)::decimal(38, 10);
create or replace macro guessed_twice(a, b) as guessed(a, b) + guessed(a - guessed(a, b) * b, b);
create or replace macro corrected(a, b, q) as q + case
    when q * b > a then -0.0000000001
    when (q + 0.0000000001) * b <= a then 0.0000000001
    else 0
end;
create or replace macro truncated_quotient(a, b) as corrected(a, b, guessed_twice(a, b));
create or replace macro current_records(table_name, record_key) as table (
    select * exclude (content) from (
        select * from (
            select *, hash(*columns(* exclude (recorded_at))) as content
            from (select distinct * from query_table(table_name))
            qualify count(*) over (partition by record_key, recorded_at) = 1
        )
        qualify content is distinct from lag(content) over (
            partition by record_key order by recorded_at
        )
    )
    qualify row_number() over (partition by record_key order by recorded_at desc) = 1
);

-- 1 Records: small tables -----------------------------------------------------------------

create temp table accounts as
select *, account_role in ('distributor', 'reseller') as is_partner
from current_records('raw_accounts', account_id);

create temp table skus as
select
    skus.*,
    providers.currency_code as provider_currency_code,
    row_number() over (order by sku_id) as sku_number
from current_records('raw_skus', sku_id) as skus
inner join accounts as providers
    on skus.provider_account_id = providers.account_id and providers.account_role = 'provider';

create table products as
select sku_number, product_code, product_name, subproduct_code, component_type_code, component_code
from skus;

create temp table list_prices as
select * from current_records('raw_list_prices', (sku_id, region_id, valid_from, tier_lower_bound))
where sku_id in (select sku_id from skus);

create temp table channels as
select * from current_records('raw_channels', channel_code)
where reseller_account_id in (select account_id from accounts);

create temp table orders as
select orders.*
from current_records('raw_orders', order_line_id) as orders
inner join accounts
    on orders.owner_account_id = accounts.account_id and accounts.account_role <> 'provider'
inner join skus on orders.sku_id = skus.sku_id
where not (order_type = 'unsubscription' and original_order_line_id is null);

select case when count(*) > 0 then error('this script covers kernel datasets only: ' || what) end
from (
    select 'refunds' as what from raw_orders where original_order_line_id is not null
    union all select 'entitlements' from raw_entitlements
    union all select 'vouchers' from raw_vouchers
    union all select 'adjustments' from raw_bill_adjustments
    union all select 'discount changes' from raw_discount_changes
    union all select 'issued months' from raw_bill_issues
)
group by what;

create temp table tax_rates as
select * from current_records('raw_tax_rates', (tax_region, tax_component, valid_from));

create temp table bindings as
with recursive screened as (
    select
        binding_id,
        bindings.account_id,
        parent_account_id,
        channel_code,
        bound_at,
        coalesce(unbound_at, forever()) as unbound_at
    from current_records('raw_account_bindings', binding_id) as bindings
    inner join accounts as children on bindings.account_id = children.account_id
    inner join accounts as parents on bindings.parent_account_id = parents.account_id
    where bound_at < coalesce(unbound_at, forever())
        and bindings.account_id <> parent_account_id
        and parents.account_role <> 'customer'
        and children.account_role <> 'provider'
),
apart as (
    select one.*
    from screened as one
    anti join screened as other
        on one.account_id = other.account_id
        and one.binding_id <> other.binding_id
        and one.bound_at = other.bound_at
),
walk as (
    select
        binding_id,
        account_id,
        parent_account_id as top_account_id,
        bound_at,
        unbound_at,
        [account_id] as seen
    from apart
    union all
    select
        walk.binding_id,
        walk.account_id,
        apart.parent_account_id,
        greatest(walk.bound_at, apart.bound_at),
        least(walk.unbound_at, apart.unbound_at),
        list_append(walk.seen, apart.account_id)
    from walk
    inner join apart
        on walk.top_account_id = apart.account_id
        and walk.bound_at < apart.unbound_at
        and apart.bound_at < walk.unbound_at
    where not list_contains(walk.seen, walk.top_account_id)
),
accepted as (
    from apart
    where binding_id not in (select binding_id from walk where top_account_id = account_id)
),
spans as (
    select
        account_id,
        boundary_at,
        lead(boundary_at) over (partition by account_id order by boundary_at) as next_boundary_at
    from (
        select account_id, bound_at as boundary_at from accepted
        union
        select account_id, unbound_at from accepted
    )
),
-- of several in force the one that began last holds
holding as (
    select
        spans.account_id,
        spans.boundary_at,
        spans.next_boundary_at,
        arg_max(binding_id, bound_at) as binding_id
    from spans
    inner join accepted
        on spans.account_id = accepted.account_id
        and spans.boundary_at >= accepted.bound_at
        and spans.boundary_at < accepted.unbound_at
    group by all
),
numbered as (
    select
        *,
        sum(is_other::int) over (partition by account_id order by boundary_at) as span_number
    from (
        select
            *,
            (lag(binding_id) over by_account is distinct from binding_id
                or lag(next_boundary_at) over by_account <> boundary_at) as is_other
        from holding
        window by_account as (partition by account_id order by boundary_at)
    )
)
select
    binding_id,
    numbered.account_id,
    parent_account_id,
    channel_code,
    min(boundary_at) as bound_at,
    max(next_boundary_at) as unbound_at
from numbered
inner join accepted using (binding_id)
group by binding_id, numbered.account_id, parent_account_id, channel_code, span_number;

-- 1.11 Whether an account is a partner, by interval: its record, then its terms. -----------

create temp table kinds as
with given as (
    select account_id, is_partner, ever() as valid_from from accounts
    where account_role <> 'provider'
    union all
    select accounts.account_id, terms.account_role in ('distributor', 'reseller'), valid_from
    from current_records('raw_account_terms', (account_id, valid_from)) as terms
    inner join accounts on terms.account_id = accounts.account_id
    where accounts.account_role <> 'provider' and terms.account_role is not null
)
select
    account_id,
    is_partner,
    valid_from,
    coalesce(lead(valid_from) over (partition by account_id order by valid_from), forever())
        as valid_to
from given;

-- Every account's parent at every instant, then its chain of partners, nearest first. -------

create temp table paths as
with recursive links as (
    select account_id, parent_account_id, channel_code, bound_at, unbound_at from bindings
    union all
    select
        account_id,
        null,
        null,
        unbound_at,
        coalesce(lead(bound_at) over (partition by account_id order by bound_at), forever())
    from (
        select account_id, bound_at, unbound_at from bindings
        union all
        select account_id, ever(), ever() from accounts where account_role <> 'provider'
    )
    qualify unbound_at < coalesce(
        lead(bound_at) over (partition by account_id order by bound_at), forever()
    )
),
walk as (
    select
        account_id,
        account_id as top_account_id,
        case when is_partner then [account_id] else []::varchar[] end as partners,
        is_partner as owner_is_partner,
        null::varchar as channel_code,
        null::varchar as parent_account_id,
        valid_from,
        valid_to,
        0 as depth
    from kinds
    union all
    select
        walk.account_id,
        case when parents.is_partner then parents.account_id end,
        case
            when parents.is_partner then list_append(walk.partners, parents.account_id)
            else walk.partners
        end,
        walk.owner_is_partner,
        case when walk.depth = 0 and not walk.owner_is_partner then links.channel_code
            else walk.channel_code end,
        case when walk.depth = 0 then links.parent_account_id else walk.parent_account_id end,
        greatest(walk.valid_from, links.bound_at),
        least(walk.valid_to, links.unbound_at),
        walk.depth + 1
    from walk
    inner join links
        on walk.top_account_id = links.account_id
        and walk.valid_from < links.unbound_at
        and links.bound_at < walk.valid_to
    left join accounts as parents on links.parent_account_id = parents.account_id
)
select
    row_number() over (order by account_id, valid_from)::integer as path_id,
    account_id,
    partners,
    owner_is_partner,
    partners[1] as reseller_account_id,
    partners[-1] as distributor_account_id,
    parent_account_id,
    channel_code,
    valid_from,
    valid_to
from walk
where top_account_id is null;

-- 1 Records: usage. Repeated ids are few: they are resolved exactly, the rest passes. --------

create temp table repeated_ids as
select distinct id_hash
from (
    select id_hash, lag(id_hash) over (order by id_hash) as previous_hash
    from (select hash(usage_id) as id_hash from delivered_usage)
)
where id_hash = previous_hash;

create temp table repeated_usage as
select delivered_usage.*
from delivered_usage
semi join repeated_ids on hash(delivered_usage.usage_id) = repeated_ids.id_hash;

create temp table resolved_usage as
with agreed as (
    select *, hash(*columns(* exclude (recorded_at))) as content
    from (select distinct * from readable_usage('repeated_usage'))
    qualify count(*) over (partition by usage_id, recorded_at) = 1
),
restated as (
    from agreed
    qualify content is distinct from lag(content) over (partition by usage_id order by recorded_at)
)
select * exclude (content)
from restated
qualify row_number() over (partition by usage_id order by recorded_at desc) = 1;

-- 3.1, 3.2, 3.8 Settlement buckets; a duration has a part in each bucket that it meets. -------

create temp view used_parts as
with current_usage as (
    select raw_usage.*
    from raw_usage
    anti join repeated_ids on hash(raw_usage.usage_id) = repeated_ids.id_hash
    union all by name
    from resolved_usage
),
measured as (
    select
        current_usage.*,
        skus.sku_number,
        skus.settlement_cycle,
        metering = 'duration' as is_duration,
        metering = 'duration' and settlement_cycle <> 'monthly' as is_split,
        case when settlement_cycle = 'hourly' then 3600000000 else 86400000000 end as step_us,
        billing_us(usage_started_at) as started_us,
        billing_us(usage_ended_at) as ended_us
    from current_usage
    inner join skus on current_usage.sku_id = skus.sku_id
    where usage_ended_at > usage_started_at and settlement_cycle <> 'upfront'
),
parted as (
    select
        *,
        unnest(range(
            started_us // step_us,
            case when is_split then ended_us - 1 else started_us end // step_us + 1
        )) as bucket_number
    from measured
)
select
    * exclude (usage_started_at, usage_ended_at),
    greatest(started_us, bucket_number * step_us) as part_started_us,
    case when is_split then least(ended_us, (bucket_number + 1) * step_us) else ended_us end
        as part_ended_us,
    hash(operator_account_id, resource_name, project, zone_id, tags) as description_hash
from parted;

-- What was consumed in them; at most one row a description.
create temp table metered as
with measured as (
    select
        *,
        case when is_duration then part_ended_us - part_started_us end as used_us
    from used_parts
)
select
    owner_account_id,
    resource_id,
    sku_number,
    region_id,
    case
        when settlement_cycle = 'monthly'
            then epoch_us(date_trunc('month', make_timestamp(started_us)))
        else bucket_number * step_us
    end as bucket_us,
    description_hash,
    any_value(operator_account_id) as operator_account_id,
    any_value(resource_name) as resource_name,
    any_value(project) as project,
    any_value(zone_id) as zone_id,
    any_value(tags) as tags,
    moment_of(min(part_started_us)) as first_used_at,
    max(part_started_us) as last_started_at,
    moment_of(max(part_ended_us)) as last_used_at,
    max(recorded_at) as recorded_at,
    -- rounding is expensive and left out where the product has no more than ten decimals
    sum(
        case
            when used_us is null then
                case
                    when linear_size is null then usage_quantity
                    else round(usage_quantity * linear_size, 10)
                end
            when used_us % 1000000 = 0 and (linear_size is null or linear_size % 1 = 0)
                then usage_quantity * (used_us // 1000000 * coalesce(linear_size::bigint, 1))
            else round(
                usage_quantity
                * (used_us * 0.000001::decimal(7, 6))::decimal(14, 6)
                * coalesce(linear_size, 1),
                10
            )
        end
    )::decimal(38, 10) as consumed_quantity
from measured
group by
    owner_account_id, resource_id, sku_number, region_id, bucket_us, description_hash;

-- Resources described in more than one way: their buckets take the latest description.
create temp table described_twice as
select owner_account_id, resource_id, sku_number
from metered
group by owner_account_id, resource_id, sku_number
having min(description_hash) <> max(description_hash);

create temp table settled_again as
with pieces as (
    select metered.*
    from metered
    semi join described_twice using (owner_account_id, resource_id, sku_number)
),
tied as (
    select owner_account_id, resource_id, sku_number, last_started_at
    from pieces
    group by owner_account_id, resource_id, sku_number, region_id, bucket_us, last_started_at
    having count(*) > 1
),
last_ids as (
    select
        parts.owner_account_id,
        parts.resource_id,
        parts.sku_number,
        parts.part_started_us as last_started_at,
        parts.description_hash,
        max(usage_id) as last_usage_id
    from used_parts as parts
    semi join tied
        on parts.owner_account_id = tied.owner_account_id
        and parts.resource_id = tied.resource_id
        and parts.sku_number = tied.sku_number
        and parts.part_started_us = tied.last_started_at
    group by all
),
ranked as (
    select
        pieces.* exclude (first_used_at, last_used_at, recorded_at, consumed_quantity),
        min(first_used_at) over bucket as first_used_at,
        max(last_used_at) over bucket as last_used_at,
        max(recorded_at) over bucket as recorded_at,
        (sum(consumed_quantity) over bucket)::decimal(38, 10) as consumed_quantity,
        row_number() over (
            bucket order by pieces.last_started_at desc, last_ids.last_usage_id desc
        ) as place
    from pieces
    left join last_ids
        using (owner_account_id, resource_id, sku_number, last_started_at, description_hash)
    window bucket as (
        partition by owner_account_id, resource_id, sku_number, region_id, bucket_us
    )
)
select * exclude (place) from ranked where place = 1;

-- 3.3 Which price set of a sku holds in a region from when to when. --------------------------

create temp table price_segments as
with wanted as (
    select distinct sku_number, region_id from metered
    union
    select sku_number, region_id from orders inner join skus using (sku_id)
),
prices as (
    select
        wanted.sku_number,
        wanted.region_id,
        list_prices.* exclude (sku_id, region_id, valid_to, recorded_at),
        coalesce(list_prices.valid_to, forever()) as valid_to,
        list_prices.region_id is not null as is_regional
    from wanted
    inner join skus on wanted.sku_number = skus.sku_number
    inner join list_prices
        on skus.sku_id = list_prices.sku_id
        and (list_prices.region_id is null or wanted.region_id = list_prices.region_id)
),
cuts as (
    select sku_number, region_id, valid_from as cut_at from prices
    union
    select sku_number, region_id, valid_to from prices
),
segments as (
    select
        *,
        lead(cut_at) over (partition by sku_number, region_id order by cut_at) as cut_to
    from cuts
),
chosen as (
    select
        segments.sku_number,
        segments.region_id,
        segments.cut_at as price_from,
        segments.cut_to as price_to,
        prices.tier_lower_bound,
        prices.tier_model,
        prices.unit_price,
        prices.currency_code
    from segments
    inner join prices
        on segments.sku_number = prices.sku_number
        and segments.region_id is not distinct from prices.region_id
        and prices.valid_from <= segments.cut_at
        and prices.valid_to >= segments.cut_to
    qualify dense_rank() over (
        partition by segments.sku_number, segments.region_id, segments.cut_at
        order by is_regional desc, valid_from desc
    ) = 1
)
select
    sku_number,
    region_id,
    price_from,
    price_to,
    first(tier_model order by tier_lower_bound) as tier_model,
    first(currency_code order by tier_lower_bound) as currency_code,
    first(unit_price order by tier_lower_bound) as first_unit_price,
    list(tier_lower_bound order by tier_lower_bound) as lower_bounds,
    list(unit_price order by tier_lower_bound) as unit_prices
from chosen
group by sku_number, region_id, price_from, price_to;

create temp table price_tiers as
select
    sku_number,
    region_id,
    price_from,
    case when tier = 1 then 0 else lower_bounds[tier] end::decimal(38, 10) as lower_bound,
    lower_bounds[tier + 1]::decimal(38, 10) as upper_bound,
    unit_prices[tier] as unit_price,
    tier = 1 as is_first
from (select *, unnest(range(1, len(lower_bounds) + 1)) as tier from price_segments);

-- 3.2 Pricing quantities; owners unknown or providers and charges without a price fall out. --

create temp table priced as
with settled as (
    from metered
    anti join described_twice using (owner_account_id, resource_id, sku_number)
    union all by name
    from settled_again
)
select
    settled.* exclude (description_hash, last_started_at),
    case
        when skus.settlement_cycle = 'monthly'
            then epoch_us(make_timestamp(bucket_us) + interval 1 month)
        when skus.settlement_cycle = 'daily' then bucket_us + 86400000000
        else bucket_us + 3600000000
    end as bucket_end_us,
    month_of(bucket_us) as billing_month,
    case
        when usage_per_pricing_unit = 1 then consumed_quantity
        else truncated_quotient(consumed_quantity, usage_per_pricing_unit)
    end::decimal(38, 10) as pricing_quantity,
    prices.tier_model,
    prices.currency_code,
    prices.first_unit_price,
    prices.price_from
from settled
inner join skus on settled.sku_number = skus.sku_number
inner join accounts
    on settled.owner_account_id = accounts.account_id and accounts.account_role <> 'provider'
inner join price_segments as prices
    on settled.sku_number = prices.sku_number
    and settled.region_id is not distinct from prices.region_id
    and moment_of(bucket_us) >= prices.price_from
    and moment_of(bucket_us) < prices.price_to;

-- 3.4 Pools of graduated and volume prices. ------------------------------------------------

create temp table tiered_pools as
select distinct owner_account_id, sku_number, region_id, billing_month
from priced
where tier_model <> 'flat';

create temp table tiered_charges as
with pooled as (
    select
        priced.*,
        row_number() over () as charge_number,
        (sum(pricing_quantity) over (
            pool order by bucket_us, resource_id rows unbounded preceding
        ) - pricing_quantity)::decimal(38, 10) as quantity_before,
        (sum(pricing_quantity) over pool)::decimal(38, 10) as month_quantity
    from priced
    semi join tiered_pools
        on priced.owner_account_id = tiered_pools.owner_account_id
        and priced.sku_number = tiered_pools.sku_number
        and priced.region_id is not distinct from tiered_pools.region_id
        and priced.billing_month = tiered_pools.billing_month
    window pool as (partition by owner_account_id, sku_number, region_id, billing_month)
),
slices as (
    select
        pooled.charge_number,
        tiers.unit_price,
        case
            when pooled.tier_model = 'graduated'
                then least(quantity_before + pricing_quantity, upper_bound)
                    - greatest(quantity_before, lower_bound)
            else pricing_quantity
        end as quantity
    from pooled
    inner join price_tiers as tiers
        on pooled.sku_number = tiers.sku_number
        and pooled.region_id is not distinct from tiers.region_id
        and pooled.price_from = tiers.price_from
        and case pooled.tier_model
            when 'graduated' then
                lower_bound < quantity_before + pricing_quantity
                and coalesce(upper_bound > quantity_before, true)
            when 'volume' then
                (lower_bound < month_quantity or is_first)
                and coalesce(upper_bound >= month_quantity, true)
            else is_first
        end
),
listed as (
    select
        charge_number,
        sum(quantity * unit_price) as exact_cost,
        case when count(*) = 1 then any_value(unit_price) end as list_unit_price
    from slices
    group by charge_number
)
select
    pooled.* exclude (charge_number, quantity_before, month_quantity),
    coalesce(as_cost(exact_cost), 0)::decimal(38, 8) as list_cost,
    list_unit_price
from pooled
left join listed on pooled.charge_number = listed.charge_number;

-- 3.5 Order lines. --------------------------------------------------------------------------

create temp table order_lines as
with counted as (
    select
        orders.*,
        skus.sku_number,
        skus.provider_currency_code,
        coalesce(term_count, 1) as terms,
        coalesce(orders.linear_size, 1)::decimal(18, 6) as size,
        prices.tier_model,
        prices.currency_code as price_currency_code,
        prices.price_from
    from orders
    inner join skus on orders.sku_id = skus.sku_id
    left join price_segments as prices
        on skus.sku_number = prices.sku_number
        and orders.region_id is not distinct from prices.region_id
        and orders.placed_at >= prices.price_from
        and orders.placed_at < prices.price_to
    where orders.list_cost is not null or prices.price_from is not null
),
slices as (
    select
        counted.order_line_id,
        tiers.unit_price,
        case
            when counted.tier_model = 'graduated'
                then least(quantity, upper_bound) - lower_bound
            else quantity
        end as quantity
    from counted
    inner join price_tiers as tiers
        on counted.sku_number = tiers.sku_number
        and counted.region_id is not distinct from tiers.region_id
        and counted.price_from = tiers.price_from
        and case counted.tier_model
            when 'graduated' then lower_bound < quantity
            when 'volume' then
                (lower_bound < quantity or is_first) and coalesce(upper_bound >= quantity, true)
            else is_first
        end
),
tiered as (
    select
        order_line_id,
        sum(quantity * unit_price) as piece_cost,
        case when count(*) = 1 then any_value(unit_price) end as list_unit_price
    from slices
    group by order_line_id
)
select
    counted.*,
    coalesce(
        counted.list_cost,
        as_cost(coalesce(piece_cost, 0)::decimal(38, 20) * terms::decimal(10, 0) * size)
    ) as charge_list_cost,
    tiered.list_unit_price,
    (trunc(quantity * terms::decimal(10, 0) * size * 10000000000) * 0.0000000001::decimal(10, 10)
    )::decimal(38, 10) as pricing_quantity,
    case
        when counted.list_cost is not null
            then coalesce(currency_code, price_currency_code, provider_currency_code)
        else price_currency_code
    end as charge_currency_code
from counted
left join tiered on counted.order_line_id = tiered.order_line_id;

-- 6.1, 6.2 All charges with the chain of partners at their identity moment. ------------------

create table fct_charges as
with usage_charges as (
    select
        'usage:' || md5(
            owner_account_id || '|' || resource_id || '|' || sku_id || '|'
            || coalesce(region_id, '') || '|'
            || strftime(make_timestamp(bucket_us - 28800000000), '%Y-%m-%dT%H:%M:%SZ')
        ) as charge_id,
        'usage' as charge_category,
        null::varchar as order_type,
        case
            when billing_mode = 'spot' then 'spot' else settlement_cycle || '_settlement'
        end as transaction_type,
        billing_mode,
        settlement_cycle,
        owner_account_id,
        coalesce(operator_account_id, owner_account_id) as operator_account_id,
        resource_id,
        resource_name,
        sku_id,
        sku_number,
        region_id,
        zone_id,
        project,
        tags,
        moment_of(bucket_us) as charge_period_start,
        moment_of(bucket_end_us) as charge_period_end,
        moment_of(bucket_us) as price_at,
        moment_of(bucket_end_us) as identified_at,
        moment_of(bucket_end_us) as settled_at,
        moment_of(bucket_end_us) as transaction_at,
        billing_month,
        make_timestamp(bucket_us)::date as reported_on,
        first_used_at,
        last_used_at,
        consumed_quantity,
        pricing_quantity,
        case when pricing_quantity > 0 then list_unit_price end as list_unit_price,
        list_cost,
        null::varchar as order_id,
        currency_code,
        recorded_at
    from (
        select
            priced.* exclude (tier_model),
            as_cost(first_unit_price * pricing_quantity) as list_cost,
            first_unit_price as list_unit_price
        from priced
        anti join tiered_pools
            on priced.owner_account_id = tiered_pools.owner_account_id
            and priced.sku_number = tiered_pools.sku_number
            and priced.region_id is not distinct from tiered_pools.region_id
            and priced.billing_month = tiered_pools.billing_month
        union all by name
        select * exclude (tier_model) from tiered_charges
    )
    inner join (select sku_number, sku_id, billing_mode, settlement_cycle from skus)
        using (sku_number)
),
order_charges as (
    select
        'order:' || order_line_id as charge_id,
        'purchase' as charge_category,
        order_type,
        order_type as transaction_type,
        billing_mode,
        'upfront' as settlement_cycle,
        owner_account_id,
        coalesce(operator_account_id, owner_account_id) as operator_account_id,
        resource_id,
        resource_name,
        lines.sku_id,
        lines.sku_number,
        region_id,
        zone_id,
        project,
        tags,
        coalesce(service_from, paid_at) as charge_period_start,
        coalesce(service_to, paid_at) as charge_period_end,
        placed_at as price_at,
        placed_at as identified_at,
        paid_at as settled_at,
        paid_at as transaction_at,
        month_of(billing_us(paid_at)) as billing_month,
        make_timestamp(billing_us(paid_at))::date as reported_on,
        null::timestamptz as first_used_at,
        null::timestamptz as last_used_at,
        null::decimal(38, 10) as consumed_quantity,
        pricing_quantity,
        case when pricing_quantity > 0 then list_unit_price end as list_unit_price,
        charge_list_cost as list_cost,
        order_id,
        charge_currency_code as currency_code,
        lines.recorded_at
    from order_lines as lines
    inner join skus on lines.sku_number = skus.sku_number
)
select
    row_number() over () as charge_number,
    charges.*,
    paths.path_id,
    paths.reseller_account_id,
    paths.distributor_account_id,
    paths.channel_code,
    channels.billing_group_code
from (from usage_charges union all by name from order_charges) as charges
inner join paths
    on charges.owner_account_id = paths.account_id
    and charges.identified_at >= paths.valid_from
    and charges.identified_at < paths.valid_to
left join channels on paths.channel_code = channels.channel_code;

-- 5.1 Which discounts are accepted. ---------------------------------------------------------

create temp table discounts as
with delivered as (
    select
        discounts.*,
        coalesce(expires_at, forever()) as ends_at,
        sellers.account_role = 'provider' as is_approval,
        sellers.is_partner as seller_is_partner,
        sellers.shows_customer_discounts,
        buyers.account_role as buyer_role,
        (component_code is not null)::int
            + (component_type_code is not null)::int
            + (subproduct_code is not null)::int
            + (product_code is not null)::int as scope_depth
    from current_records('raw_discounts', discount_id) as discounts
    inner join accounts as sellers on seller_account_id = sellers.account_id
    inner join accounts as buyers on buyer_account_id = buyers.account_id
),
formed as (
    select * from delivered
    where (discount_kind = 'multiplier') = (multiplier is not null)
        and (discount_kind = 'contract_price') = (contract_unit_price is not null)
        and effective_at < ends_at
        and scope_depth = case
            when component_code is not null then 4
            when component_type_code is not null then 3
            when subproduct_code is not null then 2
            when product_code is not null then 1
            else 0
        end
        and buyer_role <> 'provider'
        and (is_approval or seller_is_partner)
)
select formed.*
from formed
left join paths as buyers
    on formed.buyer_account_id = buyers.account_id
    and formed.submitted_at >= buyers.valid_from
    and formed.submitted_at < buyers.valid_to
left join paths as sellers
    on formed.seller_account_id = sellers.account_id
    and formed.submitted_at >= sellers.valid_from
    and formed.submitted_at < sellers.valid_to
left join formed as approvals
    on formed.based_on_discount_id = approvals.discount_id
    and approvals.is_approval
    and formed.seller_account_id = approvals.buyer_account_id
where formed.is_approval
    or (
        formed.seller_account_id <> formed.buyer_account_id
        and list_contains(buyers.partners, formed.seller_account_id)
        and (
            buyers.owner_is_partner
            or (
                len(sellers.partners) = 1
                and formed.shows_customer_discounts
                and approvals.discount_id is not null
                and formed.product_code is not distinct from approvals.product_code
                and formed.subproduct_code is not distinct from approvals.subproduct_code
                and formed.component_type_code
                    is not distinct from approvals.component_type_code
                and formed.component_code is not distinct from approvals.component_code
                and epoch_us(formed.effective_at) + 28800000000
                    >= (billing_us(formed.submitted_at) // 86400000000 + 1) * 86400000000
            )
        )
    );

select case when count(*) > 0 then error('renewals within the data are not covered') end
from discounts
where auto_renew and ends_at <= (select max(price_at) from fct_charges);

-- 5.4 The terms of every leg, by chain and sku, cut where a discount begins or ends. ---------

create temp table bought as
select distinct path_id, sku_number from fct_charges;

create temp table legs_of_paths as
with chains as (
    select
        bought.path_id,
        bought.sku_number,
        skus.settlement_type,
        list_concat(
            [skus.provider_account_id],
            list_reverse(paths.partners),
            case when paths.owner_is_partner then [] else [paths.account_id] end
        ) as parties,
        paths.owner_is_partner
    from bought
    inner join paths on bought.path_id = paths.path_id
    inner join skus on bought.sku_number = skus.sku_number
)
select
    path_id,
    sku_number,
    settlement_type,
    parties,
    leg_number,
    parties[leg_number] as seller_account_id,
    parties[leg_number + 1] as buyer_account_id,
    leg_number = len(parties) - 1 as is_last,
    leg_number < len(parties) - 1 or owner_is_partner as buyer_is_partner
from (select *, unnest(range(1, len(parties)))::integer as leg_number from chains);

create temp table candidates as
select
    legs.path_id,
    legs.sku_number,
    legs.leg_number,
    discounts.discount_id,
    discounts.effective_at,
    discounts.ends_at,
    {
        'depth': scope_depth,
        'nearness': list_position(legs.parties, discounts.seller_account_id),
        'submitted_at': submitted_at,
        'discount_id': discount_id
    } as precedence
from legs_of_paths as legs
inner join discounts
    on legs.buyer_account_id = discounts.buyer_account_id
    and list_contains(legs.parties[least(2, leg_number):leg_number], discounts.seller_account_id)
inner join skus on legs.sku_number = skus.sku_number
where coalesce(discounts.product_code = skus.product_code, true)
    and coalesce(discounts.subproduct_code = skus.subproduct_code, true)
    and coalesce(discounts.component_type_code = skus.component_type_code, true)
    and coalesce(discounts.component_code = skus.component_code, true)
    and not (legs.leg_number = 1 and legs.settlement_type = 'no_discount');

create temp table terms as
with cuts as (
    select path_id, sku_number, ever() as cut_at from bought
    union
    select path_id, sku_number, effective_at from candidates
    union
    select path_id, sku_number, ends_at from candidates where ends_at < forever()
),
segments as (
    select
        path_id,
        sku_number,
        cut_at as terms_from,
        coalesce(
            lead(cut_at) over (partition by path_id, sku_number order by cut_at), forever()
        ) as terms_to
    from cuts
),
winners as (
    select
        segments.path_id,
        segments.sku_number,
        segments.terms_from,
        candidates.leg_number,
        arg_max(candidates.discount_id, candidates.precedence) as discount_id
    from segments
    inner join candidates
        on segments.path_id = candidates.path_id
        and segments.sku_number = candidates.sku_number
        and segments.terms_from >= candidates.effective_at
        and segments.terms_from < candidates.ends_at
    group by all
)
select
    row_number() over ()::integer as terms_id,
    segments.path_id,
    segments.sku_number::integer as sku_number,
    segments.terms_from,
    segments.terms_to,
    legs.leg_number,
    legs.is_last,
    case
        when legs.buyer_is_partner and legs.leg_number = 1 then 'bill_a'
        when legs.buyer_is_partner then 'channel'
        when legs.leg_number = 1 then 'direct'
        else 'bill_b'
    end as leg_kind,
    legs.seller_account_id,
    legs.buyer_account_id,
    case when legs.buyer_is_partner and legs.leg_number = 1 then buyers.tax_region end
        as taxed_region,
    skus.settlement_cycle in ('hourly', 'daily') as merges,
    discounts.discount_id,
    discounts.discount_kind,
    case when discounts.discount_kind is distinct from 'contract_price'
        then coalesce(discounts.multiplier, 1)::decimal(18, 10) end as discount_multiplier,
    discounts.contract_unit_price,
    legs.buyer_is_partner or sellers.account_role = 'provider' or sellers.shows_customer_discounts
        as shows_discount
from segments
inner join legs_of_paths as legs
    on segments.path_id = legs.path_id and segments.sku_number = legs.sku_number
inner join skus on legs.sku_number = skus.sku_number
inner join accounts as buyers on legs.buyer_account_id = buyers.account_id
inner join accounts as sellers on legs.seller_account_id = sellers.account_id
left join winners
    on segments.path_id = winners.path_id
    and segments.sku_number = winners.sku_number
    and segments.terms_from = winners.terms_from
    and legs.leg_number = winners.leg_number
left join discounts on winners.discount_id = discounts.discount_id;

create temp table tax_segments as
with cuts as (
    select distinct tax_region, unnest([valid_from, coalesce(valid_to, forever())]) as tax_from
    from tax_rates
),
segments as (
    select *, lead(tax_from) over (partition by tax_region order by tax_from) as tax_to from cuts
),
chosen as (
    select segments.tax_region, tax_from, tax_to, tax_rates.tax_component, tax_rates.tax_rate
    from segments
    inner join tax_rates
        on segments.tax_region = tax_rates.tax_region
        and tax_rates.valid_from <= tax_from
        and coalesce(tax_rates.valid_to, forever()) >= tax_to
    qualify row_number() over (
        partition by segments.tax_region, tax_from, tax_component order by valid_from desc
    ) = 1
)
select
    tax_region,
    tax_from,
    tax_to,
    list(tax_rate order by tax_component) as tax_rates,
    sum(tax_rate)::decimal(9, 6) as tax_rate
from chosen
group by tax_region, tax_from, tax_to;

-- 6.3, 7.3 Rated legs, with what the higher levels of the bills group by. -------------------

create table fct_rated_legs as
with contracted as (
    select
        charges.*,
        terms.* exclude (path_id, sku_number, terms_from, terms_to),
        case
            when terms.discount_id is null then charges.list_cost
            when terms.contract_unit_price is not null
                then as_cost(terms.contract_unit_price * charges.pricing_quantity)
            else as_cost(charges.list_cost * terms.discount_multiplier)
        end as contracted_cost
    from fct_charges as charges
    inner join terms
        on charges.path_id = terms.path_id
        and charges.sku_number = terms.sku_number
        and charges.price_at >= terms.terms_from
        and charges.price_at < terms.terms_to
),
taxed as (
    select
        contracted.*,
        case
            when tax_rates is null then 0
            when len(tax_rates) = 1 then as_cost(contracted_cost * tax_rates[1])
            else list_sum(list_transform(tax_rates, lambda rate: as_cost(contracted_cost * rate)))
        end::decimal(38, 8) as tax_cost,
        tax_rate
    from contracted
    left join tax_segments as taxes
        on contracted.taxed_region = taxes.tax_region
        and contracted.transaction_at >= taxes.tax_from
        and contracted.transaction_at < taxes.tax_to
)
select
    charge_id || ':' || leg_number as leg_id,
    charge_id,
    charge_number,
    terms_id,
    leg_kind,
    leg_number,
    seller_account_id,
    buyer_account_id,
    owner_account_id,
    reseller_account_id,
    distributor_account_id,
    channel_code,
    billing_group_code,
    billing_month,
    case when contract_unit_price is null then list_cost end as list_cost,
    discount_id,
    discount_kind,
    discount_multiplier,
    contract_unit_price,
    case when contract_unit_price is null then list_cost - contracted_cost end as discount_cost,
    contracted_cost,
    0::decimal(38, 8) as voucher_cost,
    contracted_cost as pretax_cost,
    tax_rate,
    tax_cost,
    contracted_cost + tax_cost as billed_cost,
    currency_code
from taxed;

create table terms_of_legs as from terms;

-- Stored as readers of one bill need them: the lines of a bill lie next to each other.
create table bill_lines as
select
    legs.leg_id as line_id,
    'original' as line_kind,
    legs.* exclude (charge_number, terms_id, discount_id, discount_kind, discount_multiplier, contract_unit_price,
        discount_cost),
    charges.charge_category,
    charges.order_type,
    charges.transaction_type,
    charges.resource_id,
    charges.region_id,
    charges.project,
    charges.charge_period_start,
    charges.charge_period_end,
    charges.consumed_quantity,
    charges.pricing_quantity,
    charges.list_unit_price,
    charges.billing_mode,
    charges.settlement_cycle,
    charges.operator_account_id,
    charges.resource_name,
    charges.sku_id,
    charges.zone_id,
    charges.tags,
    charges.order_id,
    charges.transaction_at,
    charges.first_used_at,
    charges.last_used_at,
    products.product_code,
    products.product_name,
    products.subproduct_code,
    products.component_type_code,
    products.component_code,
    case when shows_discount then legs.discount_id end as discount_id,
    case when shows_discount then legs.discount_kind end as discount_kind,
    case when shows_discount then legs.discount_multiplier end as discount_multiplier,
    case when shows_discount then legs.contract_unit_price end as contract_unit_price,
    case when shows_discount then legs.discount_cost end as discount_cost
from fct_rated_legs as legs
inner join fct_charges as charges on legs.charge_number = charges.charge_number
inner join terms_of_legs as terms on legs.terms_id = terms.terms_id
inner join products on charges.sku_number = products.sku_number
order by legs.billing_month, legs.leg_kind, legs.seller_account_id, legs.buyer_account_id,
    legs.owner_account_id;

create view bill_a_details as from bill_lines where leg_kind = 'bill_a';
create view bill_b_details as from bill_lines where leg_kind = 'bill_b';
create view direct_bill_details as from bill_lines where leg_kind = 'direct';
create view channel_bill_details as from bill_lines where leg_kind = 'channel';

-- The higher levels need each line once: sums by terms and what else may differ below them. --

create temp table lines_summed as
with summed as (
    select
        legs.terms_id,
        billing_month,
        resource_id,
        region_id,
        project,
        currency_code,
        list_unit_price,
        tax_rate,
        order_type,
        case when not merges then leg_id end as line_id,
        any_value(owner_account_id) as owner_account_id,
        any_value(reseller_account_id) as reseller_account_id,
        count(*) as line_count,
        min(charge_period_start) as charge_period_start,
        max(charge_period_end) as charge_period_end,
        sum(consumed_quantity) as consumed_quantity,
        sum(pricing_quantity) as pricing_quantity,
        sum(list_cost) as list_cost,
        sum(discount_cost) as discount_cost,
        sum(contracted_cost) as contracted_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost
    from (
        select charge_number, terms_id, leg_id, list_cost, discount_cost, contracted_cost,
            tax_rate, tax_cost, billed_cost
        from fct_rated_legs
    ) as legs
    inner join (select * exclude (list_cost) from fct_charges) as charges
        on legs.charge_number = charges.charge_number
    inner join (select terms_id, merges from terms) as terms on legs.terms_id = terms.terms_id
    group by
        legs.terms_id, billing_month, resource_id, region_id, project, currency_code,
        list_unit_price, tax_rate, order_type, line_id
)
select
    summed.* exclude (discount_cost),
    terms.leg_kind,
    terms.seller_account_id,
    terms.buyer_account_id,
    case when shows_discount then terms.discount_multiplier end as discount_multiplier,
    case when shows_discount then terms.contract_unit_price end as contract_unit_price,
    case when shows_discount then discount_cost end as discount_cost,
    skus.billing_mode,
    coalesce(
        order_type,
        case when billing_mode = 'spot' then 'spot' else settlement_cycle || '_settlement' end
    ) as transaction_type,
    skus.product_code,
    skus.product_name,
    skus.subproduct_code,
    skus.component_type_code,
    skus.component_code
from summed
inner join terms on summed.terms_id = terms.terms_id
inner join skus on terms.sku_number = skus.sku_number;

create macro details_monthly(kind) as table
select
    billing_month, seller_account_id, buyer_account_id, owner_account_id,
    reseller_account_id, billing_mode, transaction_type, product_code, subproduct_code,
    component_type_code, component_code, resource_id, region_id, discount_multiplier,
    contract_unit_price, list_unit_price, tax_rate, currency_code, line_id,
    any_value(product_name) as product_name,
    sum(line_count)::bigint as line_count,
    min(charge_period_start) as charge_period_start,
    max(charge_period_end) as charge_period_end,
    sum(consumed_quantity) as consumed_quantity,
    sum(pricing_quantity) as pricing_quantity,
    sum(list_cost) as list_cost,
    sum(discount_cost) as discount_cost,
    sum(contracted_cost) as contracted_cost,
    0::decimal(38, 8) as voucher_cost,
    sum(contracted_cost) as pretax_cost,
    sum(tax_cost) as tax_cost,
    sum(billed_cost) as billed_cost
from lines_summed
where leg_kind = kind
group by
    billing_month, seller_account_id, buyer_account_id, owner_account_id,
    reseller_account_id, billing_mode, transaction_type, product_code, subproduct_code,
    component_type_code, component_code, resource_id, region_id, discount_multiplier,
    contract_unit_price, list_unit_price, tax_rate, currency_code, line_id;

create macro resources(kind) as table
select
    billing_month, seller_account_id, buyer_account_id, owner_account_id, resource_id,
    billing_mode, transaction_type, currency_code,
    round(sum(list_cost), 2)::decimal(38, 2) as list_amount,
    round(sum(contracted_cost), 2)::decimal(38, 2) as contracted_amount,
    0::decimal(38, 2) as voucher_amount,
    round(sum(contracted_cost), 2)::decimal(38, 2) as pretax_amount,
    round(sum(tax_cost), 2)::decimal(38, 2) as tax_amount,
    round(sum(billed_cost), 2)::decimal(38, 2) as billed_amount
from lines_summed
where leg_kind = kind
group by
    billing_month, seller_account_id, buyer_account_id, owner_account_id, resource_id,
    billing_mode, transaction_type, currency_code;

create macro summary(kind) as table
select
    billing_month, seller_account_id, buyer_account_id, product_code, project, region_id,
    billing_mode, currency_code,
    any_value(product_name) as product_name,
    sum(list_cost) as list_cost,
    sum(contracted_cost) as contracted_cost,
    0::decimal(38, 8) as voucher_cost,
    sum(contracted_cost) as pretax_cost,
    sum(tax_cost) as tax_cost,
    sum(billed_cost) as billed_cost
from lines_summed
where leg_kind = kind
group by
    billing_month, seller_account_id, buyer_account_id, product_code, project, region_id,
    billing_mode, currency_code;

-- 7.4, 7.5 Two decimals, half away from zero; a negative bill asks for nothing.
create macro statements(kind) as table
select
    *,
    billed_amount - billed_cost as precision_difference,
    greatest(billed_amount, 0) as due_amount
from (
    select
        billing_month, seller_account_id, buyer_account_id, currency_code,
        sum(line_count)::bigint as line_count,
        sum(list_cost) as list_cost,
        sum(contracted_cost) as contracted_cost,
        0::decimal(38, 8) as voucher_cost,
        sum(tax_cost) as tax_cost,
        sum(billed_cost) as billed_cost,
        round(sum(billed_cost), 2)::decimal(38, 2) as billed_amount
    from lines_summed
    where leg_kind = kind
    group by billing_month, seller_account_id, buyer_account_id, currency_code
);

create table bill_a_details_monthly as from details_monthly('bill_a');
create table bill_b_details_monthly as from details_monthly('bill_b');
create table direct_bill_details_monthly as from details_monthly('direct');
create table channel_bill_details_monthly as from details_monthly('channel');
create table bill_a_resources as from resources('bill_a');
create table bill_b_resources as from resources('bill_b');
create table direct_bill_resources as from resources('direct');
create table channel_bill_resources as from resources('channel');
create table bill_a_summary as from summary('bill_a');
create table bill_b_summary as from summary('bill_b');
create table direct_bill_summary as from summary('direct');
create table channel_bill_summary as from summary('channel');
create table bill_a_statements as from statements('bill_a');
create table bill_b_statements as from statements('bill_b');
create table direct_bill_statements as from statements('direct');
create table channel_bill_statements as from statements('channel');

-- Usage reports: what a channel's customers used, what it costs and what they pay. ----------

create table channel_product_usage as
with used as (
    select
        charges.channel_code,
        charges.billing_group_code,
        reported_on,
        charges.sku_number,
        charge_category,
        charges.currency_code,
        sum(case when leg_number = 1 then coalesce(consumed_quantity, pricing_quantity) end)
            as quantity,
        sum(case when leg_number = 1 then charges.list_cost end) as list_cost,
        sum(case when leg_number = 1 then pretax_cost end) as utility_cost,
        sum(case when is_last then pretax_cost end) as customer_cost
    from (
        select charge_number, terms_id, pretax_cost from fct_rated_legs
        where channel_code is not null
    ) as legs
    inner join fct_charges as charges on legs.charge_number = charges.charge_number
    inner join (select terms_id, leg_number, is_last from terms) as terms
        on legs.terms_id = terms.terms_id
    group by
        charges.channel_code, charges.billing_group_code, reported_on, charges.sku_number,
        charge_category, charges.currency_code
)
select
    channel_code,
    billing_group_code,
    reported_on as usage_date,
    product_code,
    case when charge_category = 'usage' then usage_unit else pricing_unit end as unit,
    days.currency_code,
    sum(quantity) as quantity,
    sum(list_cost) as list_cost,
    sum(utility_cost) as utility_cost,
    sum(customer_cost) as customer_cost
from used as days
inner join (
    select sku_number, product_code, usage_unit, pricing_unit from skus
) as products on days.sku_number = products.sku_number
group by channel_code, billing_group_code, usage_date, product_code, unit, days.currency_code;

create table billing_group_product_usage as
select
    billing_group_code, usage_date, product_code, unit, currency_code,
    sum(quantity) as quantity,
    sum(list_cost) as list_cost,
    sum(utility_cost) as utility_cost,
    sum(customer_cost) as customer_cost
from channel_product_usage
where billing_group_code is not null
group by billing_group_code, usage_date, product_code, unit, currency_code;
