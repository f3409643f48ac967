{#
    True when the list cost used reaches a percentage of a budget; a budget of 0 is
    reached by the first positive use (rules 9.3).
    Usage: {{ budget_is_reached('charges', 'thresholds.threshold_percent') }}
#}
{% macro budget_is_reached(budgets, percent) -%}
    case
        when {{ budgets }}.budget_amount = 0 then {{ budgets }}.used_cost > 0
        else
            {{ budgets }}.used_cost
            >= {{ budgets }}.budget_amount * {{ percent }} * cast(0.01 as decimal(3, 2))
    end
{%- endmacro %}
