{#
    True when a customer's services stop: available credit below zero, or by the stricter
    setting credit_suspension also at zero (rules 9.2).
    Usage: {{ credit_is_suspended('available_cost') }}
#}
{% macro credit_is_suspended(available_cost) -%}
    {%- if setting('credit_suspension') == 'below_zero' -%}
        {{ available_cost }} < 0
    {%- else -%}
        {{ available_cost }} <= 0
    {%- endif -%}
{%- endmacro %}
