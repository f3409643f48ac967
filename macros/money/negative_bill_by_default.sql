{#
    The value of the setting negative_bill, as SQL: what a negative bill asks for where no
    policy says it (rules 7.5).
    Usage: coalesce(policies.negative_bill, {{ negative_bill_by_default() }})
#}
{% macro negative_bill_by_default() -%}
    '{{ setting("negative_bill") }}'
{%- endmacro %}
