{#
    True when two scopes of four product levels can cover one component: at every level
    they agree or one of them covers all.
    Usage: {{ scopes_meet('discounts', 'others') }}
#}
{% macro scopes_meet(one, other) -%}
    coalesce({{ one }}.product_code = {{ other }}.product_code, true)
    and coalesce({{ one }}.subproduct_code = {{ other }}.subproduct_code, true)
    and coalesce({{ one }}.component_type_code = {{ other }}.component_type_code, true)
    and coalesce({{ one }}.component_code = {{ other }}.component_code, true)
{%- endmacro %}
