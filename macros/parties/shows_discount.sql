{#
    True where a bill line may show its discount: on every leg between businesses, on a
    customer's bill only by the reseller's allowlist (a) (d2.1, R59, R60).
    Usage: {{ shows_discount('legs', 'sellers') }}
#}
{% macro shows_discount(legs, sellers) -%}
    ({{ legs }}.leg_kind != 'bill_b' or {{ sellers }}.shows_customer_discounts)
{%- endmacro %}
