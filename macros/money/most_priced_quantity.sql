{#
    The pricing quantity of usage before packages, rounded up to the increment of its sku:
    the most that is priced of it (rules 1.10, 3.9).
    charges: a relation with the columns consumed_quantity, usage_per_pricing_unit,
    whole_usage_per_pricing_unit and largest_increment.
#}
{% macro most_priced_quantity(charges) -%}
    {{ rounded_up_to(truncated_quotient(
        charges ~ '.consumed_quantity',
        charges ~ '.usage_per_pricing_unit',
        charges ~ '.whole_usage_per_pricing_unit'
    ), charges ~ '.largest_increment') }}
{%- endmacro %}
