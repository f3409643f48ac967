{{ config(materialized='view') }}

select * from {{ ref('int_restated_identities') }}
union all
select * from {{ ref('int_unreadable_tags') }}
