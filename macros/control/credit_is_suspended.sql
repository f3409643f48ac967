{#
    True when a customer's services stop: available credit below zero, or by the stricter
    setting credit_suspension also at zero (rules 9.2).
    Usage: {{ credit_is_suspended('available_cost') }}
#}
{% macro credit_is_suspended(available_cost) -%}
    {%- if var('credit_suspension') == 'below_zero' -%}
        {{ available_cost }} < 0
    {%- elif var('credit_suspension') == 'at_zero' -%}
        {{ available_cost }} <= 0
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            "credit_suspension must be below_zero or at_zero, not '"
            ~ var('credit_suspension') ~ "'"
        ) }}
    {%- endif -%}
{%- endmacro %}
