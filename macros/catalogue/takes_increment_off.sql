{#
    True for an entitlement that takes the pricing increment off the charges that it may
    cover (rules 3.9): a reserved instance, or a savings plan that can cover something.
    Usage: {{ takes_increment_off('entitlement_skus') }}
#}
{% macro takes_increment_off(entitlement_skus) -%}
    (
        {{ entitlement_skus }}.entitlement_kind = 'reserved_instance'
        or (
            {{ entitlement_skus }}.entitlement_kind = 'savings_plan'
            and {{ entitlement_skus }}.hourly_commitment is not null
            and {{ entitlement_skus }}.plan_multiplier is not null
        )
    )
{%- endmacro %}
