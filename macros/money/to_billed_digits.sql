{#
    A cost cut or rounded to the digits of a rounding policy (rules 7.4, dossier 3.23);
    the engines want a constant number of digits, so there is one branch each.
    Usage: {{ to_billed_digits('bills.cost_to_round', 'policies') }}
#}
{% macro to_billed_digits(cost, policies) -%}
    cast(
        case
            when {{ policies }}.rounding_mode = 'truncate'
                then
                    case {{ policies }}.rounding_digits
                        when 0 then {{ truncated_to(cost, 0) }}
                        when 1 then {{ truncated_to(cost, 1) }}
                        else {{ truncated_to(cost, 2) }}
                    end
            when {{ policies }}.rounding_digits = 0 then round({{ cost }}, 0)
            when {{ policies }}.rounding_digits = 1 then round({{ cost }}, 1)
            else round({{ cost }}, 2)
        end as decimal(38, 8)
    )
{%- endmacro %}
