with

-- a delivered file of the table counts even when it is empty; the demo loads its files
-- as seeds, so there the table counts only when it has a record
deliveries as (

    select record_file

    from {{ ref('stg_landing_files') }}
    where source_table = 'tax_rates' and load_id != 'demo'

    union

    select record_file

    from {{ ref('stg_tax_rates') }}

),

-- a dataset that has the table replaces the maintained rates
rates as (

    select
        tax_region,
        tax_component,
        valid_from,
        coalesce(valid_to, {{ end_of_time() }}) as valid_to,
        tax_rate

    from {{ ref('int_tax_rates_validated') }}
    where rejection_reason is null

    union all

    select
        tax_region,
        tax_component,
        valid_from,
        coalesce(valid_to, {{ end_of_time() }}) as valid_to,
        tax_rate

    from {{ ref('tax_rates') }}
    where
        {{ is_known('recorded_at') }}
        and not exists (select deliveries.record_file from deliveries)

),

-- the taxes of a region change where a row of any of its components begins or ends
cuts as (

    select
        tax_region,
        valid_from

    from rates

    union

    select
        tax_region,
        valid_to as valid_from

    from rates

),

segments as (

    select
        tax_region,
        valid_from,
        lead(valid_from) over (
            partition by tax_region
            order by valid_from
        ) as valid_to

    from cuts

),

segment_rates as (

    select
        segments.tax_region,
        rates.tax_component,
        segments.valid_from,
        segments.valid_to,
        rates.tax_rate,
        {{ key_part('rates.tax_region') }} || '|'
        || {{ key_part('rates.tax_component') }} || '|'
        || {{ instant_text('rates.valid_from') }} as tax_rate_id,
        row_number() over (
            partition by
                segments.tax_region, rates.tax_component, segments.valid_from
            order by rates.valid_from desc
        ) as recency

    from segments

    inner join rates
        on
            segments.tax_region = rates.tax_region
            and segments.valid_from >= rates.valid_from
            and segments.valid_from < rates.valid_to

    where segments.valid_to is not null

),

-- of several rows of one component the latest counts
tax_rates_in_force as (

    select
        tax_region,
        tax_component,
        valid_from,
        valid_to,
        tax_rate,
        tax_rate_id

    from segment_rates
    where recency = 1

)

select * from tax_rates_in_force
