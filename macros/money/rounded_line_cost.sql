{#
    The cost of a bill line under a rounding policy: rounded if the policy rounds every
    line, else with all its digits (rules 7.4, d3.23).
    Usage: {{ rounded_line_cost('bill_lines.billed_cost', 'policies') }}
#}
{% macro rounded_line_cost(cost, policies) -%}
    case {{ policies }}.rounding_level
        when 'line' then {{ to_billed_digits(cost, policies) }}
        else {{ cost }}
    end
{%- endmacro %}
