{#
    A row for each month from one first of a month to another, both included.
    Usage: select {{ each_month('first_month', 'last_month') }} as billing_month
#}
{% macro each_month(first_month, last_month) -%}
    {{ return(adapter.dispatch('each_month', 'tierbill')(first_month, last_month)) }}
{%- endmacro %}

{% macro duckdb__each_month(first_month, last_month) -%}
    cast(
        unnest(
            generate_series(
                cast({{ first_month }} as timestamp),
                cast({{ last_month }} as timestamp),
                interval '1' month
            )
        ) as date
    )
{%- endmacro %}

{% macro spark__each_month(first_month, last_month) -%}
    explode(sequence({{ first_month }}, {{ last_month }}, interval '1' month))
{%- endmacro %}
