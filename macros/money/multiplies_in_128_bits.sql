{# True where quantity times unit price is below 10^17. #}
{% macro multiplies_in_128_bits(quantity, unit_price) -%}
    ({{ quantity }} < 1000000000 and {{ unit_price }} < 100000000)
{%- endmacro %}
