{#
    What a bill asks for: nothing when it is negative, or the amount itself by the setting
    negative_bill (rules 7.5).
    Usage: {{ due_amount('bills.billed_amount') }}
#}
{% macro due_amount(billed_amount) -%}
    {%- if var('negative_bill') == 'due_zero' -%}
        greatest({{ billed_amount }}, cast(0 as decimal(38, 2)))
    {%- elif var('negative_bill') == 'due_negative' -%}
        {{ billed_amount }}
    {%- else -%}
        {{ exceptions.raise_compiler_error(
            "negative_bill must be due_zero or due_negative, not '"
            ~ var('negative_bill') ~ "'"
        ) }}
    {%- endif -%}
{%- endmacro %}
