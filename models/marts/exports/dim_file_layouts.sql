{{ config(materialized='view') }}

with

dim_file_layouts as (

    select
        layout_code,
        cast(column_number as bigint) as column_number,
        heading,
        column_name,
        empty_text,
        shown_to

    from {{ ref('file_layouts') }}

)

select * from dim_file_layouts
