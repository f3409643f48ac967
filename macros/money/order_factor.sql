{#
    Terms times size of an order line, each 1 if null (rules 3.5).
    Usage: {{ order_factor('orders') }}
#}
{% macro order_factor(orders) -%}
    cast(
        cast(coalesce({{ orders }}.term_count, 1) as decimal(10, 0))
        * cast(coalesce({{ orders }}.linear_size, 1) as decimal(28, 6))
        as decimal(28, 6)
    )
{%- endmacro %}
