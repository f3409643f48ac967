{#
    How narrow a scope is: 4 component, 3 component type, 2 subproduct, 1 product, 0 all
    (rules 5.4).
    Usage: {{ scope_depth('discounts') }}
#}
{% macro scope_depth(scope) -%}
    case
        when {{ scope }}.component_code is not null then 4
        when {{ scope }}.component_type_code is not null then 3
        when {{ scope }}.subproduct_code is not null then 2
        when {{ scope }}.product_code is not null then 1
        else 0
    end
{%- endmacro %}
