{#
    What a leg is priced on: the charge's list cost less what reserved instances cover and,
    on the legs it benefits, less what a savings plan covers (rules 4.4, 6.3).
    Usage: {{ base_cost('list_cost', 'reserved_cost', 'plan_cost', 'leg_kind') }}
#}
{% macro base_cost(list_cost, reserved_cost, plan_cost, leg_kind) -%}
    {{ list_cost }}
    - {{ reserved_cost }}
    - case
        when {{ plan_benefits_leg(leg_kind) }} then {{ plan_cost }}
        else cast(0 as decimal(38, 8))
    end
{%- endmacro %}
