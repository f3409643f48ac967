{#
    True when a scope of four product levels, filled from the left, covers a sku; a null
    level covers all (rules 4, 5.4).
    Usage: {{ scope_covers('discounts', 'skus') }}
#}
{% macro scope_covers(scope, skus) -%}
    ({{ scope }}.product_code is null or {{ scope }}.product_code = {{ skus }}.product_code)
    and (
        {{ scope }}.subproduct_code is null
        or {{ scope }}.subproduct_code = {{ skus }}.subproduct_code
    )
    and (
        {{ scope }}.component_type_code is null
        or {{ scope }}.component_type_code = {{ skus }}.component_type_code
    )
    and (
        {{ scope }}.component_code is null
        or {{ scope }}.component_code = {{ skus }}.component_code
    )
{%- endmacro %}
