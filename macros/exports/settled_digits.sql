{#
    A cost as a bill line shows it: rounded where the policy rounds every line, else with
    all its digits (rules 7.4, d3.23).
    Usage: {{ settled_digits('bill_lines.billed_cost', 'policies') }}
#}
{% macro settled_digits(cost, policies) -%}
    case {{ policies }}.rounding_level
        when 'line' then {{ to_billed_digits(cost, policies) }}
        else {{ cost }}
    end
{%- endmacro %}
