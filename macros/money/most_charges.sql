{#
    How many charges the rows of a group of int_usage_aggregated make at most: a record
    that spans buckets has parts in several (rules 1.10, 3.8).
    Usage: {{ most_charges('split_usage_id') }}
#}
{% macro most_charges(split_usage_id) -%}
    cast(
        sum(case when {{ split_usage_id }} is null then 1 else {{ most_buckets() }} end)
        as bigint
    )
{%- endmacro %}
