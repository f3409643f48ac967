{{ config(materialized='view') }}

select * from {{ ref('int_restated_identities') }}
