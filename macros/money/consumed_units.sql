{#
    What one usage record consumes in units of the tenth decimal, a whole number, whatever
    its size; null where it has more than 38 digits (rules 3.2).
    Usage: {{ consumed_units('usage_records', 'skus') }}
#}
{% macro consumed_units(usage_records, skus) -%}
    {{ units_product(
        whole_units(usage_records ~ '.usage_quantity', 10),
        consumption_factor(usage_records, skus),
        12
    ) }}
{%- endmacro %}
