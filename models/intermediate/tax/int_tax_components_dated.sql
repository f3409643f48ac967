with

rates as (

    select
        tax_region,
        tax_component,
        valid_from,
        coalesce(valid_to, {{ end_of_time() }}) as valid_to,
        tax_rate

    from {{ ref('int_tax_rates_current') }}

),

cuts as (

    select
        tax_region,
        tax_component,
        valid_from

    from rates

    union

    select
        tax_region,
        tax_component,
        valid_to as valid_from

    from rates

),

segments as (

    select
        tax_region,
        tax_component,
        valid_from,
        lead(valid_from) over (
            partition by tax_region, tax_component
            order by valid_from
        ) as valid_to

    from cuts

),

segment_rates as (

    select
        segments.tax_region,
        segments.tax_component,
        segments.valid_from,
        segments.valid_to,
        rates.tax_rate,
        rates.tax_region || '|' || rates.tax_component || '|'
        || {{ instant_text('rates.valid_from') }} as tax_rate_id,
        row_number() over (
            partition by
                segments.tax_region, segments.tax_component, segments.valid_from
            order by rates.valid_from desc
        ) as recency

    from segments

    inner join rates
        on
            segments.tax_region = rates.tax_region
            and segments.tax_component = rates.tax_component
            and segments.valid_from >= rates.valid_from
            and segments.valid_from < rates.valid_to

    where segments.valid_to is not null

),

-- of several rows of one component the latest counts
tax_components_dated as (

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

select * from tax_components_dated
