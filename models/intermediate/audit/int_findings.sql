{{ config(materialized='view') }}

select * from {{ ref('int_overlapping_bindings') }}
union all
select * from {{ ref('int_restated_identities') }}
union all
select * from {{ ref('int_same_usage_twice') }}
union all
select * from {{ ref('int_unreadable_tags') }}
union all
select * from {{ ref('int_spanning_amounts') }}
union all
select * from {{ ref('int_inclusive_ends') }}
union all
select * from {{ ref('int_ignored_increments') }}
union all
select * from {{ ref('int_billed_records_gone') }}
