{#
    The value of the setting negative_bill, as SQL: what a negative bill asks for where no
    policy says it (rules 7.5).
    Usage: coalesce(policies.negative_bill, {{ negative_bill_by_default() }})
#}
{% macro negative_bill_by_default() -%}
    {%- set known = ['due_zero', 'due_negative', 'carry_forward'] -%}
    {%- if var('negative_bill') not in known -%}
        {{ exceptions.raise_compiler_error(
            "negative_bill must be one of " ~ known | join(', ') ~ ", not '"
            ~ var('negative_bill') ~ "'"
        ) }}
    {%- endif -%}
    '{{ var("negative_bill") }}'
{%- endmacro %}
