{#
    What a bill asks for: nothing when it is negative, or the amount itself by the setting
    negative_bill (rules 7.5).
    Usage: {{ due_amount('bills.billed_amount') }}
#}
{% macro due_amount(billed_amount) -%}
    {%- if setting('negative_bill') == 'due_zero' -%}
        greatest({{ billed_amount }}, cast(0 as decimal(38, 2)))
    {%- else -%}
        {{ billed_amount }}
    {%- endif -%}
{%- endmacro %}
