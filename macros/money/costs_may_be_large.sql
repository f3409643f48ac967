{#
    True where a charge of an owner and a sku may cost 10^18 or more at list price, by all
    that was used and the highest price; false for an unknown sku. At terms that are not
    absurd no figure of the others leaves its column (rules 1.10).
    Usage: {{ costs_may_be_large('usage_of_skus', 'skus', 'highest_prices') }}
#}
{% macro costs_may_be_large(used, skus, prices) -%}
    (
        {{ skus }}.usage_per_pricing_unit is not null
        and (
            {{ used }}.consumed_quantity is null
            or {{ skus }}.usage_per_pricing_unit < 1
            or coalesce({{ skus }}.pricing_increment, 0) >= 1000000
            or not (
                {{ used }}.consumed_quantity < 1000000000000
                and coalesce({{ prices }}.unit_price, 0) < 1000000
                or {{ used }}.consumed_quantity < 1000000000
                and coalesce({{ prices }}.unit_price, 0) < 1000000000
                or {{ used }}.consumed_quantity < 1000000
                and coalesce({{ prices }}.unit_price, 0) < 1000000000000
            )
        )
    )
{%- endmacro %}
