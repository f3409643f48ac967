{#
    True when a cost is below a percentage of an allocated amount (rules 9.2). A cost beyond
    all allocations, which hundred times would not fit, is compared by its sign.
    Usage: {{ falls_below_percent('available_cost', 'allocated_cost', '25') }}
#}
{% macro falls_below_percent(cost, amount, percent) -%}
    case
        when {{ cost }} between -{{ '9' * 25 }} and {{ '9' * 25 }}
            then {{ cost }} * 100 < {{ amount }} * {{ percent }}
        else {{ cost }} < 0
    end
{%- endmacro %}
