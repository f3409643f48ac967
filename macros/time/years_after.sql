{#
    A local time a number of years later, at least 1, a year after the other: 29 February
    becomes 28 February and stays it.
    Usage: {{ years_after(billing_local('ends_at'), '3') }}
#}
{% macro years_after(local_time, years) -%}
    {{ return(adapter.dispatch('years_after', 'tierbill')(local_time, years)) }}
{%- endmacro %}

{% macro duckdb__years_after(local_time, years) -%}
    ({{ local_time }} + interval '1' year + to_years(cast({{ years }} - 1 as integer)))
{%- endmacro %}

{% macro spark__years_after(local_time, years) -%}
    (
        {{ local_time }} + interval '1' year
        + make_ym_interval(cast({{ years }} - 1 as int))
    )
{%- endmacro %}
