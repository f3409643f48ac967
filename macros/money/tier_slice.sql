{#
    How much of a quantity, which begins at its place in the pool, lies in a tier (rules
    3.4): 0 if nothing.
    Usage: {{ tier_slice('pools', 'pricing_quantity', 'tiers') }}
#}
{% macro tier_slice(pools, quantity, tiers) -%}
    greatest(
        case
            when {{ tiers }}.tier_upper_bound is null
                then
                    {{ pools }}.{{ quantity }}
                    - greatest(
                        {{ tiers }}.tier_lower_bound - {{ pools }}.pool_quantity_before, 0
                    )
            else
                least(
                    {{ pools }}.pool_quantity_before
                    + least({{ pools }}.{{ quantity }}, {{ beyond_bounds() }}),
                    {{ tiers }}.tier_upper_bound
                )
                - greatest({{ pools }}.pool_quantity_before, {{ tiers }}.tier_lower_bound)
        end, 0
    )
{%- endmacro %}
