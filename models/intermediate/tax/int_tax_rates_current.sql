with

delivered_rates as (

    select
        tax_region,
        tax_component,
        valid_from,
        valid_to,
        tax_rate

    from {{ ref('int_tax_rates_validated') }}
    where rejection_reason is null

),

maintained_rates as (

    select
        tax_region,
        tax_component,
        valid_from,
        valid_to,
        tax_rate

    from {{ ref('tax_rates') }}
    {{ known_as_of('recorded_at') }}

),

-- a file of the table counts even without a record; a seed of the demo needs one
deliveries as (

    select record_file

    from {{ ref('stg_landing_files') }}
    where source_table = 'tax_rates' and load_id != 'demo'

    union

    select record_file

    from {{ ref('stg_tax_rates') }}

),

-- a dataset that has the table replaces the seed
tax_rates_current as (

    select * from delivered_rates

    union all

    select *

    from maintained_rates
    where not exists (select deliveries.record_file from deliveries)

)

select * from tax_rates_current
