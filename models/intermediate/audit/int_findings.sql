{{ config(materialized='view') }}

select * from {{ ref('int_overlapping_bindings') }}
union all
select * from {{ ref('int_restated_identities') }}
union all
select * from {{ ref('int_same_usage_twice') }}
union all
select * from {{ ref('int_unreadable_tags') }}
