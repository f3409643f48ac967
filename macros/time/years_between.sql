{#
    Calendar years from one instant to another, at least 1.
    Usage: {{ years_between('ends_at', 'horizon_at') }}
#}
{% macro years_between(earlier, later) -%}
    greatest(
        extract(year from {{ billing_local(later) }})
        - extract(year from {{ billing_local(earlier) }}), 1
    )
{%- endmacro %}
