{#
    A cost cut or rounded to the digits of a rounding policy (rules 7.4, d3.23).
    The engines want a constant number of digits, so there is one branch each, and each is
    brought to one scale, because a case over decimals of several scales takes the least.
    Usage: {{ to_billed_digits('bills.cost_to_round', 'policies') }}
#}
{% macro to_billed_digits(cost, policies) -%}
    case
        {% for digits in range(most_amount_digits() | int + 1) -%}
        when
            {{ policies }}.rounding_mode = 'truncate'
            and {{ policies }}.rounding_digits = {{ digits }}
            then cast({{ truncated_to(cost, digits) }} as decimal(38, 8))
        when
            {{ policies }}.rounding_mode = 'half_up'
            and {{ policies }}.rounding_digits = {{ digits }}
            then cast(round({{ cost }}, {{ digits }}) as decimal(38, 8))
        {% endfor -%}
    end
{%- endmacro %}
