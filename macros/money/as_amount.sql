{#
    Money as it is billed, at the digits of its bill, rounded once, half away from zero
    (rules 7.4). The engines want a constant number of digits, so there is one branch each,
    brought to one scale.
    Usage: {{ as_amount('sum(billed_cost)', 'policies.rounding_digits') }}
#}
{% macro as_amount(expression, digits) -%}
    {%- set most = most_amount_digits() | int -%}
    case {{ digits }}
        {% for places in range(most) -%}
        when {{ places }}
            then cast(round({{ expression }}, {{ places }}) as {{ type_amount() }})
        {% endfor -%}
        else cast(round({{ expression }}, {{ most }}) as {{ type_amount() }})
    end
{%- endmacro %}
