{#
    What cut_cost cuts off a product: below 0.00000001, exact.
    Usage: {{ cut_off_cost('tier_quantity', 'unit_price') }}
#}
{% macro cut_off_cost(quantity, unit_price) -%}
    cast(
        cast(
            ({{ whole_units(quantity, 10) }} % 1000000000000)
            * ({{ whole_units(unit_price, 10) }} % 1000000000000) % 1000000000000
            as decimal(12, 0)
        ) * cast(0.{{ '0' * 19 }}1 as decimal(20, 20)) as decimal(38, 20)
    )
{%- endmacro %}
