-- The usage charges count exactly as many records as are current (rules 11.6).
-- If it fails, metered usage was not charged, or a join that fans out charged it twice.
-- It does not say that each record is in the right charge.
with

charged as (

    select coalesce(sum(record_count), 0) as charged_count
    from {{ ref('int_charges') }}
    where charge_category = 'usage'

),

counted as (

    select coalesce(sum(current), 0) as current_count
    from {{ ref('load_accounting') }}
    where source_table = 'usage'

),

usage_not_charged_once as (

    select
        charged.charged_count,
        counted.current_count

    from charged

    cross join counted

    where charged.charged_count != counted.current_count

)

select * from usage_not_charged_once
