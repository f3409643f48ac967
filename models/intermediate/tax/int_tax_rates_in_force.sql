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

-- of several rows of one component the latest counts
segment_rates as (

    select
        segments.tax_region,
        segments.valid_from,
        segments.valid_to,
        rates.tax_component,
        rates.tax_rate,
        row_number() over (
            partition by
                segments.tax_region, segments.valid_from, rates.tax_component
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

tax_rates_dated as (

    select
        tax_region,
        valid_from,
        valid_to,
        sum(tax_rate) as tax_rate,
        {{ list_of('tax_rate', 'tax_component') }} as component_rates

    from segment_rates
    where recency = 1
    group by tax_region, valid_from, valid_to

)

select * from tax_rates_dated
